"""One compilation: which names are bound, which are free, and the tables of what turns a node into code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tongban.engine.feel.nodes import Node, Test
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.values import Function

Run = Callable[[Scope], Any]
Check = Callable[[Any, Scope], "bool | None"]


class Compilation:
    """Free names inside a filter may be fields of the items, so there only declared ones count."""

    def __init__(
        self,
        declared: Collection[str],
        builtins: Mapping[str, Function],
        makers: Mapping[type, Callable[[Compilation, Any], Run]],
        checkers: Mapping[type, Callable[[Compilation, Any], Check]],
    ) -> None:
        self.declared = frozenset(declared)
        self.builtins = builtins
        self.free: set[str] = set()
        self.fields_possible = 0
        self.uses_partial = False
        self._bound: list[str] = []
        self._makers = makers
        self._checkers = checkers

    def run(self, node: Node) -> Run:
        return self._makers[type(node)](self, node)

    def check(self, test: Test) -> Check:
        return self._checkers[type(test)](self, test)

    @contextmanager
    def binding(self, names: Iterable[str]) -> Iterator[None]:
        before = len(self._bound)
        self._bound.extend(names)
        try:
            yield
        finally:
            del self._bound[before:]

    def bind(self, name: str) -> None:
        """One more name in the innermost binding."""
        self._bound.append(name)

    @contextmanager
    def over_items(self) -> Iterator[None]:
        self.fields_possible += 1
        try:
            with self.binding(["item"]):
                yield
        finally:
            self.fields_possible -= 1

    def uses(self, name: str) -> None:
        if name == "partial":
            self.uses_partial = True
        if name in self._bound or name == "?":
            return
        if name in self.declared or (name not in self.builtins and not self.fields_possible):
            self.free.add(name)
