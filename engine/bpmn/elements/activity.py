"""What all activities share: loops, boundary events, input and output mappings, compensation, several exits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn import compensation, data, dialect, listening, loops, mappings
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.extensions.candidates import of_dialect, of_resources
from tongban.engine.bpmn.state import Kind

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.boundary_event import BoundaryEvent
    from tongban.engine.bpmn.elements.event_subprocess import EventSubProcess
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait


class Activity(Element):
    """A task, a subprocess or a call; subclasses say in `perform` what is done."""

    # the event subprocess that compensates what is inside a subprocess
    undo_inside: EventSubProcess | None = None

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.camunda = dialect.read(self.id, node, reading)
        candidates = of_dialect(self.camunda) or of_resources(self.id, node, reading)
        if candidates is not None and self.extensions.candidates is None:
            self.extensions = replace(self.extensions, candidates=candidates)
        self._refuse(node, reading)
        self.is_compensation = node.get("isForCompensation") == "true"
        self.loop = loops.read(self.id, node, reading)
        self.inputs = (
            *mappings.inputs(self.id, node, reading),
            *data.associations(self.id, "dataInputAssociation", node, reading),
        )
        self.outputs = (
            *mappings.outputs(self.id, node, reading),
            *data.associations(self.id, "dataOutputAssociation", node, reading),
        )
        data.ignored(self.id, node, reading)
        self.boundaries: tuple[BoundaryEvent, ...] = ()
        self.undo: Element | None = None

    def _refuse(self, node: etree._Element, reading: Reading) -> None:
        """What would be skipped in silence if it were accepted."""
        for quantity in ("startQuantity", "completionQuantity"):
            if node.get(quantity, "1") != "1":
                reading.problem(self.id, "quantity", f"`{quantity}` other than 1 is not supported")

    def enter(self, run: Run, visit: Visit) -> None:
        if self.loop is None:
            self.enter_once(run, visit)
            return
        visit.kind = Kind.LOOP
        listening.arm(run, visit, self.boundaries, then=_open_loop)

    def enter_once(self, run: Run, visit: Visit) -> None:
        """One instance; inside a loop the boundary events belong to the loop as a whole."""
        if self.inputs:
            visit.variables = {
                **(visit.variables or {}),
                **mappings.evaluate(self.inputs, run.visible(visit)),
            }
        if self.boundaries and visit.kind is Kind.PLAIN:
            listening.arm(run, visit, self.boundaries, then=_perform)
        else:
            self.perform(run, visit)

    def perform(self, run: Run, visit: Visit) -> None:
        """Do the work, or begin to wait for it."""
        self.finish(run, visit)

    def resume(self, run: Run, visit: Visit) -> None:
        if visit.data == loops.BEGIN:
            visit.data = None
            self.enter_once(run, visit)
        else:
            self.perform(run, visit)

    def finish(self, run: Run, visit: Visit) -> None:
        """The work is done."""
        if self.outputs:
            run.assign(visit.above, mappings.evaluate(self.outputs, run.visible(visit)))
        if visit.kind is Kind.INSTANCE:
            loops.instance_done(run, visit)
        elif visit.kind is Kind.HANDLER:
            compensation.handled(run, visit)
        else:
            self.complete(run, visit)

    def complete(self, run: Run, visit: Visit) -> None:
        """The activity as a whole is done: it can be compensated from now on, and tokens go on."""
        compensation.remember(run, visit)
        scope = visit.above
        run.leave(visit, self.exits(run, visit))
        scope.element.passed(run, scope)

    def triggered(self, run: Run, wait: Wait, variables: Mapping[str, Any]) -> None:
        """Somebody did the work."""
        run.forget(wait, consumed=True)
        run.assign(wait.visit, variables)
        self.finish(run, wait.visit)

    def emptied(self, run: Run, scope: Visit) -> None:
        if scope.kind is Kind.LOOP:
            loops.emptied(run, scope)


def _perform(run: Run, visit: Visit, _: Any) -> None:
    activity(visit).perform(run, visit)


def _open_loop(run: Run, visit: Visit, _: Any) -> None:
    loops.open_loop(run, visit)


def activity(visit: Visit) -> Activity:
    """The element of a visit that can only be an activity."""
    assert isinstance(visit.element, Activity)
    return visit.element
