"""One line of the report of a diagram that is taken over, and where in an element our own words stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lxml import etree

from tongban.engine.bpmn.import_tables import TEXTS
from tongban.engine.bpmn.names import TB, bpmn, local

Status = Literal["translated", "kept", "lost"]
TOO_LONG = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One thing an element says in the other dialect; `result` is our text, or why there is none, as `zh / en`."""

    element: str
    name: str
    type: str
    place: str
    source: str
    status: Status
    result: str


def holder_of(node: etree._Element) -> etree._Element:
    """The node's extensionElements, which stand before everything but its documentation."""
    holder = node.find(bpmn("extensionElements"))
    if holder is None:
        holder = etree.Element(bpmn("extensionElements"))
        node.insert(len(node.findall(bpmn("documentation"))), holder)
    return holder


def child_of(node: etree._Element, name: str) -> etree._Element:
    holder = holder_of(node)
    found = holder.find(f"{{{TB}}}{name}")
    return found if found is not None else etree.SubElement(holder, f"{{{TB}}}{name}", nsmap={"tb": TB})


def row_of(node: etree._Element, place: str, source: str, status: Status, result: str) -> Row:
    owner: etree._Element = node
    while owner.get("id") is None or local(owner) in TEXTS:
        above = owner.getparent()
        if above is None:
            break
        owner = above
    return Row(
        owner.get("id") or "",
        (owner.get("name") or "").strip(),
        local(owner),
        place,
        source if len(source) <= TOO_LONG else f"{source[:TOO_LONG]}…",
        status,
        result,
    )
