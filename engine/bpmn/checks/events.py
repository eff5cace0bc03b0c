"""Which events may stand where, and what they need around them."""

from __future__ import annotations

from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.elements.boundary_event import BoundaryEvent
from tongban.engine.bpmn.elements.event import Event
from tongban.engine.bpmn.elements.transaction import Transaction
from tongban.engine.bpmn.events.compensate import CompensateDefinition
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.reading import Reading


def check(process: ProcessDefinition, reading: Reading) -> None:
    for element in process.elements.values():
        if not isinstance(element, Event):
            continue
        kind = element.definition.kind
        if element.place not in element.definition.places and element.place != "boundary":
            if not (kind == "none" and element.place == "event subprocess"):
                reading.problem(
                    element.id, "event-place", f"a {kind} event cannot be a {element.place} event"
                )
        elif (
            element.place == "boundary" and kind != "none" and element.place not in element.definition.places
        ):
            reading.problem(element.id, "event-place", f"a {kind} event cannot be a boundary event")
        if kind == "none" and element.type == "intermediateCatchEvent":
            reading.problem(
                element.id, "event-missing", "an intermediate catch event needs an event definition"
            )
        if kind == "cancel":
            _cancel(process, element, reading)
        if isinstance(element.definition, CompensateDefinition):
            _compensate(process, element, element.definition, reading)


def _cancel(process: ProcessDefinition, element: Event, reading: Reading) -> None:
    if isinstance(element, BoundaryEvent):
        if element.host is not None and not isinstance(element.host, Transaction):
            reading.problem(element.id, "cancel-host", "a cancel boundary event belongs on a transaction")
        return
    transaction = process.container(element)
    if not isinstance(transaction, Transaction):
        reading.problem(element.id, "cancel-place", "a cancel end event belongs directly in a transaction")
    elif not any(boundary.definition.kind == "cancel" for boundary in transaction.boundaries):
        reading.problem(element.id, "cancel-way", "the transaction has no cancel boundary event to leave by")


def _compensate(
    process: ProcessDefinition, element: Event, definition: CompensateDefinition, reading: Reading
) -> None:
    if isinstance(element, BoundaryEvent):
        if element.host is not None and not isinstance(element.host.undo, Activity):
            reading.problem(
                element.id, "compensation-handler", "no association leads to a compensation handler"
            )
        if element.outgoing:
            reading.problem(
                element.id, "compensation-flow", "a compensation boundary event has no sequence flow"
            )
    elif definition.activity is not None and definition.activity not in process.elements:
        reading.problem(element.id, "compensation-activity", f"there is no activity `{definition.activity}`")
