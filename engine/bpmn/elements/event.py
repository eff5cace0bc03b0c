"""What all events share: their event definitions, thrown one after another or waited for together."""

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
    """A node with one event definition, with several, or with none."""

    place: ClassVar[str]

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        found = [inner for inner in elements(node) if local(inner) in DEFINITIONS]
        found += self._shared(node)
        self.definitions: tuple[EventDefinition, ...] = tuple(
            self._definition(part, inner, node, reading) for part, inner in enumerate(found)
        ) or (EventDefinition(self),)

    @property
    def definition(self) -> EventDefinition:
        """The only definition, or the first of several."""
        return self.definitions[0]

    def of_kind(self, kind: str) -> EventDefinition | None:
        return next((one for one in self.definitions if one.kind == kind), None)

    def _definition(
        self, part: int, inner: etree._Element, node: etree._Element, reading: Reading
    ) -> EventDefinition:
        definition = DEFINITIONS[local(inner)](self)
        definition.part = part
        definition.read(inner, node, reading)
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


class ThrowingEvent(Event):
    """An event that makes things happen: all of its definitions, in document order, one that ends the scope last."""

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.thrown = sorted(self.definitions, key=lambda definition: definition.final)

    def enter(self, run: Run, visit: Visit) -> None:
        self.thrown[_next(visit)].throw(run, visit)

    def proceed(self, run: Run, visit: Visit) -> None:
        following = _next(visit) + 1
        if following == len(self.thrown):
            super().proceed(run, visit)
        else:
            visit.data = {"next": following}
            run.push(_throw, visit)

    def undone(self, run: Run, visit: Visit) -> None:
        self.thrown[_next(visit)].undone(run, visit)

    def triggered(self, run: Run, wait: Wait, variables: Mapping[str, Any]) -> None:
        """An external worker has sent what this event throws."""
        run.forget(wait, consumed=True)
        run.assign(wait.visit, variables)
        self.proceed(run, wait.visit)


class CatchingEvent(Event):
    """An event that is waited for: any of its definitions is enough, or all are needed (`parallelMultiple`)."""

    interrupting = True

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.parallel = node.get("parallelMultiple") == "true" and len(self.definitions) > 1

    def listen(self, run: Run, visit: Visit) -> list[Wait]:
        """Begin to wait for each definition that something outside or a variable can trigger."""
        found = []
        for definition in self.definitions:
            wait = definition.listen(run, visit, self)
            if wait is not None:
                wait.part = definition.part
                found.append(wait)
        return found

    def holds(self, run: Run, wait: Wait) -> bool:
        run.in_time(self)
        return self.definitions[wait.part].holds(run, wait)

    def concerns(self, wait: Wait, changed: Mapping[str, str]) -> bool:
        return self.definitions[wait.part].concerns(changed)

    def caught(self, run: Run, scope: Visit, variables: Mapping[str, Any]) -> None:
        """It happened to `scope`: the host of a boundary event, the surroundings of an event subprocess."""
        raise NotImplementedError(self.type)

    def triggered(self, run: Run, wait: Wait, variables: Mapping[str, Any]) -> None:
        self.definitions[wait.part].heard(run, wait, repeat=not self.interrupting)
        self.happened(run, wait.visit, wait.part, variables)

    def happened(self, run: Run, visit: Visit, part: int, variables: Mapping[str, Any]) -> None:
        """One definition happened to `visit`; where all are needed, the others are waited for first."""
        if not self.parallel:
            self.caught(run, visit, variables)
            return
        visit.heard = visit.heard or {}
        heard = visit.heard.setdefault(self.id, [])
        if part not in heard:
            heard.append(part)
        if len(heard) < len(self.definitions):
            run.assign(visit, variables)
        else:
            del visit.heard[self.id]
            self.caught(run, visit, variables)


def _next(visit: Visit) -> int:
    """Which definition of a throwing event is thrown now."""
    return int(visit.data["next"]) if visit.data and "next" in visit.data else 0


def _throw(run: Run, visit: Visit, _: object) -> None:
    visit.element.enter(run, visit)
