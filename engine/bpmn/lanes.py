"""The lanes of a process, also those inside other lanes."""

from __future__ import annotations

from lxml import etree

from tongban.engine.bpmn import extensions
from tongban.engine.bpmn.names import bpmn
from tongban.engine.bpmn.process import Lane
from tongban.engine.bpmn.reading import Reading


def read_lanes(process: etree._Element, reading: Reading) -> tuple[Lane, ...]:
    """Outer lanes before inner ones."""
    found: list[Lane] = []
    open_: list[tuple[etree._Element, str | None]] = [
        (node, None) for node in process.findall(bpmn("laneSet"))
    ]
    while open_:
        lane_set, within = open_.pop(0)
        for node in lane_set.findall(bpmn("lane")):
            id = node.get("id") or ""
            refs = tuple((ref.text or "").strip() for ref in node.findall(bpmn("flowNodeRef")))
            found.append(Lane(id, node.get("name") or id, refs, within, extensions.read(id, node, reading)))
            open_.extend((inner, id) for inner in node.findall(bpmn("childLaneSet")))
    return tuple(found)
