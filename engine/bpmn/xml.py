"""Bytes to an XML tree, safely: no DTD, no entities, no network, bounded size, depth and element count."""

from __future__ import annotations

from lxml import etree

from tongban.engine import errors
from tongban.engine.bpmn.names import BPMN, local
from tongban.engine.bpmn.problems import Problem, refusal

MAX_BYTES = 5_000_000
MAX_DEPTH = 200
MAX_ELEMENTS = 100_000
_CHUNK = 65_536


class _Refused(Exception):
    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def parse(data: bytes, file: str) -> etree._Element:
    """The root element of a BPMN file, or InvalidDiagram."""
    try:
        if len(data) > MAX_BYTES:
            raise _Refused("too-large", f"the file has {len(data):,} bytes, {MAX_BYTES:,} are allowed")
        root = _tree(data)
        if etree.QName(root).namespace != BPMN or local(root) != "definitions":
            raise _Refused("not-bpmn", "the root element is not bpmn:definitions")
    except _Refused as refused:
        raise _refusal(file, refused.rule, str(refused)) from None
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        rule = "too-deep" if "Excessive depth" in str(error) else "not-well-formed"
        raise _refusal(file, rule, str(error)[:300]) from None
    return root


def _refusal(file: str, rule: str, message: str) -> errors.InvalidDiagram:
    return refusal([Problem(file, None, rule, message)])


def _tree(data: bytes) -> etree._Element:
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    counter = _Counter()
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
        counter.read(parser)
    root = parser.close()
    counter.read(parser)
    _no_doctype(root)
    return root


class _Counter:
    """Stops reading as soon as a limit is passed, before the rest is built."""

    def __init__(self) -> None:
        self.depth = 0
        self.seen = 0

    def read(self, parser: etree.XMLPullParser) -> None:
        for event, node in parser.read_events():
            if event == "end":
                self.depth -= 1
                continue
            if not self.seen and isinstance(node, etree._Element):
                _no_doctype(node)
            self.seen += 1
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise _Refused("too-deep", f"elements are nested deeper than {MAX_DEPTH}")
            if self.seen > MAX_ELEMENTS:
                raise _Refused("too-large", f"the file has more than {MAX_ELEMENTS:,} elements")


def _no_doctype(root: etree._Element) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise _Refused("doctype", "a document type declaration is not allowed")
