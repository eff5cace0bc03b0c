"""A value in words: option labels, yes and no, dates with spaces, several joined."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from tongban.forms.messages import word
from tongban.forms.model import CHOICES, Field, Option, option_key, plain
from tongban.forms.values import LOCAL, is_empty
from tongban.forms.words import as_words


def display(each: Field, value: Any, options: Iterable[Option], language: str) -> str:
    """How a reader sees the value; empty when there is none."""
    if is_empty(value):
        return ""
    if each.kind == "checkbox":
        return word("yes" if value is True else "no", language)
    if each.kind in CHOICES:
        labels = {option.key: option.text.on(language) for option in options}
        chosen = value if isinstance(value, list) else [value]
        keys = [as_words(one) for one in chosen]
        return ("、" if language == "zh" else ", ").join(labels.get(key, key) for key in keys)
    if each.kind == "datetime":
        return moment_text(each, value).replace("T", " ")
    text = control_text(each, value)
    return f"{each.prefix.on(language)}{text}{each.suffix.on(language)}"


def control_text(each: Field, value: Any) -> str:
    """The text a control holds, and posts back."""
    if is_empty(value):
        return ""
    if each.kind == "datetime":
        return moment_text(each, value)
    if each.kind in CHOICES and isinstance(value, str | int | float | Decimal):
        return option_key(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return plain(value)
    return as_words(value)


def moment_text(each: Field, value: Any) -> str:
    """Date and time as wall clock time; what is no date stays as it was typed."""
    text = as_words(value)
    if each.subtype == "date" or each.zone == "no_timezone":
        return text
    clock = each.subtype == "time"
    try:
        spelled = text.replace("Z", "+00:00")
        moment = datetime.fromisoformat(f"2000-01-01T{spelled}" if clock else spelled)
        moment = moment.astimezone(LOCAL) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return text
    local = moment.replace(tzinfo=None).isoformat(timespec="seconds" if moment.second else "minutes")
    return local.split("T")[1] if clock else local
