"""Joins of the token game: which waiting tokens go on together, and when."""

from __future__ import annotations

from bpmn.graphs import Edge, Node
from bpmn.token_paths import paths
from bpmn.token_places import Place, Token


class Joins:
    tokens: list[Token]
    places: list[Place]

    def _out(self, node: Node, place: Place) -> None:
        raise NotImplementedError

    def _take(self, tokens: list[Token], node: Node, place: Place) -> None:
        for token in tokens:
            self.tokens.remove(token)
        self._out(node, place)

    def _complex(self, place: Place, node: Node) -> None:
        """Go on with enough tokens, once; later ones end, until every flow had its turn."""
        assert place.graph is not None
        incoming = place.graph.into(node.id)
        waiting = {edge.id: tokens for edge in incoming if (tokens := self._on(place, edge))}
        fired = place.fired.get(node.id)
        if fired is None:
            if sum(len(tokens) for tokens in waiting.values()) >= node.need:
                place.fired[node.id] = set(waiting)
                self._take([tokens[0] for tokens in waiting.values()], node, place)
            return
        for edge, tokens in waiting.items():
            if edge not in fired:
                fired.add(edge)
                self.tokens.remove(tokens[0])
        if len(fired) == len(incoming):
            self._again(place, node)

    def _again(self, place: Place, node: Node) -> bool:
        """A complex join starts anew with what waits there already; whether anything does."""
        assert place.graph is not None
        del place.fired[node.id]
        if any(self._on(place, edge) for edge in place.graph.into(node.id)):
            self._complex(place, node)
            return True
        return False

    def _reset(self, place: Place, node: Node) -> bool:
        """Nobody else can come to a complex join that went on."""
        fired = place.fired.get(node.id)
        return fired is not None and not self._can_come(place, node, fired) and self._again(place, node)

    def _inclusive(self) -> bool:
        """Fire the first inclusive join that no further token can come to."""
        order = {id(place): number for number, place in enumerate(self.places)}
        for place in sorted(self.places, key=lambda p: order[id(p)]):
            for node in sorted(place.graph.nodes.values() if place.graph else (), key=lambda n: n.id):
                incoming = place.graph.into(node.id) if place.graph else []
                if node.kind == "complex" and self._reset(place, node):
                    return True
                if node.kind != "or" or len(incoming) < 2:
                    continue
                waiting = [tokens[0] for edge in incoming if (tokens := self._on(place, edge))]
                if waiting and not self._can_come(place, node, {t.edge.id for t in waiting if t.edge}):
                    self._take(waiting, node, place)
                    return True
        return False

    def _can_come(self, place: Place, join: Node, filled: set[str]) -> bool:
        assert place.graph is not None
        empty = {edge.id for edge in place.graph.into(join.id)} - filled
        for start, hosts in self._standing(place, join):
            direct = paths(place.graph, start, join.id, boundaries=False)
            anyhow = paths(place.graph, start, join.id, boundaries=hosts)
            if anyhow & empty and not direct & filled:
                return True
        return False

    def _standing(self, place: Place, join: Node) -> list[tuple[str, bool]]:
        """The nodes of this place at which something is: waiting before a join, or busy."""
        found = []
        for token in self.tokens:
            if token.place is place and token.edge is not None and token.edge.target != join.id:
                found.append((token.edge.target, True))
            elif token.place is place and token.work is not None:
                found.append((token.work.id, True))
        for other in self.places:
            if other.above is place and other.node is not None:
                found.append((other.node.id, True))
        return found

    def _on(self, place: Place, edge: Edge) -> list[Token]:
        return [t for t in self.tokens if t.place is place and t.parked and t.edge is edge]
