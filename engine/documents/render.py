"""Makes a document: checked data in, PDF/A-2b out, the same bytes for the same data."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from threading import local
from typing import Any

import segno
import typst

from tongban.engine.documents.catalogue import TYPES, DocumentType
from tongban.engine.documents.data import check
from tongban.engine.documents.fonts import font_set
from tongban.engine.documents.office_text import compile_text
from tongban.engine.documents.places import TEMPLATES
from tongban.engine.documents.prepare import prepare
from tongban.engine.documents.words import local as local_time
from tongban.engine.documents.words import plain
from tongban.engine.errors import Invalid, NotFound

LANGUAGES = ("zh", "en")
# A compiler is not shared between threads; the fonts behind it are, and they are what is large.
_of_thread = local()


def render(type: str, data: Mapping[str, Any], *, language: str = "zh", text: str | None = None) -> bytes:
    """The PDF of one document; `data` has the shape of `documents.Data`, user text stays literal.

    `text` is an office's own template; without it the shipped one is used.
    """
    kind = TYPES.get(type)
    if kind is None:
        raise NotFound(f"There is no document type {type!r}.", document_type=type, known=sorted(TYPES))
    if language not in LANGUAGES:
        raise Invalid(f"Documents are written in {', '.join(LANGUAGES)}, not {language!r}.", field="language")
    check(kind, data)
    inputs = json.dumps(_inputs(kind, data, language), ensure_ascii=False)
    if text is not None:
        return compile_text(text, inputs, _midnight(data["document"]["date"]))
    try:
        made = _compiler().compile(
            TEMPLATES / kind.template,
            format="pdf",
            sys_inputs={"data": inputs},
            pdf_standards="a-2b",
            timestamp=_midnight(data["document"]["date"]),
        )
    except typst.TypstError as error:
        raise Invalid(
            f"The document {type} could not be made: {error.message}", document_type=type
        ) from error
    assert isinstance(made, bytes)
    return made


def _midnight(value: str | date) -> datetime:
    """The creation time in the file; typst takes fixed offsets only."""
    offset = timezone(timedelta(hours=8))
    return local_time(value).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=offset)


def _inputs(kind: DocumentType, data: Mapping[str, Any], language: str) -> dict[str, Any]:
    fonts = font_set()
    inputs = prepare(data, language, fonts.drawable)
    english, own = language == "en", inputs.get("type", {})
    inputs["language"] = language
    inputs["fonts"] = {"serif": fonts.serif, "sans": fonts.sans}
    inputs["type"] = {
        "id": kind.id,
        "name": own.get("name_en" if english else "name") or (kind.name_en if english else kind.name),
        "law": own.get("law") or (kind.law_en if english else kind.law),
        "signers": kind.signers,
    }
    url = data["document"].get("verify_url")
    if url:
        inputs["document"]["verify_url"] = plain(str(url), fonts.drawable, breakable=False)
        inputs["document"]["qr"] = qr_svg(str(url))
    return inputs


def qr_svg(text: str) -> str:
    """A QR code that survives a fold or a stamp (a quarter of it may be lost)."""
    drawn = io.BytesIO()
    segno.make(text, error="q", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


def _compiler() -> typst.Compiler:
    compiler: typst.Compiler | None = getattr(_of_thread, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(root=TEMPLATES, font_paths=font_set().fonts, ignore_system_fonts=True)
        _of_thread.compiler = compiler
    return compiler
