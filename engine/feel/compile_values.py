"""Code for literals, names, paths, lists, contexts and ranges."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tongban.engine.feel import nodes
from tongban.engine.feel.compilation import Compilation, Run
from tongban.engine.feel.json_values import to_feel
from tongban.engine.feel.properties import of
from tongban.engine.feel.scope import AS_THEY_ARE, Scope
from tongban.engine.feel.values import MISSING, ORDERED, Range, one_sided


def literal(compilation: Compilation, node: nodes.Literal) -> Run:
    value = node.value
    return lambda scope: value


def name(compilation: Compilation, node: nodes.Name) -> Run:
    compilation.uses(node.name)
    own = compilation.builtins.get(node.name)
    wanted = node.name

    def run(scope: Scope) -> Any:
        value = scope.names.get(wanted, MISSING)
        kind = type(value)
        if kind in AS_THEY_ARE:
            return value
        if kind is int:
            return Decimal(value)
        value = scope.find(wanted)
        return own if value is MISSING else value

    return _dotted(wanted) if "." in wanted else run


def _dotted(name: str) -> Run:
    """`Person.Age` may be one name here and a path there: the name wins where it has a value."""
    first, *rest = name.split(".")

    def run(scope: Scope) -> Any:
        value = scope.find(name)
        if value is not MISSING:
            return value
        value = scope.find(first)
        for part in rest:
            value = of(value, part, scope.budget)
        return value

    return run


def path(compilation: Compilation, node: nodes.Path) -> Run:
    source, last = compilation.run(node.source), node.name

    def run(scope: Scope) -> Any:
        value = source(scope)
        if type(value) is dict:
            return value.get(last)
        return of(value, last, scope.budget)

    names: list[str] = [last]
    root: nodes.Node = node.source
    while type(root) is nodes.Path:
        names.append(root.name)
        root = root.source
    if type(root) is nodes.Name:
        return _variable_path(root.name, names[::-1], run)
    return run


def _variable_path(variable: str, names: list[str], general: Run) -> Run:
    """`form.address.city` walks the caller's own dicts and turns only the end into FEEL."""

    def run(scope: Scope) -> Any:
        if scope.outer is not None:
            return general(scope)
        value: Any = scope.names.get(variable)
        for name in names:
            if type(value) is not dict:
                return general(scope)
            value = value.get(name)
        kind = type(value)
        if kind in AS_THEY_ARE:
            return value
        return Decimal(value) if kind is int else to_feel(value)

    return run


def list_of(compilation: Compilation, node: nodes.ListOf) -> Run:
    items = [compilation.run(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


def context_of(compilation: Compilation, node: nodes.ContextOf) -> Run:
    """Each entry sees those before it; a key written twice makes no context."""
    keys = [key for key, _ in node.entries]
    if len(set(keys)) != len(keys):
        return lambda scope: None
    entries = []
    with compilation.binding(()):
        for key, value in node.entries:
            # A function may call itself by the name of its entry.
            with compilation.binding([key] if isinstance(value, nodes.FunctionDefinition) else ()):
                entries.append((key, compilation.run(value)))
            compilation.bind(key)

    def run(scope: Scope) -> Any:
        made: dict[str, Any] = {}
        inner = scope.inner(made)
        for key, value in entries:
            made[key] = value(inner)
        return made

    return run


def range_of(compilation: Compilation, node: nodes.RangeOf) -> Run:
    start, end = compilation.run(node.start), compilation.run(node.end)
    start_included, end_included = node.start_included, node.end_included
    if isinstance(node.start, nodes.Literal) and isinstance(node.end, nodes.Literal):
        constant = _range(node.start.value, node.end.value, start_included, end_included)
        return lambda scope: constant

    return lambda scope: _range(start(scope), end(scope), start_included, end_included)


def _range(low: Any, high: Any, start_included: bool, end_included: bool) -> Range | None:
    if low is None and high is None:
        return None
    if low is not None and high is not None and type(low) is not type(high):
        return None
    if any(bound is not None and type(bound) not in ORDERED for bound in (low, high)):
        return None
    return Range(low, high, start_included, end_included)


def unary_range(compilation: Compilation, node: nodes.UnaryRange) -> Run:
    end, operator = compilation.run(node.end), node.operator

    def run(scope: Scope) -> Any:
        bound = end(scope)
        return one_sided(operator, bound)

    return run


MAKERS: dict[type, Any] = {
    nodes.Literal: literal,
    nodes.Name: name,
    nodes.Path: path,
    nodes.ListOf: list_of,
    nodes.ContextOf: context_of,
    nodes.RangeOf: range_of,
    nodes.UnaryRange: unary_range,
}
