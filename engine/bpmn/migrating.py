"""Whether an open instance can go on in another version of its process: what moves where, or what cannot and why.

Every open visit needs an element of the same type, with the same loop, in the same enclosing elements. Timers and
subscriptions keep what they wait for; boundary events and event subprocesses that the new version adds begin to
wait, those it has no more are not waited for any longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.elements.event_based_gateway import EventBasedGateway
from tongban.engine.bpmn.elements.parallel_gateway import JoiningGateway
from tongban.engine.bpmn.elements.service_task import ServiceTask
from tongban.engine.bpmn.elements.sub_process import SubProcess
from tongban.engine.bpmn.state import Kind

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.process import ProcessDefinition
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait


# Caught by looking outward for them, not by waiting.
_UNHEARD = ("none", "error", "escalation", "compensate", "cancel", "link", "terminate")


@dataclass(frozen=True, slots=True)
class Move:
    """So many open visits of one element and where they go."""

    source: str
    target: str
    type: str
    count: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something open cannot move."""

    element: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration does; nothing at all when there are obstacles."""

    moves: tuple[Move, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]
    names: Mapping[str, str]


class Names:
    """The ids of one version as ids of another: as mapped, else the same."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self.mapping = mapping

    def __call__(self, id: str) -> str:
        return self.mapping.get(id, id)


class Check:
    """One instance held against another version."""

    def __init__(self, run: Run, target: ProcessDefinition, mapping: Mapping[str, str]) -> None:
        self.run, self.target, self.name = run, target, Names(mapping)
        self.obstacles: dict[Obstacle, None] = {}
        self.dropped: list[Wait] = []
        self.added: list[tuple[Visit, Any]] = []

    def result(self) -> Migration:
        """Everything found."""
        self._mapping()
        visits = list(open_visits(self.run))
        for visit in visits:
            self._visit(visit)
            self._done(visit.done)
            self._events(visit)
        counts = Counter(visit.element for visit in visits if visit is not self.run.root)
        moves = (Move(old.id, self.name(old.id), old.type, number) for old, number in counts.items())
        return Migration(
            tuple(sorted(moves, key=lambda move: move.source)),
            tuple(sorted({wait.element.id for wait in self.dropped})),
            tuple(sorted({event.id for _, event in self.added})),
            tuple(self.obstacles),
            dict(self.name.mapping),
        )

    def _mapping(self) -> None:
        source = self.run.definition
        for old, new in self.name.mapping.items():
            for process, id in ((source, old), (self.target, new)):
                if id not in process.elements and id not in process.flows:
                    self._refuse(id, "unknown-element", f"{process.key} has no element `{id}`")

    def _visit(self, visit: Visit) -> None:
        if visit is self.run.root:
            return
        old = visit.element
        new = self.target.elements.get(self.name(old.id))
        if new is None:
            self._refuse(old.id, "no-counterpart", f"there is no `{self.name(old.id)}` to go on at")
            return
        if type(new) is not type(old) or new.type != old.type or _loops(new) != _loops(old):
            self._refuse(old.id, "other-kind", f"`{new.id}` is {_kind(new)}, not {_kind(old)}")
            return
        if _hears(new) != _hears(old):
            self._refuse(
                old.id,
                "other-event",
                f"`{new.id}` waits for {_hears(new) or 'nothing'}, not for {_hears(old) or 'nothing'}",
            )
        self._place(visit, new)
        self._flow(visit, new)

    def _place(self, visit: Visit, new: Element) -> None:
        around = visit.above
        if around.element is visit.element:
            return  # one instance inside its loop
        place = self.target.container(new)
        wanted = (
            self.target.elements.get(self.name(around.element.id)) if around.element.id else self.target.root
        )
        if place is not wanted:
            inside = f"in `{place.id}`" if place.id else "in no subprocess"
            self._refuse(visit.element.id, "other-place", f"`{new.id}` lies {inside} in the other version")

    def _flow(self, visit: Visit, new: Element) -> None:
        """A token that waits at a join, or that was stopped on its way, came by a flow."""
        came = visit.data if isinstance(visit.element, JoiningGateway) else stopped_on(visit)
        if isinstance(came, str) and self.name(came) not in {flow.id for flow in new.incoming}:
            self._refuse(visit.element.id, "no-flow", f"no flow `{self.name(came)}` leads to `{new.id}`")

    def _done(self, done: list[dict[str, Any]]) -> None:
        """What can be undone must be undoable in the other version too."""
        for kept in done:
            new = self.target.elements.get(self.name(kept["of"]))
            undo = isinstance(new, Activity) and (
                isinstance(new, SubProcess) if "inside" in kept else new.undo is not None
            )
            if not undo:
                self._refuse(kept["of"], "compensation", "what was done here could not be undone any more")
            self._done(kept.get("inside") or [])

    def _events(self, visit: Visit) -> None:
        """The events that may happen to a visit: those kept, those dropped, and new ones."""
        new = self.target.elements.get(self.name(visit.element.id)) if visit.element.id else self.target.root
        if new is None:
            return
        before = {self.name(event.id): event for event in events_of(visit, visit.element)}
        after = {event.id: event for event in events_of(visit, new)}
        for wait in visit.waits.values():
            if wait.element is visit.element:
                continue
            event = after.get(self.name(wait.element.id))
            if event is None or _hears(event) != _hears(wait.element):
                self.dropped.append(wait)
        if stopped_on(visit) is None:
            self.added += [
                (visit, event) for id, event in after.items() if id not in before and _hears(event)
            ]

    def _refuse(self, element: str, rule: str, message: str) -> None:
        self.obstacles.setdefault(Obstacle(element, rule, message))


def open_visits(run: Run) -> Iterator[Visit]:
    """Every open visit, the outer ones first; the instance itself is the first."""
    found = [run.root]
    for visit in found:
        yield visit
        found.extend(visit.children.values())


def events_of(visit: Visit, element: Any) -> list[Any]:
    """The events beside its own that a visit of `element` listens to."""
    found: list[Any] = []
    if isinstance(element, Activity) and visit.kind in (Kind.PLAIN, Kind.LOOP):
        found += element.boundaries
    if visit.kind in (Kind.PLAIN, Kind.INSTANCE) and (visit.kind is Kind.INSTANCE or not _loops(element)):
        found += getattr(element, "event_starts", ())
    if isinstance(element, EventBasedGateway):
        found += [flow.target for flow in element.outgoing]
    return found


def stopped_on(visit: Visit) -> str | None:
    """The flow on which a token was stopped before it entered its element."""
    return visit.data.get("flow") if isinstance(visit.data, dict) else None


def _loops(element: Any) -> str | None:
    loop = getattr(element, "loop", None)
    if loop is None:
        return None
    return "a loop" if loop.standard else "sequential instances" if loop.sequential else "parallel instances"


def _kind(element: Element) -> str:
    loop = _loops(element)
    return f"a {element.type}{f' with {loop}' if loop else ''}"


def _hears(element: Any) -> str:
    """What an element waits for, in the order of its event definitions; nothing for what is only thrown to it."""
    if isinstance(element, ServiceTask):
        return "a service" if element.waits else ""
    definitions = getattr(element, "definitions", ())
    kinds = [one.kind for one in definitions if one.kind not in _UNHEARD]
    if kinds and getattr(element, "parallel", False):
        kinds.append("all of them")
    return ", ".join(kinds)
