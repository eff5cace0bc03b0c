"""Where tokens of the token game lie."""

from __future__ import annotations

from dataclasses import dataclass, field

from bpmn.graphs import Edge, Graph, Node


@dataclass(eq=False)
class Place:
    """A scope being executed: the process, a subprocess, or a multi-instance activity as a whole."""

    graph: Graph | None
    node: Node | None
    above: Place | None
    role: str = "body"
    left: int = 0
    serial: int = 0
    # complex joins that went on: the flows already served
    fired: dict[str, set[str]] = field(default_factory=dict)


@dataclass(eq=False)
class Token:
    """On a flow (`edge`), waiting before a join (`edge` and `parked`), or inside a user task (`work`)."""

    place: Place
    edge: Edge | None = None
    parked: bool = False
    work: Node | None = None
    begin: Node | None = None
    serial: int = 0
    role: str = "plain"
    stuck: bool = False


def node_of(host: Place | Token) -> Node:
    node = host.work if isinstance(host, Token) else host.node
    assert node is not None
    return node
