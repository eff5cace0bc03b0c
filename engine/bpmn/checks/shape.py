"""Where each container begins, and which nodes may have flows at all."""

from __future__ import annotations

from tongban.engine.bpmn.beginning import opens
from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.elements.ad_hoc_sub_process import AdHocSubProcess
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.event_subprocess import EventSubProcess
from tongban.engine.bpmn.elements.receive_task import ReceiveTask
from tongban.engine.bpmn.elements.start_event import StartEvent
from tongban.engine.bpmn.elements.sub_process import SubProcess
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.reading import Reading


def check(process: ProcessDefinition, reading: Reading) -> None:
    _process_starts(process, reading)
    for element in process.elements.values():
        if element.incoming and element.type in ("startEvent", "boundaryEvent"):
            reading.problem(element.id, "incoming", f"nothing may lead into a {_words(element)}")
        if element.outgoing and element.type == "endEvent":
            reading.problem(element.id, "outgoing", "nothing may lead out of an end event")
        if opens(element):
            _opening(element, reading)
        if isinstance(element, EventSubProcess):
            _event_subprocess(element, reading)
        elif isinstance(element, AdHocSubProcess):
            _ad_hoc(element, reading)
        elif isinstance(element, SubProcess):
            _subprocess(element, reading)
        if isinstance(element, Activity):
            _compensation(element, reading)


def _words(element: Element) -> str:
    return element.type.replace("Event", " event")


def _process_starts(process: ProcessDefinition, reading: Reading) -> None:
    body = process.root.body
    if not body.starts and not process.openings:
        reading.problem(process.key, "no-start", "the process has no start")
    plain = [start.id for start in process.starts if start.definition.kind == "none"]
    for extra in plain[1:]:
        reading.problem(extra, "several-starts", "a process has at most one plain start event")


def _opening(element: Element, reading: Reading) -> None:
    """What begins an instance by its message."""
    if element.scope is not None:
        reading.problem(
            element.id, "instantiate", "only directly in a process can a message begin an instance"
        )
    if element.incoming:
        reading.problem(element.id, "instantiate", "nothing may lead to a node that begins an instance")
    if isinstance(element, Activity) and (element.loop is not None or element.boundaries):
        reading.problem(
            element.id, "instantiate", "a task that begins an instance has no loop and no boundary events"
        )
    if isinstance(element, ReceiveTask) and element.definition.kind != "message":
        reading.problem(element.id, "message-missing", "a task that begins an instance needs a messageRef")


def _subprocess(element: SubProcess, reading: Reading) -> None:
    starts = [start for start in element.body.starts if isinstance(start, StartEvent)]
    for start in starts:
        if start.definition.kind != "none":
            reading.problem(start.id, "subprocess-start", "a subprocess begins with a plain start event")
    for extra in starts[1:]:
        reading.problem(extra.id, "several-starts", "a subprocess has at most one start event")
    if not element.body.starts:
        reading.problem(element.id, "no-start", "the subprocess has no start")


def _event_subprocess(element: EventSubProcess, reading: Reading) -> None:
    starts = [start for start in element.body.elements if isinstance(start, StartEvent)]
    if len(starts) != 1:
        reading.problem(
            element.id, "event-subprocess-start", "an event subprocess has exactly one start event"
        )
    elif starts[0].definition.kind == "none":
        reading.problem(
            starts[0].id, "event-subprocess-start", "an event subprocess starts with an event definition"
        )
    if element.incoming or element.outgoing:
        reading.problem(
            element.id, "event-subprocess-flow", "no sequence flow leads to or from an event subprocess"
        )
    if element.loop is not None or element.boundaries:
        reading.problem(
            element.id, "event-subprocess", "an event subprocess has no loop and no boundary events"
        )


def _ad_hoc(element: AdHocSubProcess, reading: Reading) -> None:
    for inner in element.body.elements:
        if inner.type in ("startEvent", "endEvent"):
            reading.problem(inner.id, "ad-hoc", "an ad-hoc subprocess has no start and end events")
    if not element.body.starts:
        reading.problem(element.id, "no-start", "the ad-hoc subprocess has nothing to do")


def _compensation(element: Activity, reading: Reading) -> None:
    if not element.is_compensation:
        return
    if element.incoming or element.outgoing:
        reading.problem(
            element.id, "compensation-flow", "no sequence flow leads to or from a compensation handler"
        )
    if element.loop is not None:
        reading.problem(element.id, "compensation-loop", "a compensation handler has no loop")
