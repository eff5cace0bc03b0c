"""What is wrong with decision tables that run: cases no rule covers, rules that contradict, rules never used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from tongban.engine.dmn.boxes import TableBox
from tongban.engine.dmn.model import Model
from tongban.engine.dmn.segments import Column
from tongban.engine.dmn.xml import problem
from tongban.engine.feel import FeelError

MOST_GAPS = 10
MOST_STEPS = 20_000
MOST_PAIRS = 50_000
ONE_RESULT = ("UNIQUE", "FIRST", "ANY", "PRIORITY")

Masks = Sequence[int]


def check(model: Model) -> list[dict[str, str]]:
    """One entry per gap, overlap and unreachable rule, naming table, rules and values."""
    problems = []
    for definitions in model.files:
        for element in definitions.elements:
            for table in tables(element.logic):
                try:
                    found = list(TableCheck(table, definitions.names).problems())
                except FeelError:
                    continue
                problems += [problem(definitions.file, table.id, rule, text) for rule, text in found]
    return problems


def tables(box: Any) -> Iterator[TableBox]:
    if isinstance(box, TableBox):
        yield box
    elif isinstance(box, tuple):
        for part in box:
            yield from tables(part)
    elif is_dataclass(box):
        for field in fields(box):
            yield from tables(getattr(box, field.name))


class TableCheck:
    """Rules as boxes in the space the columns span; opaque cells are taken to let everything through."""

    def __init__(self, table: TableBox, names: frozenset[str]) -> None:
        self.table = table
        self.columns = [
            Column(clause.label or f"input {number + 1}", cells, clause.allowed, names)
            for number, clause in enumerate(table.inputs)
            if (cells := [rule.tests[number] for rule in table.rules]) or True
        ]
        rules = range(len(table.rules))
        masks = [[column.masks[rule] for column in self.columns] for rule in rules]
        self.certain = [all(mask is not None for mask in row) for row in masks]
        self.rules: list[list[int]] = [
            [column.all if mask is None else mask for mask, column in zip(row, self.columns, strict=True)]
            for row in masks
        ]
        self.steps = 0

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from self._unreachable()
        yield from self._overlaps()
        if self.table.hit_policy in ONE_RESULT and not any(clause.default for clause in self.table.outputs):
            gaps = self.gaps([column.all for column in self.columns], self.rules)
            for number, gap in enumerate(gaps):
                if number == MOST_GAPS:
                    yield "dmn.gap", "and more cases that no rule covers"
                    return
                where = ", ".join(
                    column.describe(mask) for column, mask in zip(self.columns, gap, strict=True)
                )
                yield "dmn.gap", f"no rule covers {where}"

    def gaps(self, space: list[int], rules: Sequence[Masks]) -> Iterator[list[int]]:
        """The parts of the space outside every rule, one column after the other."""
        self.steps = 0
        yield from self._gaps(space, 0, list(rules))

    def _gaps(self, space: list[int], column: int, rules: list[Masks]) -> Iterator[list[int]]:
        self.steps += 1
        if self.steps > MOST_STEPS:
            return
        if not rules:
            yield space
            return
        if column == len(space):
            return
        groups: dict[tuple[int, ...], int] = {}
        rest = space[column]
        while rest:
            piece = rest & -rest
            rest ^= piece
            active = tuple(number for number, rule in enumerate(rules) if rule[column] & piece)
            groups[active] = groups.get(active, 0) | piece
        for active, mask in groups.items():
            inner = [*space[:column], mask, *space[column + 1 :]]
            yield from self._gaps(inner, column + 1, [rules[number] for number in active])

    def _overlaps(self) -> Iterator[tuple[str, str]]:
        if self.table.hit_policy not in ("UNIQUE", "ANY"):
            return
        pairs = 0
        for first, one in enumerate(self.rules):
            for second in range(first + 1, len(self.rules)):
                pairs += 1
                if pairs > MOST_PAIRS:
                    return
                both = [a & b for a, b in zip(one, self.rules[second], strict=True)]
                if all(both) and self._contradict(first, second):
                    where = ", ".join(
                        column.describe(mask) for column, mask in zip(self.columns, both, strict=True)
                    )
                    names = f"{self.name(first)} and {self.name(second)}"
                    yield "dmn.overlap", f"{names} overlap at {where}" if where else f"{names} overlap"

    def _contradict(self, first: int, second: int) -> bool:
        if not (self.certain[first] and self.certain[second]):
            return False
        same = self.table.rules[first].outputs == self.table.rules[second].outputs
        return self.table.hit_policy == "UNIQUE" or not same

    def _unreachable(self) -> Iterator[tuple[str, str]]:
        for number, masks in enumerate(self.rules):
            if not all(masks):
                empty = next(c for c, mask in zip(self.columns, masks, strict=True) if not mask)
                yield "dmn.unreachable", f"{self.name(number)} can never match: no value fits {empty.label}"
            elif self.table.hit_policy == "FIRST" and number:
                before = [rule for rule, sure in zip(self.rules[:number], self.certain, strict=False) if sure]
                if not any(self.gaps(masks, before)) and self.steps <= MOST_STEPS:
                    yield "dmn.unreachable", f"{self.name(number)} is never reached: rules above cover it"

    def name(self, number: int) -> str:
        return f"rule {number + 1} ({self.table.rules[number].id})"
