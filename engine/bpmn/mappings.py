"""Input and output mappings of an activity, and what a call passes in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine import errors, feel
from tongban.engine.bpmn.names import TB, dialect_nodes, elements, extension_nodes, local, text
from tongban.engine.bpmn.value import literal, shown

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading

Compute = Callable[[Mapping[str, Any], feel.Budget | None], Any]


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name` becomes `value`; without a name the value is a context whose entries are all taken."""

    name: str
    value: Compute


def _everything(variables: Mapping[str, Any], budget: feel.Budget | None = None) -> Any:
    return dict(variables)


EVERYTHING = Assignment("", _everything)


def evaluate(assignments: Sequence[Assignment], variables: Mapping[str, Any]) -> dict[str, Any]:
    """In order; each sees what the ones before it gave, and all of them share what one expression may cost."""
    seen = dict(variables)
    given: dict[str, Any] = {}
    budget = feel.Budget()
    for assignment in assignments:
        value = assignment.value(seen, budget)
        if not assignment.name and not isinstance(value, Mapping):
            raise _no_context(assignment, value)
        new = {assignment.name: value} if assignment.name else dict(value)
        given.update(new)
        seen.update(new)
    return given


def _no_context(assignment: Assignment, value: Any) -> errors.ExpressionFailed:
    element = getattr(assignment.value, "element", "")
    return errors.ExpressionFailed(f"{element}: is not a context but {shown(value)}", element=element)


def inputs(element: str, node: etree._Element, reading: Reading) -> tuple[Assignment, ...]:
    return (
        *_parameters(element, "inputParameter", node, reading),
        *_own(element, "input", node, reading),
    )


def outputs(element: str, node: etree._Element, reading: Reading) -> tuple[Assignment, ...]:
    return (
        *_parameters(element, "outputParameter", node, reading),
        *_own(element, "output", node, reading),
    )


def passed(element: str, direction: str, node: etree._Element, reading: Reading) -> tuple[Assignment, ...]:
    """`camunda:in`/`out` and `tb:in`/`out`: variables="all", source or sourceExpression, target."""
    nodes = dialect_nodes(node, direction)
    nodes += [inner for inner in extension_nodes(node) if inner.tag == f"{{{TB}}}{direction}"]
    found = []
    for inner in nodes:
        if inner.get("businessKey") is not None:
            continue
        assignment = _passed(element, direction, inner, reading)
        if assignment is not None:
            found.append(assignment)
    return tuple(found)


def _passed(element: str, direction: str, node: etree._Element, reading: Reading) -> Assignment | None:
    target = node.get("target") or ""
    if node.get("variables") == "all" or node.get("all") == "true":
        return EVERYTHING
    source = node.get("source")
    if not target or (source is None and node.get("sourceExpression") is None):
        reading.problem(element, "mapping", f"`{direction}` needs a source and a target")
        return None
    if source is not None and not source.lstrip().startswith("="):
        return Assignment(target, Named(source))
    place = f"{direction} {target}"
    value = reading.expression(element, place, node.get("sourceExpression") or source)
    return Assignment(target, value) if value is not None else None


@dataclass(frozen=True, slots=True)
class Named:
    """The variable of that name, null when there is none."""

    name: str

    def __call__(self, variables: Mapping[str, Any], budget: feel.Budget | None = None) -> Any:
        return variables.get(self.name)


@dataclass(frozen=True, slots=True)
class _List:
    items: tuple[Compute, ...]

    def __call__(self, variables: Mapping[str, Any], budget: feel.Budget | None = None) -> Any:
        return [item(variables, budget) for item in self.items]


@dataclass(frozen=True, slots=True)
class _Map:
    entries: tuple[tuple[str, Compute], ...]

    def __call__(self, variables: Mapping[str, Any], budget: feel.Budget | None = None) -> Any:
        return {key: entry(variables, budget) for key, entry in self.entries}


def _parameters(element: str, tag: str, node: etree._Element, reading: Reading) -> list[Assignment]:
    found = []
    for holder in dialect_nodes(node, "inputOutput"):
        for parameter in elements(holder):
            name = parameter.get("name")
            if local(parameter) != tag:
                continue
            if not name:
                reading.problem(element, "mapping", f"`{tag}` needs a name")
                continue
            found.append(Assignment(name, _parameter(element, f"{tag} {name}", parameter, reading)))
    return found


def _parameter(element: str, place: str, node: etree._Element, reading: Reading) -> Compute:
    inner = next(elements(node), None)
    if inner is None:
        return reading.template(element, place, text(node)) or literal(element, place, text(node))
    kind = local(inner)
    if kind == "list":
        return _List(tuple(_parameter(element, place, item, reading) for item in elements(inner)))
    if kind == "map":
        return _Map(
            tuple(
                (entry.get("key", ""), _parameter(element, place, entry, reading))
                for entry in elements(inner)
            )
        )
    if kind in ("value", "string"):
        return reading.template(element, place, text(inner)) or literal(element, place, text(inner))
    reading.problem(element, "mapping", f"{place}: `{kind}` is not supported")
    return literal(element, place, None)


def _own(element: str, tag: str, node: etree._Element, reading: Reading) -> list[Assignment]:
    found = []
    for inner in extension_nodes(node):
        if inner.tag != f"{{{TB}}}{tag}":
            continue
        name = inner.get("name")
        value = reading.template(element, f"{tag} {name}", inner.get("value"))
        if not name or value is None:
            reading.problem(element, f"tb-{tag}", f"tb:{tag} needs a name and a value")
            continue
        found.append(Assignment(name, value))
    return found
