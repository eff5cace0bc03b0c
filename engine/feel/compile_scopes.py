"""Code for what opens a scope or makes a call: loops, quantifiers, filters, functions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tongban.engine.feel import nodes
from tongban.engine.feel.budget import Budget, fits_list
from tongban.engine.feel.calls import call as call_function
from tongban.engine.feel.calls import call_by_name
from tongban.engine.feel.compare import order
from tongban.engine.feel.compilation import Compilation, Run
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.temporal import Date, date_from_days
from tongban.engine.feel.types import coerce
from tongban.engine.feel.values import MISSING, Function, Range, whole

Loop = tuple[str, Run, Run | None]


class NotIterable(Exception):
    """The domain of a loop is neither list nor range."""


def turns(domain: Any) -> Iterable[Any]:
    """What a loop goes through: the items of a list, the numbers or days of a range, or the one value."""
    if type(domain) is list:
        return domain
    if type(domain) is not Range:
        if domain is None:
            raise NotIterable
        return (domain,)
    if order("<=", domain.start, domain.end) is not True:
        raise NotIterable
    return between(domain)


def between(span: Range) -> Iterable[Any]:
    """The numbers or days from one end to the other, upwards or downwards."""
    start, end = span.start, span.end
    if type(start) is Date and type(end) is Date:
        return (date_from_days(day) for day in _steps(start.days, end.days, span))
    try:
        return (Decimal(step) for step in _steps(whole(start), whole(end), span))
    except NotApplicable as other:
        raise NotIterable from other


def _steps(start: int, end: int, span: Range) -> range:
    if start <= end:
        return range(start + (not span.start_included), end + span.end_included)
    return range(start - (not span.start_included), end - span.end_included, -1)


def _loops(compilation: Compilation, iterators: tuple[nodes.Iterator, ...]) -> list[Loop]:
    loops: list[Loop] = []
    for iterator in iterators:
        start = compilation.run(iterator.start)
        loops.append((iterator.name, start, compilation.run(iterator.end) if iterator.end else None))
        compilation.bind(iterator.name)
    return loops


def _scopes(loops: list[Loop], scope: Scope, number: int = 0) -> Iterable[Scope]:
    """One scope for every combination, the last variable turning fastest."""
    if number == len(loops):
        yield scope
        return
    name, start, end = loops[number]
    domain = start(scope)
    for value in turns(domain) if end is None else between(Range(domain, end(scope), True, True)):
        scope.budget.spend()
        yield from _scopes(loops, scope.inner({name: value}), number + 1)


def loop(compilation: Compilation, node: nodes.For) -> Run:
    outside, compilation.uses_partial = compilation.uses_partial, False
    with compilation.binding(["partial"]):
        loops = _loops(compilation, node.iterators)
        body = compilation.run(node.body)
    remembers, compilation.uses_partial = compilation.uses_partial, outside

    def run(scope: Scope) -> Any:
        made: list[Any] = []
        try:
            for turn in _scopes(loops, scope):
                if remembers:
                    scope.budget.spend(len(made))
                    turn = turn.inner({"partial": list(made)})
                made.append(body(turn))
                fits_list(len(made))
        except NotIterable:
            return None
        return made

    return run


def quantified(compilation: Compilation, node: nodes.Quantified) -> Run:
    decides: bool = not node.every
    with compilation.binding(()):
        loops = _loops(compilation, node.iterators)
        body = compilation.run(node.body)

    def run(scope: Scope) -> Any:
        answer: bool | None = not decides
        try:
            for turn in _scopes(loops, scope):
                value = body(turn)
                if value is decides:
                    return decides
                if value is not (not decides):
                    answer = None
        except NotIterable:
            return None
        return answer

    return run


def filtered(compilation: Compilation, node: nodes.Filter) -> Run:
    source = compilation.run(node.source)
    with compilation.over_items():
        condition = compilation.run(node.condition)
    position = _constant_position(node.condition)
    if position is not None:
        return lambda scope: _at(as_list(source(scope)), position)

    def run(scope: Scope) -> Any:
        items = as_list(source(scope))
        kept = []
        for item in items:
            verdict = condition(item_scope(scope, item))
            if verdict is True:
                kept.append(item)
            elif type(verdict) is Decimal:
                return _at(items, verdict)
            elif verdict is not False and verdict is not None:
                return None
        return kept

    return run


def _constant_position(node: nodes.Node) -> Decimal | None:
    negative = isinstance(node, nodes.Negate)
    number = node.value if isinstance(node, nodes.Negate) else node
    if isinstance(number, nodes.Literal) and type(number.value) is Decimal:
        return -number.value if negative else number.value
    return None


def as_list(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    return [] if value is None else [value]


def item_scope(scope: Scope, item: Any) -> Scope:
    if type(item) is dict:
        scope.budget.spend(1 + (len(item) >> 3))
        return scope.inner({"item": item, **item})
    scope.budget.spend()
    return scope.inner({"item": item})


def _at(items: list[Any], position: Decimal) -> Any:
    try:
        number = whole(position)
    except NotApplicable:
        return None
    if 0 < number <= len(items):
        return items[number - 1]
    return items[number] if number < 0 and -number <= len(items) else None


def call(compilation: Compilation, node: nodes.Call) -> Run:
    """A variable may carry the name of a built-in function; a call still means the function."""
    function = compilation.run(node.function)
    arguments = [compilation.run(argument) for argument in node.arguments]
    own = compilation.builtins.get(node.function.name) if isinstance(node.function, nodes.Name) else None

    def run(scope: Scope) -> Any:
        called = function(scope)
        if type(called) is not Function:
            called = own
        return call_function(called, [argument(scope) for argument in arguments], scope.budget)

    def run_by_name(scope: Scope) -> Any:
        called = function(scope)
        if type(called) is not Function:
            called = own
        values = {name: argument(scope) for name, argument in zip(node.names, arguments, strict=True)}
        return call_by_name(called, values, scope.budget)

    return run_by_name if node.names else run


def definition(compilation: Compilation, node: nodes.FunctionDefinition) -> Run:
    if node.body is None:
        return lambda scope: None
    with compilation.binding(node.parameters):
        body = compilation.run(node.body)
    names, types = node.parameters, node.types

    def run(scope: Scope) -> Function:
        def called(budget: Budget, *arguments: Any) -> Any:
            values = [coerce(value, type) for value, type in zip(arguments, types, strict=True)]
            if any(value is MISSING for value in values):
                return None
            return body(Scope(dict(zip(names, values, strict=True)), scope, budget))

        return Function("", (names,), called, budgeted=True, types=types)

    return run


MAKERS: dict[type, Any] = {
    nodes.For: loop,
    nodes.Quantified: quantified,
    nodes.Filter: filtered,
    nodes.Call: call,
    nodes.FunctionDefinition: definition,
}
