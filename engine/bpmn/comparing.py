"""Two diagrams compared element by element: what was added, removed, changed or only moved, and what exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from tongban.engine.bpmn.names import BPMN, local
from tongban.engine.bpmn.xml import parse

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
#: What an analyst thinks of as one thing; everything inside it is a fact of it.
OWN = frozenset(
    {
        *("process", "participant", "lane", "sequenceFlow", "messageFlow", "association", "textAnnotation"),
        *("group", "dataObjectReference", "dataStoreReference", "startEvent", "endEvent", "boundaryEvent"),
        *("intermediateThrowEvent", "intermediateCatchEvent", "task", "userTask", "manualTask", "sendTask"),
        *("receiveTask", "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess"),
        *("adHocSubProcess", "transaction", "exclusiveGateway", "inclusiveGateway", "parallelGateway"),
        *("eventBasedGateway", "complexGateway"),
    }
)
SILENT = frozenset({"incoming", "outgoing", "extensionElements", "laneSet", "ioSpecification"})
#: Attributes that tell repeated parts of an element apart.
KEYS = ("id", "key", "lang", "code", "type", "template", "name")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact of an element: what it is, and its text before and after; empty for none."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ElementChange:
    """`kind`: added, removed, changed or moved (only its place in the picture)."""

    id: str
    type: str
    name: str
    name_en: str
    kind: str
    changes: tuple[Change, ...] = ()


def compare(old: bytes, new: bytes, file: str = "flow.bpmn") -> list[ElementChange]:
    """Every element that differs, in the order of the new diagram, what is gone last; InvalidDiagram for no BPMN."""
    before, after = _Drawn(parse(old, file)), _Drawn(parse(new, file))
    found = []
    for id, node in after.elements.items():
        if id not in before.elements:
            found.append(_line(id, node, "added", ()))
            continue
        changes = _changes(_facts(before.elements[id]), _facts(node))
        moved = before.places.get(id) != after.places.get(id)
        if changes or (moved and local(node) != "sequenceFlow"):
            found.append(_line(id, node, "changed" if changes else "moved", changes))
    gone = [id for id in before.elements if id not in after.elements]
    return [*found, *(_line(id, before.elements[id], "removed", ()) for id in gone)]


class _Drawn:
    """The elements of a diagram by their ids, and where each stands in the picture."""

    def __init__(self, root: etree._Element) -> None:
        self.elements: dict[str, etree._Element] = {}
        self.places: dict[str, tuple[tuple[str, ...], ...]] = {}
        for node in root.iter():
            if not isinstance(node.tag, str):
                continue
            space, name, id = etree.QName(node).namespace, local(node), node.get("id")
            if space == BPMN and name in OWN and id:
                self.elements[id] = node
            elif space == DI and name in ("BPMNShape", "BPMNEdge"):
                self.places[node.get("bpmnElement") or ""] = tuple(
                    tuple(part.get(side) or "" for side in ("x", "y", "width", "height"))
                    for part in node
                    if isinstance(part.tag, str) and local(part) in ("Bounds", "waypoint")
                )


def _line(id: str, node: etree._Element, kind: str, changes: tuple[Change, ...]) -> ElementChange:
    english = next(
        (
            part.get("name") or ""
            for part in node.iter()
            if isinstance(part.tag, str)
            and local(part) == "label"
            and part.get("lang") == "en"
            and _owner(part) is node
        ),
        "",
    )
    name = node.get("name") or next((part.text or "" for part in node if local(part) == "text"), "")
    return ElementChange(id, local(node), name, english, kind, changes)


def _owner(node: etree._Element) -> etree._Element | None:
    """The thing a part belongs to."""
    above = node.getparent()
    while above is not None and not (etree.QName(above).namespace == BPMN and local(above) in OWN):
        above = above.getparent()
    return above


def _facts(node: etree._Element) -> dict[str, str]:
    """Every attribute and text of an element and of its parts, by a path that means the same in both diagrams."""
    found = {_short(str(name)): str(value) for name, value in node.attrib.items() if name != "id"}
    found["element"] = local(node)
    for path, value in _inside(node, ""):
        found[path] = f"{found[path]}; {value}" if path in found else value
    return found


def _inside(node: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    for part in node:
        if not isinstance(part.tag, str):
            continue
        space, name = etree.QName(part).namespace, local(part)
        if space == BPMN and name in OWN:
            continue
        if space == BPMN and name in SILENT:
            if name == "extensionElements":
                yield from _inside(part, path)
            continue
        if name == "flowNodeRef":
            yield f"{path}{name}", (part.text or "").strip()
            continue
        key = next((part.get(each) for each in KEYS if part.get(each)), "") if space != BPMN else ""
        here = f"{path}{name}[{key}]" if key else f"{path}{name}"
        text = (part.text or "").strip()
        if text:
            yield here, text
        attributes = [(_short(str(each)), str(value)) for each, value in part.attrib.items()]
        shown = [(each, value) for each, value in attributes if space != BPMN or each not in ("id", "type")]
        for each, value in shown:
            yield f"{here}.{each}", value
        if not text and not shown and not len(part):
            yield here, "✓"
        yield from _inside(part, f"{here}.")


def _short(name: str) -> str:
    return name.rpartition("}")[2]


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    paths = [*after, *(path for path in before if path not in after)]
    return tuple(
        Change(path, before.get(path, ""), after.get(path, ""))
        for path in paths
        if before.get(path) != after.get(path)
    )
