"""The nodes of an item's diagram in the order work goes through them, as far as it can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tongban.engine import bpmn
from tongban.engine.items.drafting import FLOW
from tongban.engine.items.wording import Text


@dataclass(frozen=True, slots=True)
class OrderedFlow:
    """One process: its key, its names, and its nodes from start to end, those inside a subprocess after it."""

    key: str
    name: Text
    elements: tuple[bpmn.Element, ...]


def flow_in_order(files: Mapping[str, bytes]) -> list[OrderedFlow]:
    """Every process of the draft's diagram, none when there is no diagram; errors.InvalidDiagram when it is no XML."""
    if FLOW not in files:
        return []
    return [
        OrderedFlow(one.key, Text(one.name, english(one.extensions)), tuple(_ordered(one)))
        for one in bpmn.inspect(files[FLOW], FLOW).processes
    ]


def english(extensions: bpmn.Extensions) -> str:
    """What `tb:label` calls it in English; empty when it says nothing."""
    return next((one.name for one in extensions.labels if one.lang == "en"), "")


def _ordered(process: bpmn.ProcessDefinition) -> list[bpmn.Element]:
    """Nobody before whoever leads there, loops aside: the reverse of the order in which nodes are left behind."""
    known = list(process.elements.values())
    inside: dict[str | None, list[bpmn.Element]] = {}
    for one in known:
        inside.setdefault(one.scope, []).append(one)
    starts = [one for one in known if one.scope is None and one.type == "startEvent"]
    alone = [one for one in known if not one.incoming and getattr(one, "host", None) is None]
    seen: set[str] = set()
    found: list[bpmn.Element] = []
    for root in (*starts, *alone, *known):
        order: list[bpmn.Element] = []
        _walk(root, inside, seen, order)
        found += reversed(order)
    return found


def _walk(
    root: bpmn.Element,
    inside: Mapping[str | None, list[bpmn.Element]],
    seen: set[str],
    order: list[bpmn.Element],
) -> None:
    if root.id in seen:
        return
    seen.add(root.id)
    ahead = [(root, _next(root, inside))]
    while ahead:
        here, rest = ahead[-1]
        following = next((one for one in rest if one.id not in seen), None)
        if following is None:
            order.append(here)
            ahead.pop()
        else:
            seen.add(following.id)
            ahead.append((following, _next(following, inside)))


def _next(element: bpmn.Element, inside: Mapping[str | None, list[bpmn.Element]]) -> Iterator[bpmn.Element]:
    """Where it goes on, the main way first, because what is walked first comes last."""
    ways = [flow.target for flow in element.outgoing]
    boundaries: Iterable[bpmn.Element] = getattr(element, "boundaries", ())
    return iter([*reversed(ways), *boundaries, *reversed(inside.get(element.id, ()))])
