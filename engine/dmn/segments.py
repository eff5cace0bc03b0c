"""A column of a decision table cut into the pieces its cells cannot tell apart, and cells as sets of pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from tongban.engine.feel import Budget, FeelError
from tongban.engine.feel import nodes as tree
from tongban.engine.feel.builtins.ranges import literal
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.expression import UnaryTests, compile_tests_text
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.temporal import Date, DateTime, Duration, Months, date_from_days, instant
from tongban.engine.feel.text import to_text

POINTS = (str, bool)
ORDERING = ("<", "<=", ">", ">=")
PLAIN = (
    tree.ListOf,
    tree.RangeOf,
    tree.UnaryRange,
    tree.CompareTest,
    tree.ValueTest,
    tree.OneOf,
    tree.NotTest,
    tree.AnyTest,
    tree.Logic,
    tree.Compare,
    tree.Between,
    tree.In,
)
MIDDLE_OF: dict[type, tuple[Any, Any]] = {
    Decimal: (lambda value: value, lambda place: place),
    Date: (lambda day: day.days, lambda place: date_from_days(int(place // 1))),
    DateTime: (lambda moment: moment.nanos, lambda place: instant(int(place // 1), None)),
    Duration: (lambda span: span.nanos, lambda place: Duration(int(place // 1))),
    Months: (lambda span: span.months, lambda place: Months(int(place // 1))),
}


class Opaque(Exception):
    """The cell asks something that only a real case can answer."""


def constants(node: Any) -> Iterator[Any]:
    """Every constant the test compares with; Opaque when it does anything else."""
    if isinstance(node, tree.Name) and node.name == "?":
        return
    if isinstance(node, (tree.Literal, tree.Negate, tree.Call)):
        try:
            yield literal(node)
        except NotApplicable as other:
            raise Opaque from other
        return
    if not isinstance(node, PLAIN):
        raise Opaque
    for part in parts(node):
        found = list(constants(part))
        if isinstance(part, tree.Literal) and isinstance(part.value, str) and ordering(node):
            raise Opaque
        yield from found


def ordering(node: Any) -> bool:
    return isinstance(node, (tree.RangeOf, tree.Between)) or getattr(node, "operator", "=") in ORDERING


def parts(node: Any) -> Iterator[Any]:
    for field in fields(node):
        value = getattr(node, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if is_dataclass(one):
                yield one


class Column:
    """`pieces` are (text, sample value); a cell is a bit mask over them, None when it is opaque."""

    def __init__(self, label: str, cells: list[str], allowed: str, names: frozenset[str]) -> None:
        self.label = label
        self._tests = [compile_tests_text(cell, names) for cell in cells]
        self._allowed = compile_tests_text(allowed, names) if allowed else None
        found = [_constants_of(test) for test in self._tests]
        limits = _constants_of(self._allowed) if self._allowed else []
        values = [value for one in (*found, limits) for value in one or ()]
        kinds = {type(value) for value in values if value is not None}
        self.pieces = _pieces(values, kinds.pop()) if len(kinds) == 1 else [("any value", None)]
        one_kind = not kinds
        self.all = (1 << len(self.pieces)) - 1
        if self._allowed and limits and one_kind:
            self.all = self._mask(self._allowed)
        self.masks = [
            self.all & self._mask(test) if one is not None and one_kind and (one or not values) else None
            for one, test in zip(found, self._tests, strict=True)
        ]
        self.masks = [
            self.all if isinstance(test.tree, tree.AnyTest) else mask
            for mask, test in zip(self.masks, self._tests, strict=True)
        ]

    def _mask(self, test: UnaryTests) -> int:
        scope = Scope({}, None, Budget())
        return sum(
            1 << number for number, (_, sample) in enumerate(self.pieces) if test.check(sample, scope) is True
        )

    def describe(self, mask: int) -> str:
        if mask == self.all:
            return f"{self.label}: any value"
        texts = [text for number, (text, _) in enumerate(self.pieces) if mask >> number & 1]
        return f"{self.label}: {' or '.join(texts[:6])}{' …' if len(texts) > 6 else ''}"


def _constants_of(test: UnaryTests) -> list[Any] | None:
    if test.names:
        return None
    try:
        return [value for value in constants(test.tree)]
    except (Opaque, FeelError):
        return None


def _pieces(values: list[Any], kind: type) -> list[tuple[str, Any]]:
    if kind is bool:
        return [("true", True), ("false", False)]
    if kind in POINTS or kind not in MIDDLE_OF:
        points = sorted({value for value in values if value is not None}, key=str)
        others = " and ".join(_shown(point) for point in points[:4])
        return [*((_shown(point), point) for point in points), (f"other than {others}", _other(points))]
    return _line(sorted({value for value in values if value is not None}), kind)


def _other(points: list[Any]) -> Any:
    """A value that is none of these."""
    return "\u0001" + "".join(point for point in points if isinstance(point, str))[:50]


def _line(points: list[Any], kind: type) -> list[tuple[str, Any]]:
    """Below the first point, each point, between two of them, above the last."""
    place, back = MIDDLE_OF[kind]
    pieces = [(f"< {_shown(points[0])}", back(place(points[0]) - 1))]
    for number, point in enumerate(points):
        pieces.append((_shown(point), point))
        if number + 1 < len(points):
            middle = back((place(point) + place(points[number + 1])) / Decimal(2))
            # Days and months have neighbours with nothing between them.
            if point < middle < points[number + 1]:
                pieces.append((f"({_shown(point)}..{_shown(points[number + 1])})", middle))
    return [*pieces, (f"> {_shown(points[-1])}", back(place(points[-1]) + 1))]


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(to_text(value, Budget()))
