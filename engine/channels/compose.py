"""Puts a notice into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.engine.channels.notices import NOTICES, PLACE
from tongban.engine.documents.words import day, moment
from tongban.engine.errors import NotFound

ABSENT = "—"
REMARK = "{note}"


@dataclass(frozen=True, slots=True)
class Notice:
    subject: str
    text: str


def compose(template: str, values: Mapping[str, Any], *, language: str = "zh") -> Notice:
    """A notice in words; a value that is missing is shown as a dash: no notice may stop a case."""
    found = NOTICES.get(template)
    if found is None:
        raise NotFound(f"There is no notice {template!r}.", notice=template, known=sorted(NOTICES))
    english = language == "en"
    subject, text = (found.subject_en, found.text_en) if english else (found.subject, found.text)
    return Notice(fill(subject, values, language), fill(_with_remark(text, values), values, language))


def _with_remark(text: str, values: Mapping[str, Any]) -> str:
    """A notice that is whole without the remark at its end says nothing of one that nobody made."""
    whole = text.removesuffix(REMARK).rstrip()
    return whole if not values.get("note") and whole.endswith(("。", ".")) else text


def fill(text: str, values: Mapping[str, Any], language: str = "zh") -> str:
    """Replaces `{name}` once: braces inside a value stay what they are, and nothing of it is looked into."""
    return PLACE.sub(lambda place: _said(values.get(place[1]), language), text)


def _said(value: Any, language: str) -> str:
    if value is None or value == "":
        return ABSENT
    if isinstance(value, datetime):
        return moment(value, language)
    return day(value, language) if isinstance(value, date) else str(value)
