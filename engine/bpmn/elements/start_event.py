"""Start events: of a process, of a subprocess, and of an event subprocess, which may interrupt its surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn import dialect
from tongban.engine.bpmn.elements.event import CatchingEvent
from tongban.engine.bpmn.events.definition import INSIDE, START

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.event_subprocess import EventSubProcess
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class StartEvent(CatchingEvent):
    place = START

    def read(self, node: etree._Element, reading: Reading) -> None:
        parent = node.getparent()
        inside = parent is not None and parent.get("triggeredByEvent") == "true"
        self.place = INSIDE if inside else START  # type: ignore[misc]
        super().read(node, reading)
        self.camunda = dialect.read(self.id, node, reading)
        self.interrupting = node.get("isInterrupting") != "false"
        self.subprocess: EventSubProcess | None = None
        for definition in self.definitions:
            if inside and definition.interrupts_only and not self.interrupting:
                reading.problem(
                    self.id, "must-interrupt", f"an {definition.kind} start event always interrupts"
                )

    def begin_with(self, run: Run, part: int | None) -> None:
        """Begin the instance; `part` is what has happened where several things have to, None for all of it."""
        visit = run.begin(self, run.root)
        if part is None or not self.parallel:
            self.enter(run, visit)
            return
        visit.heard = {self.id: [part]}
        for wait in self.listen(run, visit):
            if wait.part == part:
                run.forget(wait, consumed=True)

    def caught(self, run: Run, scope: Visit, variables: Mapping[str, Any]) -> None:
        """The event subprocess begins in `scope`; or all has happened that begins the instance."""
        if scope.element is self:
            run.assign(scope, variables)
            self.enter(run, scope)
            return
        subprocess = self.subprocess
        assert subprocess is not None
        if self.interrupting:
            run.cancel_inside(scope)
            for wait in [wait for wait in scope.waits.values() if wait.element.place == INSIDE]:
                run.forget(wait)
        run.assign(scope, variables)
        subprocess.begin_inside(run, scope)
