"""Correlation: which values besides its name say that a message is for this instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn.names import TB, bpmn, child, extension_nodes, reference, text
from tongban.engine.bpmn.value import Value

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading


def read(element: str, message: str | None, owner: etree._Element, reading: Reading) -> Mapping[str, Value]:
    """The properties an event or task gives its message, from `tb:correlation` or the message's own."""
    found = dict(reading.correlations.get(message or "", {}))
    for node in extension_nodes(owner):
        if node.tag != f"{{{TB}}}correlation":
            continue
        name = node.get("name")
        value = reading.template(element, f"correlation {name}", node.get("value"))
        if not name or value is None:
            reading.problem(element, "tb-correlation", "tb:correlation needs a name and a value")
        else:
            found[name] = value
    return found


def waited(message: str | None, reading: Reading) -> dict[str, Value]:
    """What a receiver waits for: the correlation subscription of its process, for this message's properties."""
    properties = reading.correlations.get(message or "", {})
    process = reading.subscriptions.get(reading.problems.process or "", {})
    return {name: process.get(name, value) for name, value in properties.items()}


def evaluate(keys: Mapping[str, Value], variables: Mapping[str, Any]) -> dict[str, Any]:
    """The values; a property without a value yet does not restrict."""
    values = {name: value(variables) for name, value in keys.items()} if keys else {}
    return {name: value for name, value in values.items() if value is not None}


def read_file(root: etree._Element, reading: Reading) -> None:
    """The correlation properties of the whole file, and what each process subscribes to."""
    for node in root.iterfind(bpmn("correlationProperty")):
        name = node.get("name") or node.get("id") or ""
        for retrieval in node.iterfind(bpmn("correlationPropertyRetrievalExpression")):
            path = child(retrieval, "messagePath")
            path = path if path is not None else child(retrieval, "formalExpression")
            value = reading.expression(node.get("id") or name, "correlation", text(path))
            message = reference(retrieval.get("messageRef"))
            if value is not None and message is not None:
                reading.correlations.setdefault(message, {})[name] = value
    names = {
        node.get("id"): node.get("name") or node.get("id")
        for node in root.iterfind(bpmn("correlationProperty"))
    }
    for process in root.iterfind(bpmn("process")):
        for binding in process.iter(bpmn("correlationPropertyBinding")):
            name = names.get(reference(binding.get("correlationPropertyRef"))) or ""
            value = reading.expression(
                binding.get("id") or name, "correlation", text(child(binding, "dataPath"))
            )
            if value is not None:
                reading.subscriptions.setdefault(process.get("id") or "", {})[name] = value
