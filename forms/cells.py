"""The parts of a filled-in form: cells, where an expression stands, and the state conditions lead to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.forms.model import Field
from tongban.forms.rules import Broken


@dataclass
class Cell:
    """One field at one place: within a list, once per row."""

    field: Field
    path: str
    access: str
    #: What was sent for it, if anything was.
    sent: bool = False
    raw: Any = None
    #: What it held before, if it held anything.
    known: bool = False
    before: Any = None
    value: Any = None
    problem: Broken | None = None
    #: A list whose rows may be changed, but neither added nor removed.
    keeps_rows: bool = False
    children: list[Cell] = dataclasses.field(default_factory=list)
    rows: list[list[Cell]] = dataclasses.field(default_factory=list)


@dataclass(frozen=True)
class Here:
    """Where an expression stands: the whole data, its own row, the rows around it."""

    root: dict[str, Any]
    scope: dict[str, Any]
    parent: Mapping[str, Any] | None = None
    indexes: tuple[int, ...] = ()

    def variables(self, surroundings: Mapping[str, Any]) -> dict[str, Any]:
        own = {"this": self.scope, "parent": self.parent, "i": list(self.indexes)}
        return {**own, **surroundings, **self.root, **{f"_{key}_": value for key, value in own.items()}}

    def row(self, number: int, scope: dict[str, Any]) -> Here:
        return Here(self.root, scope, self.scope, (*self.indexes, number + 1))


@dataclass
class State:
    """What follows from the data; found by repeating until it follows from itself."""

    hidden: set[str] = dataclasses.field(default_factory=set)
    locked: set[str] = dataclasses.field(default_factory=set)
    computed: dict[str, Any] = dataclasses.field(default_factory=dict)
    chosen: dict[str, tuple[Any, Broken | None]] = dataclasses.field(default_factory=dict)


def all_cells(cells: list[Cell]) -> Iterator[Cell]:
    for cell in cells:
        yield cell
        yield from all_cells(cell.children)
        for row in cell.rows:
            yield from all_cells(row)
