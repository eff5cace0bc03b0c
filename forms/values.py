"""One marshmallow field per kind of value: the type of a value, before any rule about its size."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError, fields

from tongban.forms.model import MULTIPLE, Field, Option, option_key, plain

LONGEST = {"textfield": 1_000, "textarea": 20_000}
MOST_DIGITS = 30
MOST_FILES = 20
# Everything a database or a PDF would choke on; tab and line breaks are fine.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLOCK = r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?"
TIME = re.compile(CLOCK, re.ASCII)
DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]" + CLOCK, re.ASCII)
LOCAL = timezone(timedelta(hours=8))
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def refuse(code: str, **facts: Any) -> ValidationError:
    """The refusal of one value: a word of tongban.forms.messages and its facts."""
    return ValidationError({"code": code, "facts": facts})


class TextValue(fields.Field[str]):
    def __init__(self, *, longest: int, lines: bool) -> None:
        super().__init__()
        self.longest, self.lines = longest, lines

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        if not isinstance(value, str):
            raise refuse("text")
        if len(value) > self.longest:
            raise refuse("longest", limit=self.longest)
        if FORBIDDEN.search(value) or (not self.lines and re.search("[\r\n]", value)):
            raise refuse("characters")
        return value


class NumberValue(fields.Field[int | Decimal | str]):
    def __init__(self, *, as_text: bool) -> None:
        super().__init__()
        self.as_text = as_text

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> int | Decimal | str:
        number = exact(value, texts=self.as_text)
        return plain(number) if self.as_text else number


class FlagValue(fields.Field[bool]):
    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> bool:
        if not isinstance(value, bool):
            raise refuse("boolean")
        return value


class ChoiceValue(fields.Field[Any]):
    def __init__(self, options: tuple[Option, ...]) -> None:
        super().__init__()
        self.values = {option.key: option.value for option in options}

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, str | bool):
            try:
                value = exact(value)
            except ValidationError:
                raise refuse("option") from None
        if option_key(value) not in self.values:
            raise refuse("option")
        return self.values[option_key(value)]


class ChoicesValue(ChoiceValue):
    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[Any]:
        if not isinstance(value, list) or len(value) > len(self.values):
            raise refuse("option")
        chosen = [super(ChoicesValue, self)._deserialize(each, attr, data) for each in value]
        if len({option_key(each) for each in chosen}) < len(chosen):
            raise refuse("repeated")
        return chosen


class MomentValue(fields.Field[str]):
    """Dates and times stay ISO 8601 text, in the one spelling the form asks for."""

    def __init__(self, subtype: str, zone: str) -> None:
        super().__init__()
        self.subtype, self.zone = subtype, zone

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        shape = {"date": DATE, "time": TIME, "datetime": DATETIME}[self.subtype]
        if not isinstance(value, str) or len(value) > 40 or not shape.fullmatch(value):
            raise refuse(self.subtype)
        try:
            return self.spelled(value.replace("Z", "+00:00"))
        except (ValueError, OverflowError):
            raise refuse(self.subtype) from None

    def spelled(self, value: str) -> str:
        if self.subtype == "date":
            return date.fromisoformat(value).isoformat()
        # A time of day borrows a date, as only a full moment can change its zone.
        clock = self.subtype == "time"
        moment = datetime.fromisoformat(f"2000-01-01T{value}" if clock else value).replace(microsecond=0)
        if self.zone == "no_timezone":
            if moment.tzinfo:
                raise ValueError("no zone expected")
        else:
            moment = moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
            moment = moment.astimezone(UTC) if self.zone == "utc_normalized" else moment
        text = moment.isoformat(timespec="seconds" if moment.second else "minutes")
        text = text.replace("+00:00", "Z") if self.zone == "utc_normalized" else text
        return text.split("T")[1] if clock else text


class FilesValue(fields.Field[list[str]]):
    """References of files that were uploaded beforehand."""

    def __init__(self, *, multiple: bool) -> None:
        super().__init__()
        self.multiple = multiple

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[str]:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or len(names) > MOST_FILES:
            raise refuse("files")
        if not all(isinstance(n, str) and 0 < len(n) <= 200 and not FORBIDDEN.search(n) for n in names):
            raise refuse("files")
        if len(names) > 1 and not self.multiple:
            raise refuse("one_file")
        return list(dict.fromkeys(names))


def exact(value: Any, *, texts: bool = False) -> int | Decimal:
    """A number without rounding: int when it is whole, else Decimal."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise refuse("number")
    if isinstance(value, str):
        if not texts or len(value) > MOST_DIGITS + 10 or not NUMBER.fullmatch(value):
            raise refuse("number")
    if isinstance(value, int) and value.bit_length() > 100:
        raise refuse("number_size")
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise refuse("number") from None
    if not number.is_finite():
        raise refuse("number")
    return _fitting(number)


def _fitting(number: Decimal) -> int | Decimal:
    if number.is_zero():
        return 0
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    if number.adjusted() >= MOST_DIGITS or exponent < -MOST_DIGITS or len(digits) > MOST_DIGITS:
        raise refuse("number_size")
    whole = int(number)
    return whole if whole == number else Decimal(plain(number))


#: Kind of component to what reads its value; the options are those in force for this row.
READERS: dict[str, Callable[[Field, tuple[Option, ...]], fields.Field[Any]]] = {
    "textfield": lambda field, _: TextValue(longest=LONGEST["textfield"], lines=False),
    "textarea": lambda field, _: TextValue(longest=LONGEST["textarea"], lines=True),
    "number": lambda field, _: NumberValue(as_text=field.as_text),
    "checkbox": lambda field, _: FlagValue(),
    "radio": lambda _, options: ChoiceValue(options),
    "select": lambda _, options: ChoiceValue(options),
    "checklist": lambda _, options: ChoicesValue(options),
    "taglist": lambda _, options: ChoicesValue(options),
    "datetime": lambda field, _: MomentValue(field.subtype, field.zone),
    "filepicker": lambda field, _: FilesValue(multiple=field.multiple),
}


def read_value(field: Field, value: Any, options: tuple[Option, ...]) -> Any:
    """The value in its own type; raises marshmallow.ValidationError."""
    return READERS[field.kind](field, options).deserialize(value)


def nothing(kind: str) -> Any:
    """What a field of this kind holds when it was left empty."""
    if kind in MULTIPLE:
        return []
    return False if kind == "checkbox" else None


def is_empty(value: Any) -> bool:
    """Nothing was given; blanks alone count as nothing."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())
