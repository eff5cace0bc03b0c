"""The tree of a parsed FEEL expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Literal:
    value: Any


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Path:
    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call:
    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...]  # one per argument when called by name, else empty


@dataclass(frozen=True, slots=True)
class If:
    """`if a then b else if c then d else e` is one node with two branches."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    name: str
    start: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For:
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified:
    every: bool
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Node | None  # None: external code, which is never run


@dataclass(frozen=True, slots=True)
class Logic:
    operator: str  # and, or
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class InstanceOf:
    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class In:
    value: Node
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`a + b - c`: the first term and the operators that follow, left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negate:
    value: Node


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf:
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf:
    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class UnaryRange:
    """`(> 5)` as a value."""

    operator: str
    end: Node


@dataclass(frozen=True, slots=True)
class CompareTest:
    """`> 5` as a test."""

    operator: str
    end: Node


@dataclass(frozen=True, slots=True)
class ValueTest:
    """`5`, `[1..5]`, `"a"` or an expression over `?` as a test."""

    value: Node
    asks: bool  # the expression mentions `?`


@dataclass(frozen=True, slots=True)
class NotTest:
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """`1, 2, > 5`: any of several tests passes."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AnyTest:
    """`-`: everything passes."""


Node = (
    Literal
    | Name
    | Path
    | Filter
    | Call
    | If
    | For
    | Quantified
    | FunctionDefinition
    | Logic
    | Compare
    | Between
    | InstanceOf
    | In
    | Arithmetic
    | Negate
    | ListOf
    | ContextOf
    | RangeOf
    | UnaryRange
)
Test = CompareTest | ValueTest | NotTest | OneOf | AnyTest
