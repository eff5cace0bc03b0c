"""Which tokens can still come to an inclusive join, by the rule of BPMN 2.0.2 §13.4.3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.process import ProcessDefinition


class Ways:
    """For every node, the incoming flows of one join it leads to without passing the join."""

    def __init__(self, join: Element) -> None:
        self.all = frozenset(flow.id for flow in join.incoming)
        self.by_flow: dict[str, set[str]] = {}
        self.by_event: dict[str, set[str]] = {}
        for flow in join.incoming:
            _spread(self.by_flow, join, flow.source, flow.id, events=False)
            _spread(self.by_event, join, flow.source, flow.id, events=True)

    def awaited(self, element: Element, filled: Iterable[str]) -> bool:
        """Whether a token at `element` keeps the join waiting, when `filled` flows have a token.

        It does when it can come by an empty flow and by no filled one: a token that can come by a filled
        flow is not known to be missing. Leaving by a boundary event counts as coming, not as being there.
        """
        filled = set(filled)
        reached = self.by_event.get(element.id, _NOTHING)
        return bool(reached - filled) and not self.by_flow.get(element.id, _NOTHING) & filled


_NOTHING: frozenset[str] = frozenset()


def _spread(table: dict[str, set[str]], join: Element, start: Element, flow: str, *, events: bool) -> None:
    """Mark every node from which `flow` is reached, walking backwards."""
    open_: list[Element] = [start]
    while open_:
        node = open_.pop()
        marks = table.setdefault(node.id, set())
        if node is join or flow in marks:
            continue
        marks.add(flow)
        open_.extend(back.source for back in node.incoming)
        open_.extend(getattr(node, "thrown_from", ()))
        host = getattr(node, "host", None)
        if events and host is not None:
            open_.append(host)


def ways_to(definition: ProcessDefinition, join: Element) -> Ways:
    found = definition.ways.get(join.id)
    if found is None:
        found = definition.ways[join.id] = Ways(join)
    return found
