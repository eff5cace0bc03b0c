"""Code for unary tests: what stands after `in` and in the cells of a decision table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeGuard

from tongban.engine.feel import nodes
from tongban.engine.feel.compare import ORDER, contained, equal, order
from tongban.engine.feel.compilation import Check, Compilation, Run
from tongban.engine.feel.compile_operators import PLAIN, negated
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.values import Function, Range


def compare_test(compilation: Compilation, test: nodes.CompareTest) -> Check:
    end, sign = compilation.run(test.end), test.operator
    if sign == "=":
        return lambda value, scope: equal(value, end(scope), scope.budget)
    if sign == "!=":
        return lambda value, scope: negated(equal(value, end(scope), scope.budget))
    decide = ORDER[sign]

    def check(value: Any, scope: Scope) -> bool | None:
        bound = end(scope)
        if type(value) is Decimal and type(bound) is Decimal:
            return decide(value, bound)
        return order(sign, value, bound)

    return check


def value_test(compilation: Compilation, test: nodes.ValueTest) -> Check:
    """A test over `?` passes when true; any other is a value to equal or to be contained in."""
    run = compilation.run(test.value)
    if test.asks:
        return _asking(run)
    if isinstance(test.value, nodes.Literal):
        return _constant(test.value.value)
    if isinstance(test.value, nodes.RangeOf):
        return _in_range(run)

    def check(value: Any, scope: Scope) -> bool | None:
        answer = run(scope)
        if answer is True and type(value) is not bool:
            return True
        if type(answer) is Function:
            return None
        return contained(value, answer, scope.budget)

    return check


def _constant(constant: Any) -> Check:
    kind = type(constant)

    def check(value: Any, scope: Scope) -> bool | None:
        if type(value) is kind and kind in PLAIN:
            return bool(value == constant)
        return contained(value, constant, scope.budget)

    return check


def _in_range(run: Run) -> Check:
    def check(value: Any, scope: Scope) -> bool | None:
        span = run(scope)
        if type(value) is Decimal and type(span) is Range and type(span.start) is type(span.end) is Decimal:
            above = value >= span.start if span.start_included else value > span.start
            return bool(above and (value <= span.end if span.end_included else value < span.end))
        return contained(value, span, scope.budget)

    return check


def _asking(run: Run) -> Check:
    def check(value: Any, scope: Scope) -> bool | None:
        answer = run(scope.inner({"?": value}))
        if answer is True or answer is False or answer is None:
            return answer
        return contained(value, answer, scope.budget)

    return check


def _one_of(checks: list[Check], tests: Sequence[nodes.Test] = ()) -> Check:
    if len(checks) == 1:
        return checks[0]
    constants = [test.value.value for test in tests if _is_constant(test)]
    if len(constants) == len(checks) and len({type(constant) for constant in constants}) == 1:
        return _one_of_constants(checks, frozenset(constants), type(constants[0]))
    return _any(checks)


def _is_constant(test: nodes.Test) -> TypeGuard[Any]:
    return (
        isinstance(test, nodes.ValueTest)
        and isinstance(test.value, nodes.Literal)
        and type(test.value.value) in PLAIN
    )


def _one_of_constants(checks: list[Check], constants: frozenset[Any], kind: type) -> Check:
    general = _any(checks)
    return lambda value, scope: value in constants if type(value) is kind else general(value, scope)


def _any(checks: list[Check]) -> Check:

    def check(value: Any, scope: Scope) -> bool | None:
        answer: bool | None = False
        for one in checks:
            passed = one(value, scope)
            if passed is True:
                return True
            if passed is None:
                answer = None
        return answer

    return check


def one_of(compilation: Compilation, test: nodes.OneOf) -> Check:
    return _one_of([compilation.check(one) for one in test.tests], test.tests)


def not_test(compilation: Compilation, test: nodes.NotTest) -> Check:
    check = _one_of([compilation.check(one) for one in test.tests])
    return lambda value, scope: negated(check(value, scope))


def any_test(compilation: Compilation, test: nodes.AnyTest) -> Check:
    return lambda value, scope: True


def inside(compilation: Compilation, node: nodes.In) -> Run:
    value, check = (
        compilation.run(node.value),
        _one_of([compilation.check(test) for test in node.tests], node.tests),
    )
    return lambda scope: check(value(scope), scope)


MAKERS: dict[type, Any] = {nodes.In: inside}
CHECKERS: dict[type, Any] = {
    nodes.CompareTest: compare_test,
    nodes.ValueTest: value_test,
    nodes.OneOf: one_of,
    nodes.NotTest: not_test,
    nodes.AnyTest: any_test,
}
