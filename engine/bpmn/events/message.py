"""Message events, and the message of a send or receive task: one name, one receiver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn import correlation, mappings
from tongban.engine.bpmn.events.definition import BOUNDARY, CATCH, END, INSIDE, START, THROW, EventDefinition
from tongban.engine.bpmn.names import dialect
from tongban.engine.bpmn.step import MessageThrown, ServiceCalled

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait

_THROWING = ("endEvent", "intermediateThrowEvent")


class MessageDefinition(EventDefinition):
    kind = "message"
    places = frozenset({START, INSIDE, BOUNDARY, CATCH, THROW, END})

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        id = self.element.id
        self.message, name = reading.named(id, reading.messages, node.get("messageRef"), "message-unknown")
        self.name = reading.template(id, "message name", name)
        self.keys = correlation.read(id, self.message, owner, reading)
        self.waited = {**correlation.waited(self.message, reading), **self.keys}
        self.payload = mappings.passed(id, "in", owner, reading)
        self.topic = reading.template(id, "topic", dialect(node, "topic"))
        if self.name is None and (self.topic is None or not owner.tag.endswith(_THROWING)):
            reading.problem(id, "message-missing", "a message event needs a messageRef with a name")

    def text(self, variables: Mapping[str, Any]) -> str:
        return str(self.name(variables)) if self.name is not None else ""

    def listen(self, run: Run, visit: Visit, element: Element) -> Wait | None:
        variables = run.visible(visit)
        return run.subscribe(
            visit,
            "message",
            element,
            self.text(variables),
            correlation.evaluate(self.waited, variables),
            own=visit.element is element,
        )

    def throw(self, run: Run, visit: Visit) -> None:
        variables = run.visible(visit)
        if self.name is None and self.topic is not None:
            wait = run.wait(visit, "service", visit.element, own=True)
            run.effects.append(ServiceCalled(wait.token, visit.element.id, str(self.topic(variables))))
            return
        keys = correlation.evaluate(self.keys, variables)
        payload = mappings.evaluate(self.payload, variables) if self.payload else {}
        run.effects.append(MessageThrown(self.text(variables), keys, payload))
        visit.element.proceed(run, visit)
