"""Compiled expressions and unary tests: made once per text and names, then called any number of times."""

from __future__ import annotations

import datetime as python
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from tongban.engine.feel import (
    compile_operators,
    compile_scopes,
    compile_tests,
    compile_values,
    nodes,
    parser,
    reader,
)
from tongban.engine.feel.budget import Budget
from tongban.engine.feel.builtins import BUILTINS
from tongban.engine.feel.compilation import Check, Compilation, Run
from tongban.engine.feel.errors import BudgetExceeded, FeelError, FeelSyntaxError
from tongban.engine.feel.json_values import to_feel
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.types import Type

MAKERS = compile_values.MAKERS | compile_operators.MAKERS | compile_scopes.MAKERS | compile_tests.MAKERS
OWN_NAMES = reader.index(name for name in BUILTINS if " " in name)
KEPT = 4000  # characters; longer texts are not worth the memory
NO_TYPES: dict[str, Type] = {}


class Expression:
    """`names` are the variables it reads; called with the variables it answers a FEEL value."""

    __slots__ = ("names", "run", "text", "tree")

    def __init__(self, text: str, tree: nodes.Node, run: Run, names: frozenset[str]) -> None:
        self.text = text
        self.tree = tree
        self.run = run
        self.names = names

    def __call__(
        self,
        variables: Mapping[str, Any],
        *,
        now: python.datetime | None = None,
        budget: Budget | None = None,
    ) -> Any:
        if budget is None:
            budget = Budget()
        if now is not None:
            budget.now = now
        try:
            return self.run(Scope(variables, None, budget))
        except BudgetExceeded as exceeded:
            raise _named(exceeded, self.text) from exceeded
        except RecursionError as deep:
            raise _named(BudgetExceeded("nested too deeply", limit="depth"), self.text) from deep

    def condition(self, variables: Mapping[str, Any], *, now: python.datetime | None = None) -> bool:
        """True or false; anything else is an error that names the expression and what it lacked."""
        answer = self(variables, now=now)
        if answer is True or answer is False:
            return answer
        missing = sorted(name for name in self.names if variables.get(name) is None)
        because = f"; without a value: {', '.join(missing)}" if missing else ""
        raise FeelError(
            f"neither true nor false but {_shown(answer)}: {self.text[:200]}{because}",
            text=self.text[:200],
            missing=missing,
        )

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests:
    """The content of a decision table cell: does a value pass?"""

    __slots__ = ("check", "names", "text", "tree")

    def __init__(self, text: str, tree: nodes.Test, check: Check, names: frozenset[str]) -> None:
        self.text = text
        self.tree = tree
        self.check = check
        self.names = names

    def __call__(self, value: Any, variables: Mapping[str, Any], *, budget: Budget | None = None) -> bool:
        try:
            return self.check(to_feel(value), Scope(variables, None, budget or Budget())) is True
        except BudgetExceeded as exceeded:
            raise _named(exceeded, self.text) from exceeded
        except RecursionError as deep:
            raise _named(BudgetExceeded("nested too deeply", limit="depth"), self.text) from deep

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def expression(text: str, names: Collection[str] = ()) -> Expression:
    if len(text) > KEPT:
        return compile_expression(text, names)
    return _expression(text, names if isinstance(names, (frozenset, tuple)) else frozenset(names))


def unary_tests(text: str, names: Collection[str] = ()) -> UnaryTests:
    if len(text) > KEPT:
        return compile_tests_text(text, names)
    return _unary_tests(text, names if isinstance(names, (frozenset, tuple)) else frozenset(names))


def compile_expression(text: str, names: Collection[str], types: Mapping[str, Type] = NO_TYPES) -> Expression:
    """Not cached; `types` are item definitions the text may name."""
    try:
        tree = parser.parse(text, names, OWN_NAMES, types)
        compilation = Compilation(names, BUILTINS, MAKERS, compile_tests.CHECKERS)
        return Expression(text, tree, compilation.run(tree), frozenset(compilation.free))
    except RecursionError as deep:
        raise FeelSyntaxError(text, 0, "less nesting") from deep


def compile_tests_text(text: str, names: Collection[str], types: Mapping[str, Type] = NO_TYPES) -> UnaryTests:
    try:
        tree = parser.parse_tests(text, names, OWN_NAMES, types)
        compilation = Compilation(names, BUILTINS, MAKERS, compile_tests.CHECKERS)
        return UnaryTests(text, tree, compilation.check(tree), frozenset(compilation.free))
    except RecursionError as deep:
        raise FeelSyntaxError(text, 0, "less nesting") from deep


@lru_cache(4096)
def _expression(text: str, names: Collection[str]) -> Expression:
    return compile_expression(text, names)


@lru_cache(4096)
def _unary_tests(text: str, names: Collection[str]) -> UnaryTests:
    return compile_tests_text(text, names)


def _named(exceeded: BudgetExceeded, text: str) -> BudgetExceeded:
    return BudgetExceeded(f"{exceeded.message}: {text[:200]}", **{**exceeded.facts, "text": text[:200]})


def _shown(value: Any) -> str:
    return "null" if value is None else str(value)[:60]
