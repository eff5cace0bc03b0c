"""DMN files as trees: no DTD, no entities, no network, bounded size and depth, one namespace per version."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tongban.engine import errors

LARGEST = 5_000_000
MOST_ELEMENTS = 100_000
DEEPEST = 100
NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)


class Node:
    """An element of the DMN namespace; everything of other vendors is invisible unless asked for."""

    def __init__(self, element: etree._Element, namespace: str) -> None:
        self._element = element
        self._namespace = namespace

    @property
    def tag(self) -> str:
        return etree.QName(self._element).localname

    def get(self, attribute: str) -> str | None:
        return self._element.get(attribute)

    def foreign(self, attribute: str) -> str | None:
        """An attribute of any other namespace by its local name."""
        for name, value in self._element.attrib.items():
            if str(name).startswith("{") and etree.QName(str(name)).localname == attribute:
                return str(value)
        return None

    def children(self, *tags: str) -> Iterator[Node]:
        for child in self._element:
            if isinstance(child.tag, str):
                name = etree.QName(child)
                if name.namespace == self._namespace and (not tags or name.localname in tags):
                    yield Node(child, self._namespace)

    def child(self, *tags: str) -> Node | None:
        return next(self.children(*tags), None)

    def every(self, attribute: str) -> set[str]:
        """All values of an attribute on DMN elements from here down."""
        return {
            value
            for element in self._element.iter(f"{{{self._namespace}}}*")
            if (value := element.get(attribute)) is not None
        }

    @property
    def text(self) -> str:
        return "".join(str(part) for part in self._element.itertext()).strip()

    def text_of(self, tag: str) -> str:
        child = self.child(tag)
        return "" if child is None else child.text


def parse(xml: bytes, file: str) -> Node:
    """The `definitions` element, or InvalidDecision."""
    if len(xml) > LARGEST:
        raise refused(file, "size", f"larger than {LARGEST} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise refused(file, "xml", f"not well-formed XML: {wrong}") from wrong
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused(file, "xml", "a document type is not accepted")
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        raise refused(file, "namespace", f"expected DMN 1.1 to 1.5 definitions, found {root.tag}")
    _measure(root, file)
    return Node(root, str(name.namespace))


def _measure(root: etree._Element, file: str) -> None:
    depth, count = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise refused(file, "size", f"more than {DEEPEST} levels or {MOST_ELEMENTS} elements")


def problem(file: str, element: str, rule: str, message: str) -> dict[str, str]:
    return {"file": file, "element": element, "rule": rule, "message": message}


def refused(file: str, rule: str, message: str) -> errors.InvalidDecision:
    return errors.InvalidDecision(
        f"{file}: {message}", errors=[problem(file, "definitions", f"dmn.{rule}", message)]
    )
