"""Whether a value of the right type keeps the rules its field sets."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from tongban.forms.model import Bound, Field, plain
from tongban.forms.values import exact, is_empty
from tongban.forms.words import is_expression

#: A broken rule: a word of tongban.forms.messages and its facts.
Broken = tuple[str, dict[str, Any]]
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]{1,63}(\.[^\s@.]{1,63}){1,8}")
PHONE = re.compile(r"(\+|00)[1-9]\d{6,14}", re.ASCII)
MISSING = {
    "radio": "choose",
    "select": "choose",
    "checklist": "choose",
    "taglist": "choose",
    "datetime": "choose",
    "checkbox": "accept",
    "filepicker": "attach",
}


def is_missing(field: Field, value: Any) -> bool:
    """Required fields must not look like this; an unticked box is as good as none."""
    return is_empty(value) or (field.kind == "checkbox" and value is False)


def broken_rule(
    field: Field, value: Any, ask: Callable[[str], Any], today: date | None = None
) -> Broken | None:
    """The first rule this value breaks; `ask` evaluates a bound given as FEEL."""
    if is_missing(field, value):
        return (MISSING.get(field.kind, "required"), {}) if field.rules.required else None
    if field.kind == "number":
        return _number(field, exact(value, texts=True), ask)
    if field.kind in ("textfield", "textarea"):
        return _text(field, value, ask)
    if field.kind == "datetime" and field.rules.not_past and today and value[:10] < today.isoformat():
        return None if field.subtype == "time" else ("past", {})
    return None


def _number(field: Field, number: int | Decimal, ask: Callable[[str], Any]) -> Broken | None:
    rules = field.rules
    if rules.decimals is not None and _decimals(number) > rules.decimals:
        return ("decimals", {"limit": rules.decimals}) if rules.decimals else ("integer", {})
    if rules.increment and not _whole_steps(number, rules.increment):
        return "increment", {"limit": plain(rules.increment)}
    low, high = bound(rules.minimum, ask), bound(rules.maximum, ask)
    if low is not None and number < low:
        return "min", {"limit": plain(low)}
    if high is not None and number > high:
        return "max", {"limit": plain(high)}
    return None


def _text(field: Field, value: str, ask: Callable[[str], Any]) -> Broken | None:
    rules = field.rules
    low, high = bound(rules.shortest, ask), bound(rules.longest, ask)
    length = len(value.strip())
    if low is not None and length < low:
        return "shortest", {"limit": plain(low)}
    if high is not None and length > high:
        return "longest", {"limit": plain(high)}
    if rules.pattern:
        if len(value) > rules.pattern.longest:
            return "longest", {"limit": rules.pattern.longest}
        if not rules.pattern.matches(value):
            return "pattern", {}
    if rules.format == "email" and (len(value) > 254 or not EMAIL.fullmatch(value)):
        return "email", {}
    if rules.format == "phone" and not PHONE.fullmatch(re.sub(r"[ ()-]", "", value)):
        return "phone", {}
    return None


def bound(given: Bound, ask: Callable[[str], Any]) -> int | Decimal | None:
    """The bound in force now; an expression that yields no number sets none."""
    if not isinstance(given, str):
        return given
    try:
        return exact(ask(given) if is_expression(given) else given, texts=True)
    except ValidationError:
        return None


def _decimals(number: int | Decimal) -> int:
    if isinstance(number, int):
        return 0
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _whole_steps(number: int | Decimal, increment: Decimal) -> bool:
    # As whole numbers of the finest place, for a Decimal remainder would round at 28 digits.
    places = max(_decimals(number), _decimals(increment))
    scaled = [int(Decimal(each).scaleb(places, None)) for each in (number, increment)]
    return scaled[1] == 0 or scaled[0] % scaled[1] == 0
