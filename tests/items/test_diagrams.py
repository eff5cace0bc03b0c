"""The shipped diagrams can be read by people: everything drawn, on a grid, nothing on top of anything else."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from lxml import etree

from items.building import ITEMS, PROCESSES

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
LABEL = "{https://tongban.org/schema/bpmn/1.0}label"
NODES = ("Task", "Event", "Gateway", "Activity")

Box = tuple[float, float, float, float]


class Drawing:
    def __init__(self, key: str) -> None:
        self.tree = etree.parse(PROCESSES / key / "flow.bpmn")
        self.elements = {node.get("id"): node for node in self.tree.iter() if node.get("id")}

    def nodes(self) -> list[etree._Element]:
        process = self.tree.find(f"{BPMN}process")
        return [node for node in process if str(node.tag).endswith(NODES)]

    def boxes(self) -> dict[str, Box]:
        return {
            shape.get("bpmnElement"): box(shape.find(BOUNDS)) for shape in self.tree.iter(f"{DI}BPMNShape")
        }

    def labels(self) -> dict[str, Box]:
        found = {}
        for kind in ("BPMNShape", "BPMNEdge"):
            for shape in self.tree.iter(f"{DI}{kind}"):
                bounds = shape.find(f"{DI}BPMNLabel/{BOUNDS}")
                if bounds is not None:
                    found[f"{shape.get('bpmnElement')} label"] = box(bounds)
        return found

    def edges(self) -> dict[str, list[tuple[float, float]]]:
        return {
            edge.get("bpmnElement"): [(float(p.get("x")), float(p.get("y"))) for p in edge.iter(WAYPOINT)]
            for edge in self.tree.iter(f"{DI}BPMNEdge")
        }


def box(bounds: etree._Element) -> Box:
    x, y, width, height = (float(bounds.get(key)) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.fixture(params=ITEMS)
def drawing(request) -> Drawing:
    return Drawing(request.param)


def test_everything_is_drawn(drawing):
    boxes, edges = drawing.boxes(), drawing.edges()
    assert {node.get("id") for node in drawing.nodes()} <= set(boxes)
    assert {flow.get("id") for flow in drawing.tree.iter(f"{BPMN}sequenceFlow")} == set(edges)
    assert {lane.get("id") for lane in drawing.tree.iter(f"{BPMN}lane")} <= set(boxes)


def test_every_node_lies_in_its_lane(drawing):
    boxes = drawing.boxes()
    placed = []
    for lane in drawing.tree.iter(f"{BPMN}lane"):
        outer = boxes[lane.get("id")]
        for ref in lane.iter(f"{BPMN}flowNodeRef"):
            inner = boxes[ref.text]
            assert outer[0] <= inner[0] and inner[2] <= outer[2], ref.text
            assert outer[1] <= inner[1] and inner[3] <= outer[3], ref.text
            placed.append(ref.text)
    # What is drawn inside a subprocess lies on it; the subprocess itself lies in a lane like any node.
    inner = drawing.tree.find(f"{BPMN}process").findall(f"{BPMN}subProcess")
    assert sorted(placed) == sorted(node.get("id") for node in [*drawing.nodes(), *inner])


def test_nothing_lies_on_anything_else(drawing):
    boxes = {node.get("id"): drawing.boxes()[node.get("id")] for node in drawing.nodes()} | drawing.labels()
    for (one, first), (other, second) in combinations(boxes.items(), 2):
        hosts = [getattr(drawing.elements.get(id), "get", {}.get)("attachedToRef") for id in (one, other)]
        if one in hosts or other in hosts:
            continue
        assert not overlap(first, second), (one, other)


def test_flows_run_straight_and_around_what_is_in_the_way(drawing):
    boxes = {node.get("id"): drawing.boxes()[node.get("id")] for node in drawing.nodes()} | drawing.labels()
    for id, points in drawing.edges().items():
        flow = drawing.elements[id]
        ends = {flow.get("sourceRef"), flow.get("targetRef")}
        for (x1, y1), (x2, y2) in pairwise(points):
            assert x1 == x2 or y1 == y2, id
            line = (min(x1, x2), min(y1, y2), max(x1, x2) + 0.1, max(y1, y2) + 0.1)
            crossed = [name for name, one in boxes.items() if name not in ends and overlap(line, one)]
            assert not crossed, (id, crossed)


def test_centres_lie_on_a_grid(drawing):
    for node in drawing.nodes():
        left, top, right, bottom = drawing.boxes()[node.get("id")]
        assert ((left + right) / 2) % 5 == 0 and ((top + bottom) / 2) % 5 == 0, node.get("id")


def test_every_name_has_its_english(drawing):
    named = [*drawing.nodes(), *drawing.tree.iter(f"{BPMN}process"), *drawing.tree.iter(f"{BPMN}lane")]
    for node in named:
        if node.get("name"):
            label = node.find(f"{BPMN}extensionElements/{LABEL}")
            assert label is not None and label.get("lang") == "en" and label.get("name"), node.get("id")
