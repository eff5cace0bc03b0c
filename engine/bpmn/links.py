"""Link events find their partner: the catch of the same name in the same scope."""

from __future__ import annotations

from tongban.engine.bpmn.elements.catch_event import CatchEvent
from tongban.engine.bpmn.elements.throw_event import ThrowEvent
from tongban.engine.bpmn.events.link import LinkDefinition
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.reading import Reading


def join_links(process: ProcessDefinition, reading: Reading) -> None:
    catches: dict[tuple[str | None, str | None], CatchEvent] = {}
    for element in process.elements.values():
        if isinstance(element, CatchEvent) and isinstance(element.definition, LinkDefinition):
            key = (element.scope, element.definition.name)
            if key in catches:
                reading.problem(element.id, "link-twice", f"two link catch events are named `{key[1]}`")
            catches[key] = element
    used = set()
    for element in process.elements.values():
        if isinstance(element, ThrowEvent) and isinstance(element.definition, LinkDefinition):
            key = (element.scope, element.definition.name)
            element.definition.target = catches.get(key)
            if key not in catches:
                reading.problem(
                    element.id, "link-target", f"no link catch event is named `{key[1]}` in this scope"
                )
                continue
            used.add(key)
            catches[key].thrown_from = (*catches[key].thrown_from, element)
    for key, catch in catches.items():
        if key not in used:
            reading.warning(catch.id, "link-unused", f"no link throw event is named `{key[1]}`")
