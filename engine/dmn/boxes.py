"""Boxed expressions as read from the file, before they are compiled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """`id` is that of the nearest element that has one; `type` the declared typeRef."""

    id: str
    type: str | None


@dataclass(frozen=True, slots=True)
class LiteralBox(Box):
    text: str


@dataclass(frozen=True, slots=True)
class ContextBox(Box):
    """Entries without a name are the result."""

    entries: tuple[tuple[str | None, str | None, Box], ...]  # name, typeRef, value


@dataclass(frozen=True, slots=True)
class ListBox(Box):
    items: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class RelationBox(Box):
    columns: tuple[tuple[str, str | None], ...]
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class InvocationBox(Box):
    function: Box
    bindings: tuple[tuple[str, Box], ...]


@dataclass(frozen=True, slots=True)
class FunctionBox(Box):
    """`body` is None for Java and PMML functions, which are never run."""

    parameters: tuple[tuple[str, str | None], ...]
    body: Box | None


@dataclass(frozen=True, slots=True)
class ConditionalBox(Box):
    test: Box
    then: Box
    otherwise: Box


@dataclass(frozen=True, slots=True)
class FilterBox(Box):
    source: Box
    match: Box


@dataclass(frozen=True, slots=True)
class IteratorBox(Box):
    kind: str  # for, every, some
    variable: str
    domain: Box
    body: Box


@dataclass(frozen=True, slots=True)
class InputClause:
    label: str
    text: str
    type: str | None
    allowed: str


@dataclass(frozen=True, slots=True)
class OutputClause:
    name: str
    type: str | None
    values: str
    default: str


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    tests: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableBox(Box):
    hit_policy: str
    aggregation: str | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class EmptyBox(Box):
    """A place where an expression was not written: null."""
