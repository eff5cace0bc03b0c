"""Papers of what is no licence: what is published names nobody, and an item may call a paper by its own name."""

from __future__ import annotations

import io
import re

from documents.sample import complete_data
from pypdf import PdfReader

from tongban.engine.documents import render


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_what_anybody_may_read_names_nobody() -> None:
    text = text_of(render("public_notice", complete_data()))
    assert "临江市江畔置业有限公司" not in text and "林小舟" not in text


def test_an_items_own_name_and_law_stand_on_the_paper() -> None:
    own = {"name": "延期答复告知书", "name_en": "Notice of extension", "law": "《信访工作条例》第三十四条"}
    text = text_of(render("extension_notice", complete_data(type=own)))
    assert "延期答复告知书" in text and "信访工作条例" in text and "行政许可延期" not in text
