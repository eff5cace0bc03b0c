"""Link events: a token that is thrown goes on at the catch of the same name in the same scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn.events.definition import CATCH, THROW, EventDefinition

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class LinkDefinition(EventDefinition):
    kind = "link"
    places = frozenset({CATCH, THROW})

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        self.name = node.get("name") or owner.get("name")
        self.target: Element | None = None
        if not self.name:
            reading.problem(self.element.id, "link-name", "a link event needs a name")

    def throw(self, run: Run, visit: Visit) -> None:
        assert self.target is not None
        run.go_on(visit.above, self.target)
        run.leave(visit)
