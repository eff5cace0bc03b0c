"""Boxed expressions to code, one function per kind of box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.dmn.boxes import (
    Box,
    ConditionalBox,
    ContextBox,
    EmptyBox,
    FilterBox,
    FunctionBox,
    InvocationBox,
    IteratorBox,
    ListBox,
    LiteralBox,
    RelationBox,
    TableBox,
)
from tongban.engine.dmn.compile_tables import table
from tongban.engine.dmn.compiling import BoxCompiler, null
from tongban.engine.feel.budget import Budget
from tongban.engine.feel.calls import call_by_name
from tongban.engine.feel.compilation import Run
from tongban.engine.feel.compile_scopes import NotIterable, as_list, item_scope, turns
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.types import coerce
from tongban.engine.feel.values import MISSING, Function


def literal(compiler: BoxCompiler, box: LiteralBox) -> Run:
    return compiler.expression(box.text, box.id)


def empty(compiler: BoxCompiler, box: EmptyBox) -> Run:
    return null


def context(compiler: BoxCompiler, box: ContextBox) -> Run:
    """Entries see those before them; an entry without a name is the result of the whole."""
    entries = []
    with compiler.binding():
        for name, type, value in box.entries:
            wanted = compiler.types.named(type)
            recursive = [name] if name and isinstance(value, FunctionBox) else []
            with compiler.binding(*recursive):
                entries.append((name, wanted, compiler.run(value)))
            if name is not None:
                compiler.bound.append(name)

    def run(scope: Scope) -> Any:
        made: dict[str, Any] = {}
        inner = scope.inner(made)
        for name, wanted, value in entries:
            result = coerce(value(inner), wanted)
            result = None if result is MISSING else result
            if name is None:
                return result
            made[name] = result
        return made

    return run


def list_of(compiler: BoxCompiler, box: ListBox) -> Run:
    items = [compiler.run(item) for item in box.items]
    return lambda scope: [item(scope) for item in items]


def relation(compiler: BoxCompiler, box: RelationBox) -> Run:
    columns = [(name, compiler.types.named(type)) for name, type in box.columns]
    rows = [[compiler.run(cell) for cell in row] for row in box.rows]

    def cell(value: Any, wanted: Any) -> Any:
        value = coerce(value, wanted)
        return None if value is MISSING else value

    def run(scope: Scope) -> Any:
        return [
            {name: cell(value(scope), wanted) for (name, wanted), value in zip(columns, row, strict=True)}
            for row in rows
        ]

    return run


def invocation(compiler: BoxCompiler, box: InvocationBox) -> Run:
    function = compiler.run(box.function)
    bindings = [(name, compiler.run(value)) for name, value in box.bindings]
    return lambda scope: call_by_name(
        function(scope), {name: value(scope) for name, value in bindings}, scope.budget
    )


def function(compiler: BoxCompiler, box: FunctionBox) -> Run:
    names = tuple(name for name, _ in box.parameters)
    types = tuple(compiler.types.named(type) for _, type in box.parameters)
    with compiler.binding(*names):
        body = null if box.body is None else compiler.run(box.body)

    def run(scope: Scope) -> Function:
        def called(budget: Budget, *arguments: Any) -> Any:
            values = [coerce(value, wanted) for value, wanted in zip(arguments, types, strict=True)]
            if any(value is MISSING for value in values):
                return None
            return body(Scope(dict(zip(names, values, strict=True)), scope, budget))

        return Function("", (names,), called, budgeted=True, types=types)

    return run


def conditional(compiler: BoxCompiler, box: ConditionalBox) -> Run:
    test, then, otherwise = (compiler.run(part) for part in (box.test, box.then, box.otherwise))

    def run(scope: Scope) -> Any:
        answer = test(scope)
        if answer is True:
            return then(scope)
        return otherwise(scope) if answer is False or answer is None else None

    return run


def filtered(compiler: BoxCompiler, box: FilterBox) -> Run:
    source = compiler.run(box.source)
    with compiler.binding("item"):
        match = compiler.run(box.match)

    def run(scope: Scope) -> Any:
        items = as_list(source(scope))
        kept = []
        for item in items:
            verdict = match(item_scope(scope, item))
            if verdict is True:
                kept.append(item)
            elif verdict is not False and verdict is not None:
                return None
        return kept

    return run


def iterated(compiler: BoxCompiler, box: IteratorBox) -> Run:
    domain = compiler.run(box.domain)
    outside, compiler.seen = compiler.seen, set()
    with compiler.binding(box.variable, "partial"):
        body = compiler.run(box.body)
    remembers = "partial" in compiler.seen
    compiler.seen |= outside
    variable, finish = box.variable, FINISH[box.kind]

    def results(scope: Scope) -> list[Any]:
        made: list[Any] = []
        for value in turns(domain(scope)):
            scope.budget.spend(1 + len(made) if remembers else 1)
            partial = {"partial": list(made)} if remembers else {}
            made.append(body(scope.inner({**partial, variable: value})))
        scope.budget.items(len(made))
        return made

    def run(scope: Scope) -> Any:
        try:
            return finish(results(scope))
        except NotIterable:
            return None

    return run


def _decided(results: list[Any], by: bool) -> bool | None:
    """Three-valued; a result that is no truth value leaves nothing to say."""
    if any(result is not None and type(result) is not bool for result in results):
        return None
    if any(result is by for result in results):
        return by
    return (not by) if all(result is (not by) for result in results) else None


def _some(results: list[Any]) -> bool | None:
    return _decided(results, True)


def _every(results: list[Any]) -> bool | None:
    return _decided(results, False)


FINISH: dict[str, Callable[[list[Any]], Any]] = {
    "for": lambda results: results,
    "some": _some,
    "every": _every,
}
MAKERS: dict[type[Box], Callable[[BoxCompiler, Any], Run]] = {
    LiteralBox: literal,
    EmptyBox: empty,
    ContextBox: context,
    ListBox: list_of,
    RelationBox: relation,
    InvocationBox: invocation,
    FunctionBox: function,
    ConditionalBox: conditional,
    FilterBox: filtered,
    IteratorBox: iterated,
    TableBox: table,
}
