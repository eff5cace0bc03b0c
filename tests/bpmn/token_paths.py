"""Where tokens can still go in a graph: for the inclusive joins of the token game."""

from __future__ import annotations

from bpmn.graphs import Graph


def paths(graph: Graph, start: str, join: str, *, boundaries: bool) -> set[str]:
    """The flows into `join` that a token at `start` can come by without passing `join`."""
    seen: set[str] = set()
    found: set[str] = set()
    open_ = [start]
    while open_:
        node = open_.pop()
        if node in seen or node == join:
            continue
        seen.add(node)
        sources = [node]
        if boundaries and node in graph.nodes:
            sources += [boundary.id for boundary in graph.nodes[node].boundaries]
        for source in sources:
            for edge in graph.out(source):
                if edge.target == join:
                    found.add(edge.id)
                open_.append(edge.target)
    return found
