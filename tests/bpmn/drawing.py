"""Random process graphs: structured ones grown from blocks, and unstructured ones with flows thrown across them."""

from __future__ import annotations

from random import Random

from bpmn.graphs import Boundary, Edge, Graph, Node

VARIABLES = ("a", "b", "c")


class Drawing:
    """One graph with all its subprocesses; ids are unique in the file."""

    def __init__(self, seed: int, size: int, *, wild: bool) -> None:
        self.random = Random(seed)
        self.left = size
        self.wild = wild
        self.ids = 0
        self.graph = self._graph(depth=0)

    def _id(self, kind: str) -> str:
        self.ids += 1
        return f"{kind}{self.ids:03d}"

    def _node(self, graph: Graph, kind: str) -> str:
        self.left -= 1
        node = Node(self._id(kind), kind)
        graph.nodes[node.id] = node
        return node.id

    def _edge(self, graph: Graph, source: str, target: str, condition: str | None = None) -> Edge:
        edge = Edge(self._id("f"), source, target, condition)
        graph.edges.append(edge)
        return edge

    def _graph(self, depth: int) -> Graph:
        graph = Graph()
        start = self._node(graph, "start")
        last = self._sequence(graph, start, depth, self.random.randint(1, 4))
        if last is not None:
            self._edge(graph, last, self._node(graph, self._ending(depth)))
        if self.wild:
            self._throw_flows(graph)
        return graph

    def _ending(self, depth: int) -> str:
        return self.random.choices(["end", "terminate", "error"], [8, 1, 2 if depth else 0])[0]

    def _sequence(self, graph: Graph, source: str | None, depth: int, length: int) -> str | None:
        for _ in range(length):
            if source is not None:
                source = self._block(graph, source, depth)
        return source

    def _block(self, graph: Graph, source: str, depth: int) -> str | None:
        kinds = ["user", "auto", "set"]
        if self.left > 0:
            kinds += ["user", "xor", "and", "or", "back", "events"]
            if depth < 2:
                kinds += ["sub"]
        kind = self.random.choice(kinds)
        if kind in ("xor", "and", "or"):
            return self._split(graph, source, kind, depth)
        if kind == "events":
            return self._events(graph, source, depth)
        if kind == "back":
            return self._back(graph, source, depth)
        return self._activity(graph, source, kind, depth)

    def _activity(self, graph: Graph, source: str, kind: str, depth: int) -> str:
        id = self._node(graph, kind)
        node = graph.nodes[id]
        self._edge(graph, source, id)
        if kind == "set":
            node.sets = (self.random.choice(VARIABLES), self.random.random() < 0.5)
        elif kind == "sub":
            node.body = self._graph(depth + 1)
        if kind in ("user", "sub") and self.random.random() < 0.3:
            node.loop = self.random.choice(["parallel", "sequential"])
            node.times = self.random.randint(0, 3)
        if kind in ("user", "sub") and self.random.random() < 0.3:
            self._boundaries(graph, node, depth)
        return id

    def _boundaries(self, graph: Graph, node: Node, depth: int) -> None:
        kinds = ["message"] if node.kind == "user" else ["message", "error"]
        for kind in self.random.sample(kinds, self.random.randint(1, len(kinds))):
            boundary = Boundary(self._id("z"), kind, kind == "error" or self.random.random() < 0.5)
            node.boundaries.append(boundary)
            last = self._sequence(graph, boundary.id, 2, 1)
            if last is not None:
                self._edge(graph, last, self._node(graph, "end"))

    def _split(self, graph: Graph, source: str, kind: str, depth: int) -> str:
        split = self._node(graph, kind)
        self._edge(graph, source, split)
        # A join of another kind is a mistake people make; it has a meaning all the same.
        others = (
            ["xor", "and", "or", "complex"] if self.wild else [kind, "complex" if kind == "and" else kind]
        )
        join = self._node(graph, self.random.choice(others))
        branches = self.random.randint(2, 3)
        if graph.nodes[join].kind == "complex":
            graph.nodes[join].need = self.random.randint(1, branches)
        for number in range(branches):
            condition = self.random.choice(VARIABLES) if kind != "and" and number else None
            edge_count = len(graph.edges)
            last = self._sequence(graph, split, depth, self.random.randint(0, 2))
            if last is not None:
                self._edge(graph, last, join)
            first = graph.edges[edge_count]
            if kind != "and" and number == 0:
                graph.nodes[split].default = first.id
            first.condition = condition
        return join

    def _events(self, graph: Graph, source: str, depth: int) -> str:
        """Wait for one of several messages."""
        gateway = self._node(graph, "events")
        self._edge(graph, source, gateway)
        join = self._node(graph, "xor")
        for _ in range(self.random.randint(1, 3)):
            catch = self._node(graph, "catch")
            self._edge(graph, gateway, catch)
            last = self._sequence(graph, catch, depth, self.random.randint(0, 1))
            if last is not None:
                self._edge(graph, last, join)
        return join

    def _back(self, graph: Graph, source: str, depth: int) -> str:
        """Do it again: a loop with work in it."""
        begin = self._node(graph, "xor")
        self._edge(graph, source, begin)
        work = self._activity(graph, begin, "user", depth)
        again = self._node(graph, "xor")
        self._edge(graph, work, again)
        self._edge(graph, again, begin, self.random.choice(VARIABLES))
        after = self._node(graph, "auto")
        graph.nodes[again].default = self._edge(graph, again, after).id
        return after

    def _throw_flows(self, graph: Graph) -> None:
        """Unstructured: some flows more, from anywhere to anywhere."""
        sources = [
            n.id for n in graph.nodes.values() if n.kind not in ("end", "terminate", "error", "events")
        ]
        targets = [n.id for n in graph.nodes.values() if n.kind not in ("start", "catch")]
        for _ in range(self.random.randint(1, 4)):
            source = self.random.choice(sources)
            conditional = graph.nodes[source].kind != "and" and bool(graph.out(source))
            condition = self.random.choice(VARIABLES) if conditional else None
            edge = self._edge(graph, source, self.random.choice(targets), condition)
            node = graph.nodes[source]
            if condition and node.default is None and node.kind != "and":
                bare = [e for e in graph.out(source) if e.condition is None and e is not edge]
                node.default = bare[0].id if bare else None
