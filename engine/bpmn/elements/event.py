"""What all events share: one event definition, and whether they interrupt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from lxml import etree

from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.events import DEFINITIONS
from tongban.engine.bpmn.events.definition import EventDefinition
from tongban.engine.bpmn.names import BPMN, bpmn, elements, local, reference

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait


class Event(Element):
    """A node with at most one event definition."""

    place: ClassVar[str]

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.definition = self._definition(node, reading)

    def triggered(self, run: Run, wait: Wait, variables: Mapping[str, Any]) -> None:
        """An external worker has sent what this event throws."""
        run.forget(wait, consumed=True)
        run.assign(wait.visit, variables)
        self.proceed(run, wait.visit)

    def _definition(self, node: etree._Element, reading: Reading) -> EventDefinition:
        found = [inner for inner in elements(node) if local(inner) in DEFINITIONS]
        found += self._shared(node)
        if len(found) > 1:
            reading.problem(
                self.id, "multiple-events", "an event with several event definitions is not supported"
            )
        if not found:
            return EventDefinition(self)
        definition = DEFINITIONS[local(found[0])](self)
        definition.read(found[0], node, reading)
        return definition

    def _shared(self, node: etree._Element) -> list[etree._Element]:
        """Definitions written once for the file and referred to."""
        refs = {reference(inner.text) for inner in node.findall(bpmn("eventDefinitionRef"))}
        if not refs:
            return []
        root = node.getroottree().getroot()
        return [
            inner
            for inner in elements(root)
            if inner.get("id") in refs and inner.tag.startswith(f"{{{BPMN}}}") and local(inner) in DEFINITIONS
        ]


class CatchingEvent(Event):
    """An event that is waited for."""

    interrupting = True

    def holds(self, run: Run, wait: Wait) -> bool:
        return self.definition.holds(run, wait)

    def concerns(self, wait: Wait, changed: Mapping[str, str]) -> bool:
        return self.definition.concerns(changed)

    def caught(self, run: Run, scope: Visit, variables: Mapping[str, Any]) -> None:
        """It happened to `scope`: the host of a boundary event, the surroundings of an event subprocess."""
        raise NotImplementedError(self.type)

    def triggered(self, run: Run, wait: Wait, variables: Mapping[str, Any]) -> None:
        self.definition.heard(run, wait, repeat=not self.interrupting)
        self.caught(run, wait.visit, variables)
