"""FEEL types: does a value belong to one, and the implicit conversions of the standard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine.feel.budget import Budget
from tongban.engine.feel.temporal import Date, midnight
from tongban.engine.feel.values import MISSING, Function, kind

NAMES = frozenset(
    {
        "Any",
        "Null",
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "duration",
        "list",
        "context",
        "range",
        "function",
    }
)


@dataclass(frozen=True, slots=True)
class Type:
    """A named type; lists and ranges have a part, contexts fields, functions parameters and a result."""

    name: str
    part: Type | None = None
    fields: tuple[tuple[str, Type], ...] = ()
    parameters: tuple[Type, ...] | None = None
    allowed: Callable[[Any], bool] | None = field(default=None, compare=False)

    @property
    def known(self) -> bool:
        return self.name in NAMES


def instance(value: Any, type: Type, constrained: bool = False, budget: Budget | None = None) -> bool | None:
    """Null when the type is unknown: nothing can be said. Allowed values count only when asked for."""
    if not type.known:
        return None
    if value is None:
        return type.name == "Null"
    if constrained and type.allowed is not None and not type.allowed(value):
        return False
    if type.name == "Any":
        return True
    if type.name == "duration":
        return kind(value).endswith("duration")
    return kind(value) == type.name and _parts_belong(value, type, constrained, budget or Budget())


def _parts_belong(value: Any, type: Type, constrained: bool, budget: Budget) -> bool:
    budget.spend()
    if type.name == "list" and type.part is not None:
        return all(belongs(item, type.part, constrained, budget) for item in value)
    if type.name == "range" and type.part is not None:
        part = type.part
        return all(
            belongs(end, part, constrained, budget) for end in (value.start, value.end) if end is not None
        )
    if type.name == "context":
        return all(
            name in value and belongs(value[name], field, constrained, budget) for name, field in type.fields
        )
    if type.name == "function":
        return _function_conforms(value, type)
    return True


def _function_conforms(function: Function, type: Type) -> bool:
    """Contravariant parameters, covariant result; an untyped function is taken at its word."""
    if type.parameters is None:
        return True
    if not any(len(form) == len(type.parameters) for form in function.parameters):
        return False
    for own, asked in zip(function.types, type.parameters, strict=False):
        if own is not None and not conforms(asked, own):
            return False
    return function.result is None or type.part is None or conforms(function.result, type.part)


def conforms(one: Type, other: Type) -> bool:
    """Every value of the one is a value of the other."""
    if other.name == "Any" or one.name == "Null" or one == other:
        return True
    if one.name != other.name:
        return False
    if other.name == "context":
        fields: Mapping[str, Type] = dict(one.fields)
        return all(name in fields and conforms(fields[name], field) for name, field in other.fields)
    if other.name == "function":
        mine, theirs = one.parameters or (), other.parameters or ()
        if len(mine) != len(theirs) or not all(conforms(b, a) for a, b in zip(mine, theirs, strict=True)):
            return False
    if other.part is None:
        return True
    return one.part is not None and conforms(one.part, other.part)


def belongs(value: Any, type: Type, constrained: bool, budget: Budget) -> bool:
    return value is None or instance(value, type, constrained, budget) is not False


def coerce(value: Any, type: Type | None) -> Any:
    """The value as this type (a single item as list and back, a date as midnight), or MISSING."""
    if type is None or not type.known or value is None:
        return value
    if instance(value, type, constrained=True):
        return value
    if type.name == "list":
        item = coerce(value, type.part) if not isinstance(value, list) else MISSING
        return MISSING if item is MISSING else [item]
    if isinstance(value, list) and len(value) == 1:
        return coerce(value[0], type) if not isinstance(value[0], list) else MISSING
    if type.name == "date and time" and isinstance(value, Date):
        return midnight(value)
    return MISSING
