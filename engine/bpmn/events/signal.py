"""Signal events: everybody who waits hears them, inside this instance and outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn import mappings
from tongban.engine.bpmn.events.definition import BOUNDARY, CATCH, END, INSIDE, START, THROW, EventDefinition
from tongban.engine.bpmn.run import trigger
from tongban.engine.bpmn.step import SignalThrown

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait


class SignalDefinition(EventDefinition):
    kind = "signal"
    places = frozenset({START, INSIDE, BOUNDARY, CATCH, THROW, END})

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        id = self.element.id
        _, name = reading.named(id, reading.signals, node.get("signalRef"), "signal-unknown")
        self.name = reading.template(id, "signal name", name)
        self.payload = (*mappings.passed(id, "in", node, reading), *mappings.passed(id, "in", owner, reading))
        if self.name is None:
            reading.problem(id, "signal-missing", "a signal event needs a signalRef with a name")

    def text(self, variables: Mapping[str, Any]) -> str:
        return str(self.name(variables)) if self.name is not None else ""

    def listen(self, run: Run, visit: Visit, element: Element) -> Wait | None:
        name = self.text(run.visible(visit))
        return run.subscribe(visit, "signal", element, name, {}, own=visit.element is element)

    def throw(self, run: Run, visit: Visit) -> None:
        variables = run.visible(visit)
        name = self.text(variables)
        payload = mappings.evaluate(self.payload, variables) if self.payload else {}
        # The listeners come first: one that interrupts this event stops it from going on.
        run.push(_proceed, visit)
        heard = [token for token, wait in run.waits.items() if (wait.kind, wait.name) == ("signal", name)]
        for token in sorted(heard, reverse=True):
            run.push(trigger, run.waits[token].visit, (token, payload))
        run.effects.append(SignalThrown(name, payload))


def _proceed(run: Run, visit: Visit, _: object) -> None:
    visit.element.proceed(run, visit)
