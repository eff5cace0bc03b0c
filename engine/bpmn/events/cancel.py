"""Cancel events: an end inside a transaction undoes it and leaves by the cancel boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.bpmn import compensation
from tongban.engine.bpmn.events.definition import BOUNDARY, END, EventDefinition
from tongban.engine.bpmn.state import Kind

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class CancelDefinition(EventDefinition):
    kind = "cancel"
    places = frozenset({BOUNDARY, END})
    interrupts_only = True
    final = True

    def throw(self, run: Run, visit: Visit) -> None:
        transaction = visit.above
        for other in list(transaction.children.values()):
            if other is not visit:
                run.cancel(other)
        transaction.epoch += 1
        transaction.pending = 0
        for wait in list(transaction.waits.values()):
            run.forget(wait)
        if not compensation.compensate(run, visit, transaction, None, wait=True):
            self.undone(run, visit)

    def undone(self, run: Run, visit: Visit) -> None:
        """Everything is undone: leave the transaction."""
        transaction = visit.above
        host = transaction.above if transaction.kind is Kind.INSTANCE else transaction
        for boundary in getattr(host.element, "boundaries", ()):
            if boundary.of_kind(self.kind) is not None:
                boundary.caught(run, host, {})
                return
