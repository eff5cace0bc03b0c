"""Which events may stand where, and what they need around them."""

from __future__ import annotations

from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.elements.boundary_event import BoundaryEvent
from tongban.engine.bpmn.elements.event import CatchingEvent, Event
from tongban.engine.bpmn.elements.transaction import Transaction
from tongban.engine.bpmn.events.compensate import CompensateDefinition
from tongban.engine.bpmn.events.definition import START
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.reading import Reading


def check(process: ProcessDefinition, reading: Reading) -> None:
    for element in process.elements.values():
        if not isinstance(element, Event):
            continue
        if element.definition.kind == "none" and element.type == "intermediateCatchEvent":
            reading.problem(
                element.id, "event-missing", "an intermediate catch event needs an event definition"
            )
        for definition in element.definitions:
            kind = definition.kind
            if kind != "none" and element.place not in definition.places:
                article = "an" if element.place[0] in "ae" else "a"
                reading.problem(
                    element.id, "event-place", f"a {kind} event cannot be {article} {element.place} event"
                )
            if kind == "cancel":
                _cancel(process, element, reading)
            if isinstance(definition, CompensateDefinition):
                _compensate(process, element, definition, reading)
        if len(element.definitions) > 1:
            _several(element, reading)


def _several(element: Event, reading: Reading) -> None:
    """What cannot be one of several events: nothing would say when it has happened, or what is thrown after it."""
    kinds = [definition.kind for definition in element.definitions]
    caught = isinstance(element, CatchingEvent)
    refused = {"link": "a link goes on at one place and is not one of several events"}
    if caught:
        refused["compensate"] = (
            "a compensation handler is begun by compensation alone, not by one of several events"
        )
    if caught and element.parallel:
        refused["error"] = refused["cancel"] = (
            "it ends the activity at once and cannot wait for the other events"
        )
    if caught and element.parallel and element.place == START:
        refused["timer"] = refused["conditional"] = (
            "nothing says for which instance it came, so it cannot be one of the events that start one together"
        )
    for kind in dict.fromkeys(kinds):
        if kind in refused:
            reading.problem(element.id, "multiple-events", f"{kind}: {refused[kind]}")
    if not caught and sum(definition.final for definition in element.definitions) > 1:
        reading.problem(
            element.id,
            "multiple-events",
            "only one of several events can end everything: error, cancel, terminate",
        )


def _cancel(process: ProcessDefinition, element: Event, reading: Reading) -> None:
    if isinstance(element, BoundaryEvent):
        if element.host is not None and not isinstance(element.host, Transaction):
            reading.problem(element.id, "cancel-host", "a cancel boundary event belongs on a transaction")
        return
    transaction = process.container(element)
    if not isinstance(transaction, Transaction):
        reading.problem(element.id, "cancel-place", "a cancel end event belongs directly in a transaction")
    elif not any(boundary.of_kind("cancel") is not None for boundary in transaction.boundaries):
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
