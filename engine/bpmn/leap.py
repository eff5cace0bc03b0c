"""Moving one token outside the drawn flow: what stands open around it, and the move itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongban.engine import errors
from tongban.engine.bpmn import moving
from tongban.engine.bpmn.elements.parallel_gateway import JoiningGateway
from tongban.engine.bpmn.execution import Execution
from tongban.engine.bpmn.listening import arm
from tongban.engine.bpmn.run import Run, wait_of
from tongban.engine.bpmn.state import Kind, Visit


@dataclass(frozen=True, slots=True)
class Standing:
    """One open visit; `arrived` is the flow by which it came to a join where it waits."""

    no: int
    element: str
    arrived: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One scope around a token: its number, the subprocess it is (None for the process), the visit in it
    that leads to the token, and everything open in it.
    """

    scope: int
    container: str | None
    here: Standing
    open: tuple[Standing, ...]


def places(execution: Execution, token: int) -> tuple[Place, ...]:
    """The scopes around the token, the innermost first; the execution of a loop is no scope of its own."""
    visit = wait_of(execution._run, token).visit
    found: list[Place] = []
    while visit.scope is not None:
        around = visit.scope
        if around.kind is not Kind.LOOP:
            inside = tuple(_standing(one) for one in around.children.values())
            found.append(Place(around.no, around.element.id or None, _standing(visit), inside))
        visit = around
    return tuple(found)


def leap(
    execution: Execution,
    to: str,
    scope: int,
    cancel: Iterable[int] = (),
    arrive: Iterable[str] = (),
    inside: Sequence[str] = (),
) -> None:
    """Begin `to` in the open scope with that number, take away visits in it, and let tokens arrive on the
    flows whose own tokens have already been used up at a join. The subprocesses `inside` are opened on the way,
    each in the one before it, with everything that listens around and in them.
    """
    run = execution._run
    place = _visit(run, scope)
    path = [run.definition.elements[id] for id in (*inside, to)]
    if inside:
        place.pending += 1
        run.push(moving.open_on_the_way, place, path)
    else:
        run.go_on(place, path[0])
    for no in cancel:
        if no in place.children:
            run.cancel(place.children[no])
    run.send(place, [run.definition.flows[flow] for flow in arrive])
    run.drain()


def revive(execution: Execution, to: str) -> None:
    """Go on at `to` in an instance that has ended."""
    run = execution._run
    element = run.definition.elements[to]
    if run.ended is None or element.scope is not None:
        raise errors.Conflict("Only an instance that has ended goes on, at a step of its own.", element=to)
    run.ended, run.root.alive = None, True
    arm(run, run.root, run.definition.root.event_starts, then=moving.begin, argument=element)
    run.drain()


def _standing(visit: Visit) -> Standing:
    waits_there = isinstance(visit.element, JoiningGateway) and isinstance(visit.data, str)
    return Standing(visit.no, visit.element.id, visit.data if waits_there else None)


def _visit(run: Run, number: int) -> Visit:
    open_ = [run.root]
    for visit in open_:
        if visit.no == number:
            return visit
        open_.extend(visit.children.values())
    raise errors.TaskNotOpen(scope=number)
