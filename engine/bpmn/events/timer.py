"""Timer events: a date, a duration or a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from tongban.engine import errors
from tongban.engine.bpmn import timer
from tongban.engine.bpmn.events.definition import BOUNDARY, CATCH, INSIDE, START, EventDefinition
from tongban.engine.bpmn.names import child, text
from tongban.engine.bpmn.value import Value, literal

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait

_TAGS = (("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle"))


class TimerDefinition(EventDefinition):
    kind = "timer"
    places = frozenset({START, INSIDE, BOUNDARY, CATCH})

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        id = self.element.id
        found = [(kind, child(node, tag)) for tag, kind in _TAGS if child(node, tag) is not None]
        self.timer: timer.Kind = cast(timer.Kind, found[0][0]) if found else "duration"
        source = text(found[0][1]) if found else ""
        self.value: Value = reading.template(id, "timer", source) or literal(id, "timer", "PT0S")
        if len(found) != 1 or not source:
            reading.problem(id, "timer", "a timer needs exactly one of timeDate, timeDuration, timeCycle")
        elif self.value.is_literal:
            try:
                timer.check(self.timer, source)
            except timer.BAD as error:
                reading.problem(id, "timer", str(error))

    def first(self, variables: Mapping[str, Any], now: datetime) -> timer.Due:
        """The first firing, for whoever sets the timer of a start event."""
        return self._first(self.value(variables), now)

    def listen(self, run: Run, visit: Visit, element: Element) -> Wait | None:
        due = self.first(run.visible(visit), run.now)
        return run.set_timer(visit, element, self.timer, due, own=visit.element is element)

    def heard(self, run: Run, wait: Wait, *, repeat: bool) -> None:
        extra = wait.extra
        visit = wait.visit
        run.forget(wait, consumed=True)
        if not repeat or extra is None:
            return
        due = timer.following(timer.Due(datetime.fromisoformat(extra[0]), extra[1], extra[2]))
        if due is not None:
            run.set_timer(visit, self.element, self.timer, due).part = self.part

    def _first(self, value: object, now: datetime) -> timer.Due:
        try:
            return timer.first(self.timer, value, now)
        except timer.BAD as error:
            raise errors.ExpressionFailed(f"{self.element.id}: {error}", element=self.element.id) from error
