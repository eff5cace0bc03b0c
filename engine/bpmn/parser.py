"""SpiffWorkflow's parser with our element classes: reads nodes without recursion and gathers problems, not exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from tongban.engine.bpmn import beginning, correlation, data, extensions
from tongban.engine.bpmn.body import Body
from tongban.engine.bpmn.elements import ELEMENTS
from tongban.engine.bpmn.elements.boundary_event import BoundaryEvent
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.event_subprocess import EventSubProcess
from tongban.engine.bpmn.elements.start_event import StartEvent
from tongban.engine.bpmn.elements.sub_process import SubProcess
from tongban.engine.bpmn.flow import Flow
from tongban.engine.bpmn.lanes import read_lanes
from tongban.engine.bpmn.links import join_links
from tongban.engine.bpmn.names import BPMN, bpmn, child, elements, local, reference
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.reading import Reading

# What BPMN puts beside flow nodes and what says nothing to an engine.
_SILENT = frozenset({
    "documentation", "extensionElements", "laneSet", "sequenceFlow", "association", "textAnnotation", "group",
    "dataObject", "dataObjectReference", "dataStoreReference", "property", "ioSpecification", "ioBinding",
    "incoming", "outgoing", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics",
    "completionCondition", "auditing", "monitoring", "category", "artifact", "correlationSubscription",
    "supportedInterfaceRef", "resourceRole", "performer", "humanPerformer", "potentialOwner",
    "dataInputAssociation", "dataOutputAssociation", "rendering", "supports",
})  # fmt: skip
_MAX_NODES = 10_000


class NodeReader(TaskParser):  # type: ignore[misc]
    """Makes the element of one node; its neighbours are connected afterwards."""

    def parse_node(self) -> Element:
        element: Element = self.spec_class(
            self.spec,
            self.bpmn_id,
            name=self.node.get("name"),
            lane=self.process_parser.get_lane_name(self.bpmn_id),
        )
        return element


class FlowProcessParser(ProcessParser):  # type: ignore[misc]
    """Reads one process: all nodes, then all flows, then what refers to both."""

    spec: ProcessDefinition
    parser: FlowParser

    def create_spec(self) -> ProcessDefinition:
        return ProcessDefinition(
            self.bpmn_id, name=self.node.get("name"), executable=self.process_executable, file=self.filename
        )

    def _parse(self) -> None:
        self.reading = self.parser.reading
        self.reading.problems.process = self.bpmn_id
        first = len(self.reading.values)
        self.spec = self.create_spec()
        self.spec.extensions = extensions.read(self.bpmn_id, self.node, self.reading)
        data.ignored(self.bpmn_id, self.node, self.reading)
        self.spec.lanes = read_lanes(self.node, self.reading)
        self.nodes: dict[str, etree._Element] = {}
        self._read_nodes()
        self._read_flows()
        for id, node in self.nodes.items():
            self.spec.elements[id].link(node, self.reading, self.spec.elements)
        self._associate()
        join_links(self.spec, self.reading)
        self._begin()
        self.spec.expressions = tuple(
            (value.element, value.place, expression)
            for value in self.reading.values[first:]
            for expression in value.expressions
        )
        self.reading.problems.process = None

    def _containers(self) -> Iterator[tuple[etree._Element, str | None, Body]]:
        """The process and then every subprocess, as they are found; the list grows while it is walked."""
        self._open: list[tuple[etree._Element, str | None, Body]] = [(self.node, None, self.spec.root.body)]
        index = 0
        while index < len(self._open):
            yield self._open[index]
            index += 1

    def _read_nodes(self) -> None:
        for container, scope, body in self._containers():
            found = []
            for node in elements(container):
                if etree.QName(node).namespace != BPMN or local(node) in _SILENT:
                    continue
                element = self._read_node(node, scope)
                if element is not None:
                    found.append(element)
            body.elements = tuple(found)
            body.data = data.objects(container, scope or self.bpmn_id, self.reading)

    def _read_node(self, node: etree._Element, scope: str | None) -> Element | None:
        id = node.get("id")
        _, known = self.parser._get_parser_class(node.tag)
        if known is None:
            # Definitions of the container itself, such as the event of an event, are not nodes.
            if not local(node).endswith("EventDefinition"):
                self.reading.problem(id, "unsupported-element", f"`{local(node)}` is not supported")
            return None
        if not id:
            self.reading.problem(None, "missing-id", f"a {local(node)} has no id")
            return None
        if id in self.spec.task_specs or id in self.parser.used:
            self.reading.problem(id, "duplicate-id", f"the id `{id}` is used twice")
            return None
        if len(self.nodes) >= _MAX_NODES:
            self.reading.problem(id, "too-large", f"the process has more than {_MAX_NODES:,} nodes")
            return None
        self.parser.used.add(id)
        element = self._element(node)
        element.scope = scope
        element.read(node, self.reading)
        self.nodes[id] = node
        if isinstance(element, SubProcess):
            self._open.append((node, id, element.body))
        return element

    def _element(self, node: etree._Element) -> Element:
        reader, spec_class = self.parser._get_parser_class(node.tag)
        if spec_class is SubProcess and node.get("triggeredByEvent") == "true":
            spec_class = EventSubProcess
        element: Element = reader(self, spec_class, node, self.nsmap, lane="").parse_node()
        return element

    def _read_flows(self) -> None:
        flows: dict[str, Flow] = {}
        out: dict[str, list[Flow]] = {}
        into: dict[str, list[Flow]] = {}
        for container, _, _ in self._open:
            for node in container.iterfind(bpmn("sequenceFlow")):
                flow = self._read_flow(node, flows)
                if flow is not None:
                    flows[flow.id] = flow
                    out.setdefault(flow.source.id, []).append(flow)
                    into.setdefault(flow.target.id, []).append(flow)
        for element in self.spec.elements.values():
            element.outgoing = tuple(out.get(element.id, ()))
            element.incoming = tuple(into.get(element.id, ()))
        self.spec.flows = flows

    def _read_flow(self, node: etree._Element, flows: dict[str, Flow]) -> Flow | None:
        source_id, target_id = node.get("sourceRef") or "", node.get("targetRef") or ""
        id = node.get("id") or _free(f"{source_id}->{target_id}", flows)
        if id in self.parser.used:
            self.reading.problem(id, "duplicate-id", f"the id `{id}` is used twice")
            return None
        self.parser.used.add(id)
        source, target = self.spec.elements.get(source_id), self.spec.elements.get(target_id)
        for end, wanted in ((source, source_id), (target, target_id)):
            if end is None:
                self.reading.problem(
                    id, "flow-end", f"the flow refers to `{wanted}`, which is not a node here"
                )
        if source is None or target is None:
            return None
        if source.scope != target.scope:
            self.reading.problem(
                id, "flow-crosses-scope", "a sequence flow cannot enter or leave a subprocess"
            )
            return None
        condition = self.reading.condition(id, child(node, "conditionExpression"))
        return Flow(id, source, target, node.get("name"), condition, extensions.read(id, node, self.reading))

    def _associate(self) -> None:
        """Compensation handlers hang on their boundary event by an association."""
        for container, _, _ in self._open:
            for node in container.iterfind(bpmn("association")):
                event = self.spec.elements.get(reference(node.get("sourceRef")) or "")
                handler = self.spec.elements.get(reference(node.get("targetRef")) or "")
                if isinstance(event, BoundaryEvent) and event.host is not None and handler is not None:
                    event.host.undo = handler

    def _begin(self) -> None:
        """What each container begins with, and which events may start something in it."""
        for _, _, body in self._open:
            starts = [node for node in body.elements if isinstance(node, StartEvent)]
            inside = [node for node in body.elements if isinstance(node, EventSubProcess)]
            events: list[StartEvent] = []
            for subprocess in inside:
                for event in subprocess.body.elements:
                    if isinstance(event, StartEvent):
                        event.subprocess = subprocess
                        events.append(event)
            body.event_starts = tuple(events)
            body.starts = tuple(starts)
            # Where a message begins the process without a start event, nothing else begins with it.
            if not starts and not any(beginning.opens(node) for node in body.elements):
                body.starts = tuple(node for node in body.elements if _begins(node))
        for element in self.spec.elements.values():
            if isinstance(element, SubProcess):
                element.undo_inside = next(
                    (e.subprocess for e in element.body.event_starts if e.of_kind("compensate") is not None),
                    None,
                )


def _begins(node: Element) -> bool:
    """Without a start event, everything that nothing leads to begins."""
    return not (
        node.incoming
        or isinstance(node, BoundaryEvent | EventSubProcess)
        or getattr(node, "is_compensation", False)
        or (node.type == "intermediateCatchEvent" and node.definition.kind == "link")
    )


def _free(wanted: str, taken: dict[str, Any]) -> str:
    number, id = 1, wanted
    while id in taken:
        number += 1
        id = f"{wanted}#{number}"
    return id


class FlowParser(BpmnParser):  # type: ignore[misc]
    """Reads one file."""

    OVERRIDE_PARSER_CLASSES: ClassVar[Mapping[str, Any]] = {
        bpmn(tag): (NodeReader, element) for tag, element in ELEMENTS.items()
    }
    PARSER_CLASSES: ClassVar[Mapping[str, Any]] = {}
    PROCESS_PARSER_CLASS = FlowProcessParser

    def __init__(self, file: str, names: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.reading = Reading(file, names)
        self.used: set[str] = set()

    def add_bpmn_xml(self, bpmn: etree._Element, filename: str | None = None) -> None:
        for tag, table in (("message", self.messages), ("signal", self.signals)):
            table.update(_named(bpmn, tag))
        self.errors.update(_coded(bpmn, "error", "errorCode", "error_code"))
        self.escalations.update(_coded(bpmn, "escalation", "escalationCode", "escalation_code"))
        self.reading.messages, self.reading.signals = self.messages, self.signals
        self.reading.errors, self.reading.escalations = self.errors, self.escalations
        correlation.read_file(bpmn, self.reading)
        data.read_file(bpmn, self.reading)
        self._add_diagram_indexes(bpmn)
        for process in _children(bpmn, "process"):
            self._add_process(process, filename)

    def _add_process(self, node: etree._Element, filename: str | None) -> None:
        id = node.get("id")
        if not id:
            self.reading.problem(None, "missing-id", "a process has no id")
        elif id in self.process_parsers:
            self.reading.problem(id, "duplicate-id", f"the process id `{id}` is used twice")
        else:
            self.create_parser(node, filename)

    def _add_diagram_indexes(self, bpmn: etree._Element) -> None:
        """Lanes only: where nodes are drawn decides nothing here."""
        lanes: dict[str, str] = {}
        for lane in _all(bpmn, "lane"):
            for ref in _children(lane, "flowNodeRef"):
                # An inner lane comes later in the document and is the nearer one.
                lanes[(ref.text or "").strip()] = lane.get("name") or lane.get("id") or ""
        self.document_lanes[self._document_key(bpmn)] = lanes

    def definitions(self) -> tuple[ProcessDefinition, ...]:
        return tuple(parser.get_spec() for parser in self.process_parsers.values())


def _children(node: etree._Element, tag: str) -> list[etree._Element]:
    return node.findall(bpmn(tag))


def _all(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    return node.iter(bpmn(tag))


def _named(root: etree._Element, tag: str) -> dict[str, str | None]:
    return {node.get("id") or "": node.get("name") for node in _children(root, tag)}


def _coded(root: etree._Element, tag: str, attribute: str, key: str) -> dict[str, dict[str, str | None]]:
    return {
        node.get("id") or "": {"name": node.get("name"), key: node.get(attribute)}
        for node in _children(root, tag)
    }
