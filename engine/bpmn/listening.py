"""Begin to wait for several events at once: boundary events, event subprocesses, event-based gateways."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tongban.engine.bpmn.run import Act, trigger

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.event import CatchingEvent
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


def arm(
    run: Run, visit: Visit, events: Iterable[CatchingEvent], then: Act | None = None, argument: Any = None
) -> None:
    """Listen, then do `then`, unless a condition that holds already comes first."""
    held = [
        wait
        for event in events
        for wait in event.listen(run, visit)
        if wait.kind == "conditional" and event.holds(run, wait)
    ]
    if then is not None:
        if not held:
            then(run, visit, argument)
            return
        run.push(then, visit, argument)
    for wait in reversed(held):
        run.push(trigger, visit, (wait.token, {}))
