"""What a form is made of once it is read: fields, their words in each language, their options and rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tongban.forms.patterns import Pattern

#: Evaluates the text of one FEEL expression (without its leading "=") against variables.
Evaluate = Callable[[str, Mapping[str, Any]], Any]
#: Says what is wrong with a value in the language asked for, or None when nothing is.
Check = Callable[[Any, str], str | None]
#: Field name (`items.name` inside a list, `*` for all not named) to hidden, read or edit.
Access = Mapping[str, str]
Scalar = str | int | bool | Decimal
#: A fixed number, a FEEL expression yielding one, or no bound.
Bound = int | Decimal | str | None

BASE_LANGUAGE = "zh"
MULTIPLE = frozenset({"checklist", "taglist", "filepicker"})
CHOICES = frozenset({"radio", "select", "checklist", "taglist"})
VALUES = frozenset({"textfield", "textarea", "number", "checkbox", "datetime", "filepicker", *CHOICES})
DATA = VALUES | {"expression", "dynamiclist"}


@dataclass(frozen=True)
class Text:
    """The same words in several languages; a language without words falls back to Chinese."""

    words: Mapping[str, str] = field(default_factory=dict)

    def on(self, language: str) -> str:
        return self.words.get(language) or self.words.get(BASE_LANGUAGE) or ""

    def __bool__(self) -> bool:
        return any(self.words.values())


NOTHING = Text()


@dataclass(frozen=True)
class Option:
    value: Scalar
    text: Text

    @property
    def key(self) -> str:
        """The value as an HTML form posts it."""
        return option_key(self.value)


@dataclass(frozen=True)
class Column:
    key: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class Rules:
    required: bool = False
    minimum: Bound = None
    maximum: Bound = None
    shortest: Bound = None
    longest: Bound = None
    pattern: Pattern | None = None
    pattern_message: Text = NOTHING
    #: form-js `validationType`: email or phone.
    format: str = ""
    #: Name of a check the caller hands to validate().
    check: str = ""
    decimals: int | None = None
    increment: Decimal | None = None
    not_past: bool = False


@dataclass(frozen=True, kw_only=True)
class Field:
    """One form-js component; a group adds no level of its own, a dynamic list does."""

    id: str
    kind: str
    #: Dotted name from the root of the form, without row numbers; empty when it holds no value.
    name: str = ""
    #: Where the value lies within the enclosing row (or the form).
    keys: tuple[str, ...] = ()
    label: Text = NOTHING
    help: Text = NOTHING
    #: When the field applies, in words, for people who cannot see it appear.
    when: Text = NOTHING
    content: Text = NOTHING
    prefix: Text = NOTHING
    suffix: Text = NOTHING
    rules: Rules = Rules()
    options: tuple[Option, ...] = ()
    options_from: str = ""
    default: Any = None
    hide: str = ""
    readonly: bool | str = False
    children: tuple[Field, ...] = ()
    columns: tuple[Column, ...] = ()
    source: str = ""
    subtype: str = ""
    zone: str = ""
    as_text: bool = False
    accept: str = ""
    multiple: bool = False
    fixed_rows: bool = False
    first_rows: int = 1
    fewest: int = 0
    most: int = 200
    outline: bool = False
    row: str = ""
    span: int | None = None

    @property
    def has_value(self) -> bool:
        return self.kind in DATA

    def expressions(self) -> Iterator[str]:
        """Every FEEL expression of this field, without the leading "="."""
        texts: list[Any] = [self.hide, self.readonly, self.options_from, self.source]
        texts += [
            self.rules.minimum,
            self.rules.maximum,
            self.rules.shortest,
            self.rules.longest,
        ]
        for text in texts:
            if isinstance(text, str) and text.startswith("="):
                yield text[1:].strip()


def walk(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Every field in document order, the inner ones after their container."""
    for each in fields:
        yield each
        yield from walk(each.children)


def option_key(value: Any) -> str:
    """One spelling for an option value, so that 3, 3.0 and "3" name the same option."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return plain(value)
    return str(value)


def plain(number: int | Decimal) -> str:
    """A number written out without exponent or useless zeros."""
    number = Decimal(number)
    if not number.is_finite() or abs(number.adjusted()) > 60:
        # Nothing the form accepts, but a page may have to show it.
        return str(number.normalize())[:100]
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
