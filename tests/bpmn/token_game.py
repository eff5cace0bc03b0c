"""The token game of BPMN 2.0.2 chapter 13, played the plain way: tokens lie on flows until a node can take them.

Written from the standard, slow and without any code of the engine. Where the standard leaves the order open it is:
tokens walk one at a time until they rest, flows in document order, inclusive joins last and the lowest id first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bpmn.graphs import Boundary, Graph, Node
from bpmn.token_joins import Joins
from bpmn.token_places import Place, Token, node_of

# Flows walked and instances begun without waiting; every instance brings 100 more, up to three times as many.
BUDGET = 100


@dataclass
class Game(Joins):
    graph: Graph
    variables: dict[str, bool]
    tokens: list[Token] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    ended: bool = False
    serial: int = 0
    exhausted: bool = False
    budget: int = 0
    extra: int = 0

    def __post_init__(self) -> None:
        root = Place(self.graph, None, None)
        self.places = [root]
        self._open(root)
        self.settle()

    # What a player sees and does

    def work(self) -> list[str]:
        """Open user tasks, oldest first."""
        return [t.work.id for t in sorted(self._works(), key=lambda t: t.serial) if t.work]

    def events(self) -> list[tuple[str, int]]:
        """Boundary messages that can come: (boundary, which of its hosts), oldest host first."""
        found = []
        for boundary, hosts in self._hosts().items():
            found += [(boundary, index) for index in range(len(hosts))]
        return found

    @property
    def stopped(self) -> bool:
        """An error that nobody catches holds its token where it is."""
        return any(token.stuck for token in self.tokens)

    def complete(self, index: int, variables: dict[str, bool]) -> None:
        self.variables.update(variables)
        token = sorted(self._works(), key=lambda t: t.serial)[index]
        assert token.work is not None
        self.tokens.remove(token)
        self._done(token.work, token.place, token.role)
        self.settle()

    def happen(self, boundary: str, index: int) -> None:
        host = self._hosts()[boundary][index]
        if isinstance(host, Token) and host.work is not None and host.work.kind == "events":
            assert host.place.graph is not None
            self.tokens.remove(host)
            self._out(host.place.graph.nodes[boundary], host.place)
            self.settle()
            return
        self._fire(host, next(b for b in node_of(host).boundaries if b.id == boundary))
        self.settle()

    # The game

    def settle(self) -> None:
        self.budget, self.extra = BUDGET, 3 * BUDGET
        while not (self.ended or self.exhausted):
            if self._close_empty():
                continue
            ready = [t for t in self.tokens if not t.parked and t.work is None]
            if ready:
                self._move(ready[0])
            elif not self._inclusive():
                return

    def _move(self, token: Token) -> None:
        if token.begin is not None:
            self.tokens.remove(token)
            if token.role != "instance" or self._spend():
                self._enter(token.begin, token.place, token.role)
            return
        assert token.edge is not None and token.place.graph is not None
        if not self._spend():
            return
        node = token.place.graph.nodes[token.edge.target]
        incoming = token.place.graph.into(node.id)
        if node.kind in ("and", "or") and len(incoming) > 1:
            token.parked = True
            waiting = [self._on(token.place, edge) for edge in incoming]
            if all(waiting):
                self._take([tokens[0] for tokens in waiting], node, token.place)
        elif node.kind == "complex" and len(incoming) > 1:
            token.parked = True
            self._complex(token.place, node)
        else:
            self.tokens.remove(token)
            self._enter(node, token.place, "plain")

    def _spend(self) -> bool:
        self.budget -= 1
        self.exhausted = self.exhausted or self.budget < 0
        return not self.exhausted

    def _enter(self, node: Node, place: Place, role: str) -> None:
        if node.loop and role == "plain":
            around = self._new_place(Place(None, node, place, "loop", node.times))
            more = min(100 * node.times, self.extra)
            self.extra -= more
            self.budget += more
            if node.loop == "parallel":
                around.left = 0
                self._ahead([Token(around, begin=node, role="instance") for _ in range(node.times)])
            elif around.left:
                around.left -= 1
                self._ahead([Token(around, begin=node, role="instance")])
            return
        if node.kind in ("user", "events"):
            self.serial += 1
            self.tokens.append(Token(place, work=node, serial=self.serial, role=role))
        elif node.kind == "sub":
            inner = self._new_place(Place(node.body, node, place, role))
            self._open(inner)
        elif node.kind == "terminate":
            self._clear(place)
        elif node.kind == "error":
            self._throw(place)
        else:
            if node.kind == "set" and node.sets:
                self.variables[node.sets[0]] = node.sets[1]
            self._done(node, place, role)

    def _done(self, node: Node, place: Place, role: str) -> None:
        """An activity, or one instance of it, is done."""
        if role == "instance":
            if place.left:
                place.left -= 1
                self._ahead([Token(place, begin=node, role="instance")])
        else:
            self._out(node, place)

    def _out(self, node: Node, place: Place) -> None:
        assert place.graph is not None
        edges = place.graph.out(node.id)
        if node.kind == "and" or not edges:
            chosen = edges
        else:
            holding = [
                e
                for e in edges
                if e.id != node.default and (e.condition is None or self.variables.get(e.condition))
            ]
            chosen = holding[:1] if node.kind == "xor" else holding
            if not chosen:
                chosen = [e for e in edges if e.id == node.default]
                assert chosen, "generated graphs always have a way out"
        self._ahead([Token(place, edge) for edge in chosen])

    def _ahead(self, tokens: list[Token]) -> None:
        self.tokens[:0] = tokens

    def _open(self, place: Place) -> None:
        assert place.graph is not None
        start = next(node for node in place.graph.nodes.values() if node.kind == "start")
        self._ahead([Token(place, begin=start)])

    def _new_place(self, place: Place) -> Place:
        self.serial += 1
        place.serial = self.serial
        self.places.append(place)
        return place

    def _close_empty(self) -> bool:
        for place in reversed(self.places):
            inside = any(t.place is place for t in self.tokens) or any(p.above is place for p in self.places)
            if inside:
                continue
            self.places.remove(place)
            if place.above is None:
                self.ended = True
            elif place.role == "loop":
                self._out(node_of(place), place.above)
            else:
                self._done(node_of(place), place.above, place.role if place.role == "instance" else "plain")
            return True
        return False

    def _clear(self, place: Place) -> None:
        """Nothing stays inside; the place itself does."""
        inside = [place]
        for other in self.places:
            if other.above in inside:
                inside.append(other)
        self.tokens = [t for t in self.tokens if t.place not in inside]
        self.places = [p for p in self.places if p is place or p not in inside]

    def _throw(self, place: Place) -> None:
        """An error looks outwards for a boundary event."""
        at: Place | None = place
        while at is not None:
            catching = [b for b in at.node.boundaries if b.kind == "error"] if at.node else []
            if at.above is not None and at.role != "instance" and catching:
                self._fire(at, catching[0])
                return
            at = at.above
        self.tokens.append(Token(place, stuck=True, parked=True))

    def _fire(self, host: Place | Token, boundary: Boundary) -> None:
        around = host.place if isinstance(host, Token) else host.above
        assert around is not None and around.graph is not None
        if boundary.interrupting:
            if isinstance(host, Token):
                self.tokens.remove(host)
            else:
                self._clear(host)
                self.places.remove(host)
        self._ahead([Token(around, edge) for edge in around.graph.out(boundary.id)])

    def _works(self) -> list[Token]:
        return [t for t in self.tokens if t.work is not None and t.work.kind == "user"]

    def _hosts(self) -> dict[str, list[Place | Token]]:
        found: dict[str, list[tuple[int, Place | Token]]] = {}
        hosts: list[tuple[int, Place | Token, Node]] = [
            (t.serial, t, t.work) for t in self._works() if t.work and t.role == "plain"
        ]
        hosts += [(p.serial, p, p.node) for p in self.places if p.node and p.role != "instance"]
        for serial, host, node in hosts:
            for boundary in node.boundaries:
                if boundary.kind == "message":
                    found.setdefault(boundary.id, []).append((serial, host))
        for token in self.tokens:
            if token.work is not None and token.work.kind == "events" and token.place.graph is not None:
                for edge in token.place.graph.out(token.work.id):
                    found.setdefault(edge.target, []).append((token.serial, token))
        return {
            boundary: [host for _, host in sorted(all_, key=lambda pair: pair[0])]
            for boundary, all_ in sorted(found.items())
        }
