"""The ways of a diagram around a token: what lies before it, what a move takes away, what a join must not miss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tongban.engine import bpmn, errors
from tongban.engine.bpmn import leap
from tongban.engine.ports import Activity, Instance, Task
from tongban.engine.use_cases.flow import desk

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

ONE_WAY = ("exclusiveGateway", "eventBasedGateway")
MOST_CALLED = 10_000


@dataclass(frozen=True, slots=True)
class Move:
    """To begin `to`: the visits that end, the flows whose tokens a join has used up, and what will be redone."""

    to: str
    place: leap.Place
    cancel: tuple[int, ...]
    arrive: tuple[str, ...]
    region: frozenset[str]
    # Subprocesses to open on the way, the outermost first.
    inside: tuple[str, ...] = ()


class Ways:
    """The nodes of one process or subprocess with what can follow on them."""

    def __init__(self, definition: bpmn.ProcessDefinition, container: str | None) -> None:
        self.nodes = {one.id: one for one in definition.elements.values() if one.scope == container}
        self.next: dict[str, list[str]] = {id: [] for id in self.nodes}
        for id, node in self.nodes.items():
            self.next[id] += [flow.target.id for flow in node.outgoing]
            self.next[id] += [one.id for one in getattr(node, "boundaries", ())]
            for source in getattr(node, "thrown_from", ()):
                self.next[source.id].append(id)
        led_to = {id for following in self.next.values() for id in following}
        self._starts = [id for id in self.nodes if id not in led_to]
        self.forks = frozenset(id for id, node in self.nodes.items() if _forks(node))

    def reach(self, start: str, avoid: Iterable[str] = ()) -> frozenset[str]:
        """What can come after `start` without passing what is avoided."""
        return self._spread(self.next[start], frozenset(avoid))

    def enclosing(self, node: str) -> frozenset[str]:
        """The forks every way to `node` passes."""
        return frozenset(fork for fork in self.forks if fork != node and self._dominates(fork, node))

    def apart(self, one: str, other: str) -> bool:
        """Whether the two lie on different branches of the same fork."""
        return any(
            other not in self.reach(one, (fork,)) and one not in self.reach(other, (fork,))
            for fork in self.enclosing(one) & self.enclosing(other)
        )

    def leads(self, earlier: str, later: str) -> bool:
        """Whether `later` comes after `earlier` on the same branch or after its block."""
        return later in self.reach(earlier) and not self.apart(earlier, later)

    def _dominates(self, fork: str, node: str) -> bool:
        return node not in self._starts and node not in self._spread(self._starts, frozenset({fork}))

    def _spread(self, first: Iterable[str], avoid: frozenset[str]) -> frozenset[str]:
        found: set[str] = set()
        waiting = [id for id in first if id not in avoid]
        while waiting:
            id = waiting.pop()
            if id not in found:
                found.add(id)
                waiting.extend(one for one in self.next[id] if one not in avoid)
        return frozenset(found)


def plan(definition: bpmn.ProcessDefinition, place: leap.Place, to: str) -> Move:
    """Tokens on other branches of a block around `to` stay; everything else that is open in the scope ends."""
    ways = Ways(definition, place.container)
    around = ways.enclosing(to)
    region = ways.reach(to, around) | {to}
    stays = [one for one in place.open if one.no != place.here.no and _stays(ways, definition, one, to)]
    staying = {one.no for one in stays}
    return Move(
        to,
        place,
        tuple(one.no for one in place.open if one.no not in staying),
        tuple(_used_up(ways, to, around, region, stays)),
        region,
    )


def plan_into(definition: bpmn.ProcessDefinition, places: Iterable[leap.Place], to: str) -> Move | None:
    """To a step inside subprocesses that are not open around the token; None when none of its scopes encloses
    the step. A loop has no single inside, and an event subprocess begins with its event alone.
    """
    around = {place.container: place for place in places}
    inside: list[str] = []
    container = definition.elements[to].scope
    while container is not None and container not in around:
        outer = definition.elements[container]
        if getattr(outer, "loop", None) is not None or getattr(outer, "triggered_by_event", False):
            raise errors.Conflict(
                "不能跳转到多实例或事件子流程内部 / not into a loop or an event subprocess", element=container
            )
        inside.insert(0, container)
        container = outer.scope
    if container not in around:
        return None
    if not inside:
        return plan(definition, around[container], to)
    return replace(plan(definition, around[container], inside[0]), to=to, inside=tuple(inside))


def make(run: Run, move: Move) -> None:
    """Take the token there."""
    leap.leap(run.execution, move.to, move.place.scope, move.cancel, move.arrive, move.inside)


def go_to_first(act: Act, run: Run, task: Task) -> None:
    """Begin once more at the first step people did."""
    done = act.uow.find(Task, instance_id=run.record.id, order="token")
    outermost = leap.places(run.execution, task.token)[-1]
    for one in done:
        element = run.definition.elements[one.element]
        if one.part is None and element.scope is None:
            make(run, plan(run.definition, outermost, one.element))
            return
    raise errors.Conflict("There is no step to begin with.")


def made_void(act: Act, run: Run, move: Move, since: Task) -> list[str]:
    """What was said since then in the part that is done again counts no more."""
    found = act.uow.find(Task, instance_id=run.record.id, state="completed", order="completed_at")
    again = [one for one in found if lifted(run.definition, one.element, move.place.container) in move.region]
    again += _said_in_called(act, run, move)
    return desk.make_void(act, [one for one in again if _counts_since(one, since)])


def _counts_since(one: Task, since: Task) -> bool:
    if one.completed_at is None or since.completed_at is None or one.outcome in desk.MOVED:
        return False
    return one.completed_at >= since.completed_at


def _said_in_called(act: Act, run: Run, move: Move) -> list[Task]:
    """What was done in the processes called from the part that is done again, and in those that they called."""
    called = act.uow.find(Instance, parent_id=run.record.id, limit=MOST_CALLED)
    if not called:
        return []
    calls = act.uow.find(
        Activity, instance_id=run.record.id, child_instance_id=[one.id for one in called], limit=MOST_CALLED
    )
    ids = [
        one.child_instance_id
        for one in calls
        if lifted(run.definition, one.element, move.place.container) in move.region
    ]
    found: list[Task] = []
    while ids:
        found += act.uow.find(Task, instance_id=ids, state="completed", order="completed_at")
        ids = [one.id for one in act.uow.find(Instance, parent_id=ids, limit=MOST_CALLED)]
    return found


def lifted(definition: bpmn.ProcessDefinition, element: str, container: str | None) -> str | None:
    """The node of `container` in which an element lies; None when it lies elsewhere."""
    id: str | None = element
    while id is not None:
        node = definition.elements[id]
        if node.scope == container:
            return id
        id = node.scope
    return None


def _forks(node: bpmn.Element) -> bool:
    several = len(node.outgoing) > 1 and node.type not in ONE_WAY
    return several or any(not one.interrupting for one in getattr(node, "boundaries", ()))


def _stays(ways: Ways, definition: bpmn.ProcessDefinition, one: leap.Standing, to: str) -> bool:
    if getattr(ways.nodes[one.element], "triggered_by_event", False):
        return True
    if one.element == to and one.arrived is None:
        return False  # it would stand there twice
    # A token that waits at a join belongs to the branch it came from.
    position = one.element if one.arrived is None else definition.flows[one.arrived].source.id
    return ways.apart(position, to)


def _used_up(
    ways: Ways, to: str, around: frozenset[str], region: frozenset[str], stays: list[leap.Standing]
) -> list[str]:
    """Flows into a parallel join that no token will come by any more, though the join is still ahead."""
    found = []
    for id in sorted(region):
        join = ways.nodes[id]
        if join.type != "parallelGateway" or len(join.incoming) < 2 or id == to:
            continue
        coming = ways.reach(to, around | {id}) | {to}
        empty = [
            flow.id
            for flow in join.incoming
            if flow.source.id not in coming and not any(_comes(ways, one, flow, id) for one in stays)
        ]
        if len(empty) < len(join.incoming):
            found += empty
    return found


def _comes(ways: Ways, one: leap.Standing, flow: bpmn.Flow, join: str) -> bool:
    if one.element == join:
        return one.arrived == flow.id
    return flow.source.id == one.element or flow.source.id in ways.reach(one.element, (join,))
