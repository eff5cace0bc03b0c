"""Errors and escalations look for their handler from the inside out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from tongban.engine.bpmn.state import Kind
from tongban.engine.bpmn.step import Ended, EscalationLeft

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.activity import Activity
    from tongban.engine.bpmn.elements.event import CatchingEvent
    from tongban.engine.bpmn.events.definition import EventDefinition
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit

    # The visit something happened to, the event that hears it, and which of its definitions does.
    Handler = tuple[Visit, CatchingEvent, EventDefinition]


def throw_error(
    run: Run,
    visit: Visit,
    code: str,
    message: str = "",
    variables: Mapping[str, Any] | None = None,
    *,
    on: bool = False,
) -> None:
    """An error arises inside `visit`; `on` when boundary events of the visit itself may catch it."""
    found = _handler(visit, "error", code, on)
    if found is not None:
        scope, event, definition = found
        event.happened(run, scope, definition.part, {**(variables or {}), **definition.named(code, message)})
    elif run.called:
        run.cancel_inside(run.root)
        run.ended = "terminated"
        run.effects.append(Ended("terminated", code, message))
    else:
        for wait in list(visit.waits.values()):
            run.forget(wait, consumed=True)
        run.incident(
            visit, "uncaught_error", f"error {code} is caught nowhere{': ' if message else ''}{message}"
        )


def throw_escalation(
    run: Run, visit: Visit, code: str, variables: Mapping[str, Any] | None = None, *, on: bool = False
) -> None:
    """An escalation arises; nobody need hear it."""
    found = _handler(visit, "escalation", code, on)
    if found is not None:
        scope, event, definition = found
        event.happened(run, scope, definition.part, {**(variables or {}), **definition.named(code, "")})
    elif run.called:
        run.effects.append(EscalationLeft(visit.no, code, dict(variables or {})))


def _handler(visit: Visit, kind: str, code: str, on: bool) -> Handler | None:
    """The nearest event that catches it, and the visit it belongs to."""
    if on:
        found = _matching(visit, _boundaries(visit), kind, code)
        if found is not None:
            return found
    inside, scope = visit, visit.scope
    while scope is not None:
        # What arises in a handler is not caught by its own scope's handlers.
        if not getattr(inside.element, "triggered_by_event", False) and scope.kind is not Kind.LOOP:
            found = _matching(scope, getattr(scope.element, "event_starts", ()), kind, code)
            if found is not None:
                return found
        found = _matching(scope, _boundaries(scope), kind, code)
        if found is not None:
            return found
        inside, scope = scope, scope.scope
    return None


def _boundaries(visit: Visit) -> Iterable[CatchingEvent]:
    if visit.scope is None or visit.kind not in (Kind.PLAIN, Kind.LOOP):
        return ()
    return cast("Activity", visit.element).boundaries


def _matching(scope: Visit, events: Iterable[CatchingEvent], kind: str, code: str) -> Handler | None:
    """The event that names the code, else one that takes any."""
    anything: Handler | None = None
    for event in events:
        for definition in event.definitions:
            if definition.kind != kind:
                continue
            if definition.code == code:
                return scope, event, definition
            if definition.code is None and anything is None:
                anything = scope, event, definition
    return anything
