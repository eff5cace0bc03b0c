"""Turns the data of a document into what the templates print: only text, days and amounts in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine.documents.words import amount, capital, day, moment, plain
from tongban.engine.errors import Invalid

DAYS = frozenset(("date", "due", "valid_from", "valid_to"))
DEPTH = 12


def prepare(data: Mapping[str, Any], language: str, drawable: Collection[int]) -> dict[str, Any]:
    """Lists keep their order, empty values are left out, `amount` gets its twin `amount_in_words`."""
    return _Writer(language, drawable).mapping(data, "", 0)


@dataclass(frozen=True, slots=True)
class _Writer:
    language: str
    drawable: Collection[int]

    def mapping(self, rows: Mapping[Any, Any], path: str, depth: int) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for key, value in rows.items():
            if value is None or value == "":
                continue
            where = f"{path}.{key}" if path else str(key)
            shown[str(key)] = self.field(str(key), value, where, depth)
            if key == "amount":
                shown["amount_in_words"] = capital(value)
        return shown

    def field(self, name: str, value: Any, path: str, depth: int) -> Any:
        """The name of a field tells whether it is a day, a time or an amount."""
        if name == "amount":
            return _said(amount, value, path)
        if name == "at" or name.endswith("_at"):
            return _said(lambda at: moment(at, self.language), value, path)
        if name in DAYS or name.endswith("_due"):
            return _said(lambda at: day(at, self.language), value, path)
        return self.value(value, path, depth)

    def value(self, value: Any, path: str, depth: int) -> Any:
        if depth > DEPTH:
            raise _invalid(path, "This is nested too deep.")
        if isinstance(value, Mapping):
            return self.mapping(value, path, depth + 1)
        if isinstance(value, list | tuple):
            return [self.value(row, f"{path}[{number}]", depth + 1) for number, row in enumerate(value)]
        return value if isinstance(value, bool) else plain(str(value), self.drawable)


def _said(say: Callable[[Any], str], value: Any, path: str) -> str:
    try:
        return say(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise _invalid(path, f"This is not what it should be: {error}.") from error


def _invalid(path: str, message: str) -> Invalid:
    return Invalid(f"{path}: {message}", errors=[{"field": path, "message": message}], field=path)
