"""The XML namespaces a diagram may use, and the names in them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TB = "https://tongban.org/schema/bpmn/1.0"
# The dialects of Camunda 7 and its relatives share attribute names and meanings.
CAMUNDA = (
    "http://camunda.org/schema/1.0/bpmn",
    "http://operaton.org/schema/1.0/bpmn",
    "http://flowable.org/bpmn",
    "http://activiti.org/bpmn",
)


def bpmn(tag: str) -> str:
    return f"{{{BPMN}}}{tag}"


def local(node: etree._Element) -> str:
    """The name of a node without its namespace."""
    return etree.QName(node).localname


def elements(node: etree._Element) -> Iterator[etree._Element]:
    """Child elements, without comments and processing instructions."""
    return (child for child in node if isinstance(child.tag, str))


def child(node: etree._Element, tag: str) -> etree._Element | None:
    return node.find(bpmn(tag))


def text(node: etree._Element | None) -> str:
    """The text of a node, stripped; "" when there is none."""
    return "".join(map(str, node.itertext())).strip() if node is not None else ""


def reference(value: str | None) -> str | None:
    """A QName reference without its prefix."""
    return value.strip().rpartition(":")[2] if value else None


def dialect(node: etree._Element, name: str) -> str | None:
    """An attribute of the Camunda family, from whichever dialect."""
    for namespace in CAMUNDA:
        value = node.get(f"{{{namespace}}}{name}")
        if value is not None:
            return str(value)
    return None


def extension_nodes(node: etree._Element) -> list[etree._Element]:
    """What stands under `extensionElements`."""
    found: list[etree._Element] = []
    for holder in node.findall(bpmn("extensionElements")):
        found.extend(elements(holder))
    return found


def dialect_nodes(node: etree._Element, name: str) -> list[etree._Element]:
    """Extension elements of the Camunda family with that name."""
    return [
        inner
        for inner in extension_nodes(node)
        if local(inner) == name and etree.QName(inner).namespace in CAMUNDA
    ]
