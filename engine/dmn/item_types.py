"""Item definitions as FEEL types with their allowed values, and JSON inputs read by type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tongban.engine.dmn.definitions import Definitions, ItemDefinition
from tongban.engine.feel import temporal_text
from tongban.engine.feel.budget import Budget
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.expression import compile_tests_text
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.types import NAMES, Type

# Names other tools and older versions write.
ALIASES = {
    "integer": "number",
    "long": "number",
    "double": "number",
    "decimal": "number",
    "int": "number",
    "dateTime": "date and time",
    "dateAndTime": "date and time",
    "daysAndTimeDuration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "yearsAndMonthsDuration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "any": "Any",
}
DEEPEST = 20
READERS: dict[str, Callable[[str], Any]] = {
    "date": temporal_text.date,
    "time": temporal_text.time,
    "date and time": temporal_text.date_and_time,
    "days and time duration": temporal_text.duration,
    "years and months duration": temporal_text.duration,
    "duration": temporal_text.duration,
}


class Types(Mapping[str, Type]):
    """The types one file can name, those of its imports under `import.name`."""

    def __init__(self, definitions: Definitions, imported: Mapping[str, Types]) -> None:
        self._items = {item.name: item for item in definitions.items}
        self._imported = imported
        self._made: dict[str, Type] = {}
        self._depth = 0

    def __getitem__(self, name: str) -> Type:
        if name not in self._made:
            alias, _, rest = name.partition(".")
            if name in self._items:
                self._made[name] = self._type(self._items[name])
            elif alias in self._imported and rest in self._imported[alias]:
                self._made[name] = self._imported[alias][rest]
            else:
                raise KeyError(name)
        return self._made[name]

    def __iter__(self) -> Any:
        yield from self._items
        for alias, types in self._imported.items():
            yield from (f"{alias}.{name}" for name in types)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def named(self, reference: str | None) -> Type | None:
        """What a typeRef means; nothing when it is not given or says nothing."""
        if not reference:
            return None
        if reference in self:
            return self[reference]
        plain = reference.partition(":")[2] or reference
        plain = ALIASES.get(plain, plain)
        if plain in self:
            return self[plain]
        return Type(plain) if plain in NAMES and plain != "Any" else None

    def _type(self, item: ItemDefinition) -> Type:
        self._depth += 1
        try:
            # A definition that contains itself is cut off where it gets too deep to check.
            if self._depth > DEEPEST:
                return Type("Any")
            made = restricted(self._base(item), item.allowed)
            return restricted(Type("list", made), item.constraint) if item.collection else made
        finally:
            self._depth -= 1

    def _base(self, item: ItemDefinition) -> Type:
        if item.components:
            return Type("context", fields=tuple((part.name, self._type(part)) for part in item.components))
        if item.function is not None:
            parameters, result = item.function
            types = tuple(self.named(parameter) or Type("Any") for parameter in parameters)
            return Type("function", self.named(result), parameters=types)
        return self.named(item.type) or Type("Any")


def restricted(type: Type, tests: str) -> Type:
    """The type with only the values these unary tests let through."""
    if not tests:
        return type
    check, before = compile_tests_text(tests, ()).check, type.allowed

    def allowed(value: Any) -> bool:
        if before is not None and not before(value):
            return False
        return check(value, Scope({}, None, Budget())) is True

    return replace(type, allowed=allowed)


def read_as(value: Any, type: Type | None) -> Any:
    """JSON has no dates: where the type asks for one, its text is read as one."""
    if type is None or value is None:
        return value
    if isinstance(value, str) and type.name in READERS:
        try:
            return READERS[type.name](value)
        except NotApplicable:
            return _date_with_time(value) if type.name == "date" else value
    if type.name == "list":
        items = value if isinstance(value, list) else [value]
        return [read_as(item, type.part) for item in items]
    if isinstance(value, dict) and type.fields:
        fields = dict(type.fields)
        return {key: read_as(item, fields.get(key)) for key, item in value.items()}
    return value


def _date_with_time(value: str) -> Any:
    try:
        return temporal_text.date_and_time(value)
    except NotApplicable:
        return value
