"""Small process graphs as plain data, and the BPMN they are drawn as."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">'
)


@dataclass
class Boundary:
    """`kind`: message or error."""

    id: str
    kind: str
    interrupting: bool = True


@dataclass
class Node:
    """`kind`: start end terminate error user auto set xor and or complex events catch sub.

    `sets`: variable and value of a script; `need`: how many tokens a complex join goes on with.
    """

    id: str
    kind: str
    body: Graph | None = None
    boundaries: list[Boundary] = field(default_factory=list)
    loop: str | None = None
    times: int = 0
    sets: tuple[str, bool] | None = None
    default: str | None = None
    need: int = 0


@dataclass
class Edge:
    id: str
    source: str
    target: str
    condition: str | None = None


@dataclass
class Graph:
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def out(self, node: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.source == node]

    def into(self, node: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.target == node]


_TAGS = {
    "start": "startEvent", "end": "endEvent", "terminate": "endEvent", "error": "endEvent", "user": "userTask",
    "auto": "task", "set": "scriptTask", "xor": "exclusiveGateway", "and": "parallelGateway",
    "or": "inclusiveGateway", "sub": "subProcess",
    "complex": "complexGateway", "events": "eventBasedGateway", "catch": "intermediateCatchEvent",
}  # fmt: skip


def xml(graph: Graph, key: str = "p") -> bytes:
    messages = "".join(f'<message id="m_{b}" name="{b}"/>' for b in _messages(graph))
    process = f'<process id="{key}" isExecutable="true">{_inside(graph)}</process>'
    return f'{HEAD}<error id="oops" errorCode="oops"/>{messages}{process}</definitions>'.encode()


def _messages(graph: Graph) -> list[str]:
    found: list[str] = []
    for node in graph.nodes.values():
        found += [boundary.id for boundary in node.boundaries if boundary.kind == "message"]
        if node.kind == "catch":
            found.append(node.id)
        if node.body is not None:
            found += _messages(node.body)
    return found


def _inside(graph: Graph) -> str:
    parts = []
    for node in graph.nodes.values():
        default = f" default={quoteattr(node.default)}" if node.default else ""
        tag = _TAGS[node.kind]
        parts.append(f"<{tag} id={quoteattr(node.id)}{default}>{_content(node)}</{tag}>")
        parts += [_boundary(node, boundary) for boundary in node.boundaries]
    for edge in graph.edges:
        condition = f"<conditionExpression>= {edge.condition}</conditionExpression>" if edge.condition else ""
        parts.append(
            f'<sequenceFlow id="{edge.id}" sourceRef="{edge.source}" targetRef="{edge.target}">{condition}</sequenceFlow>'
        )
    return "".join(parts)


def _content(node: Node) -> str:
    content = ""
    if node.kind == "terminate":
        content = "<terminateEventDefinition/>"
    elif node.kind == "error":
        content = '<errorEventDefinition errorRef="oops"/>'
    elif node.kind == "catch":
        content = f'<messageEventDefinition messageRef="m_{node.id}"/>'
    elif node.need:
        condition = f"= activationCount &gt;= {node.need}"
        content = f"<activationCondition>{condition}</activationCondition>"
    elif node.kind == "set" and node.sets:
        content = f"<script>{node.sets[0]} = {str(node.sets[1]).lower()}</script>"
    elif node.body is not None:
        content = _inside(node.body)
    if node.loop:
        content += (
            f'<multiInstanceLoopCharacteristics isSequential="{str(node.loop == "sequential").lower()}">'
            f"<loopCardinality>{node.times}</loopCardinality></multiInstanceLoopCharacteristics>"
        )
    return content


def _boundary(node: Node, boundary: Boundary) -> str:
    what = (
        f'<messageEventDefinition messageRef="m_{boundary.id}"/>'
        if boundary.kind == "message"
        else "<errorEventDefinition/>"
    )
    cancels = str(boundary.interrupting).lower()
    facts = f'id="{boundary.id}" attachedToRef="{node.id}" cancelActivity="{cancels}"'
    return f"<boundaryEvent {facts}>{what}</boundaryEvent>"
