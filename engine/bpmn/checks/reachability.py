"""Nodes that nothing leads to."""

from __future__ import annotations

from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.sub_process import SubProcess
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.reading import Reading


def check(process: ProcessDefinition, reading: Reading) -> None:
    reached: set[str] = set()
    begins = [*process.root.body.starts, *process.openings]
    open_: list[Element] = list(begins)
    open_.extend(event.subprocess for event in process.root.event_starts if event.subprocess is not None)
    while open_:
        element = open_.pop()
        if element.id not in reached:
            reached.add(element.id)
            open_.extend(_next(element))
    if not begins:
        return
    for element in process.elements.values():
        if element.id not in reached:
            reading.problem(element.id, "unreachable", "nothing leads to this node")


def _next(element: Element) -> list[Element]:
    found: list[Element] = [flow.target for flow in element.outgoing]
    if isinstance(element, Activity):
        found.extend(element.boundaries)
        if element.undo is not None:
            found.append(element.undo)
    if isinstance(element, SubProcess):
        found.extend(element.body.starts)
        found.extend(event.subprocess for event in element.event_starts if event.subprocess is not None)
    link = getattr(getattr(element, "definition", None), "target", None)
    return [*found, link] if link is not None else found
