"""The names an expression sees while it runs: the caller's variables, and what loops and calls add."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import NoneType
from typing import Any

from tongban.engine.feel.budget import Budget
from tongban.engine.feel.json_values import to_feel
from tongban.engine.feel.values import MISSING

AS_THEY_ARE = frozenset({str, bool, NoneType, Decimal})


class Scope:
    """Inner scopes hold FEEL values; the outermost holds the caller's values, turned into FEEL when read."""

    __slots__ = ("budget", "names", "outer", "turned")
    turned: dict[str, Any]

    def __init__(self, names: Mapping[str, Any], outer: Scope | None, budget: Budget) -> None:
        self.names = names
        self.outer = outer
        self.budget = budget

    def inner(self, names: Mapping[str, Any]) -> Scope:
        return Scope(names, self, self.budget)

    def find(self, name: str) -> Any:
        scope = self
        while scope.outer is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return scope.variable(name)

    def variable(self, name: str) -> Any:
        """Only for the outermost scope."""
        value = self.names.get(name, MISSING)
        kind = type(value)
        if kind in AS_THEY_ARE or value is MISSING:
            return value
        if kind is int:
            return Decimal(value)
        # A large context is turned once per evaluation, however often it is read.
        if not hasattr(self, "turned"):
            self.turned = {}
        if name not in self.turned:
            self.turned[name] = to_feel(value)
        return self.turned[name]
