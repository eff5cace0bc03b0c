"""Code for logic, comparison, arithmetic and conditions, with short ways for the common kinds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tongban.engine.feel import arithmetic as tables
from tongban.engine.feel import nodes
from tongban.engine.feel.compare import ORDER, equal, order
from tongban.engine.feel.compilation import Compilation, Run
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.types import instance

PLAIN = frozenset({Decimal, str, bool})


def negated(value: Any) -> bool | None:
    if value is True:
        return False
    return True if value is False else None


def logic(compilation: Compilation, node: nodes.Logic) -> Run:
    decides = node.operator == "or"
    terms = [compilation.run(term) for term in node.terms]
    if len(terms) == 2:
        return _logic_of_two(decides, *terms)

    def run(scope: Scope) -> Any:
        answer: bool | None = not decides
        for term in terms:
            value = term(scope)
            if value is decides:
                return decides
            if value is not (not decides):
                answer = None
        return answer

    return run


def _logic_of_two(decides: bool, left: Run, right: Run) -> Run:
    otherwise = not decides

    def run(scope: Scope) -> Any:
        one = left(scope)
        if one is decides:
            return decides
        other = right(scope)
        if other is decides:
            return decides
        return otherwise if one is otherwise and other is otherwise else None

    return run


def compare(compilation: Compilation, node: nodes.Compare) -> Run:
    left, right = compilation.run(node.left), compilation.run(node.right)
    if isinstance(node.right, nodes.Literal) and type(node.right.value) in PLAIN:
        return _compare_constant(left, node.operator, node.right.value)
    if node.operator in ("=", "!="):
        return _equality(left, right, node.operator == "=")
    sign, decide = node.operator, ORDER[node.operator]

    def run(scope: Scope) -> bool | None:
        one, other = left(scope), right(scope)
        if type(one) is Decimal and type(other) is Decimal:
            return decide(one, other)
        return order(sign, one, other)

    return run


def _compare_constant(left: Run, sign: str, constant: Any) -> Run:
    kind, wanted = type(constant), sign == "="

    def same(scope: Scope) -> Any:
        value = left(scope)
        if type(value) is kind:
            return (value == constant) is wanted
        answer = equal(value, constant)
        return answer if wanted else negated(answer)

    if sign in ("=", "!="):
        return same
    decide = ORDER[sign]

    def ordered(scope: Scope) -> Any:
        value = left(scope)
        if type(value) is kind and kind is not bool:
            return decide(value, constant)
        return order(sign, value, constant)

    return ordered


def _equality(left: Run, right: Run, wanted: bool) -> Run:
    def run(scope: Scope) -> bool | None:
        one, other = left(scope), right(scope)
        if type(one) is type(other) and type(one) in PLAIN:
            return (one == other) is wanted
        same = equal(one, other, scope.budget)
        return same if wanted else negated(same)

    return run


def between(compilation: Compilation, node: nodes.Between) -> Run:
    value, low, high = (compilation.run(part) for part in (node.value, node.low, node.high))

    def run(scope: Scope) -> bool | None:
        asked = value(scope)
        above = order(">=", asked, low(scope))
        if above is False:
            return False
        below = order("<=", asked, high(scope))
        return False if below is False else None if above is None or below is None else True

    return run


def instance_of(compilation: Compilation, node: nodes.InstanceOf) -> Run:
    value, type = compilation.run(node.value), node.type
    return lambda scope: instance(value(scope), type, budget=scope.budget)


def arithmetic(compilation: Compilation, node: nodes.Arithmetic) -> Run:
    run = compilation.run(node.first)
    if len(node.rest) == 1:
        return _apply(node.rest[0][0], run, compilation.run(node.rest[0][1]))
    # A long chain is a loop: no depth of calls grows with its length.
    first = run
    rest = [(sign, tables.TABLES[sign], compilation.run(term)) for sign, term in node.rest]

    def chain(scope: Scope) -> Any:
        value = first(scope)
        for sign, table, term in rest:
            other = term(scope)
            if sign == "+" and type(value) is str and type(other) is str:
                scope.budget.text(len(value) + len(other))
                value = value + other
            else:
                value = tables.apply(table, value, other)
        return value

    return chain


def _apply(sign: str, left: Run, right: Run) -> Run:
    table = tables.TABLES[sign]

    def run(scope: Scope) -> Any:
        return tables.apply(table, left(scope), right(scope))

    def add(scope: Scope) -> Any:
        one, other = left(scope), right(scope)
        if type(one) is str and type(other) is str:
            scope.budget.text(len(one) + len(other))
            return one + other
        return tables.apply(table, one, other)

    return add if sign == "+" else run


def negate(compilation: Compilation, node: nodes.Negate) -> Run:
    value = compilation.run(node.value)
    return lambda scope: tables.negate(value(scope))


def conditional(compilation: Compilation, node: nodes.If) -> Run:
    branches = [(compilation.run(test), compilation.run(then)) for test, then in node.branches]
    otherwise = compilation.run(node.otherwise)

    def run(scope: Scope) -> Any:
        for test, then in branches:
            if test(scope) is True:
                return then(scope)
        return otherwise(scope)

    return run


MAKERS: dict[type, Any] = {
    nodes.Logic: logic,
    nodes.Compare: compare,
    nodes.Between: between,
    nodes.InstanceOf: instance_of,
    nodes.Arithmetic: arithmetic,
    nodes.Negate: negate,
    nodes.If: conditional,
}
