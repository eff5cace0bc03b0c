"""Repair by hand: tokens are begun, taken away or tried again outside the drawn flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.bpmn import data, mappings
from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.sub_process import SubProcess
from tongban.engine.bpmn.listening import arm
from tongban.engine.bpmn.state import Kind, Visit

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run


def begin(run: Run, scope: Visit, element: Element) -> None:
    """Work for the stack: the first element of a scope."""
    run.go_on(scope, element)


def open_on_the_way(run: Run, scope: Visit, path: Sequence[Element]) -> None:
    """Work for the stack: a subprocess is entered not at its start but on the way to an element inside it."""
    scope.pending -= 1
    outer, *rest = path
    if not rest:
        run.enter(outer, scope)
        return
    assert isinstance(outer, SubProcess)
    visit = run.begin(outer, scope)
    if outer.inputs:
        visit.variables = mappings.evaluate(outer.inputs, run.visible(visit))
    data.fill(run, visit, outer.body)
    visit.pending += 1
    arm(run, visit, (*outer.boundaries, *outer.event_starts), then=open_on_the_way, argument=rest)


def modify(run: Run, cancel: Sequence[str], start_before: Sequence[str], visits: Sequence[int]) -> None:
    for id in (*cancel, *start_before):
        if id not in run.definition.elements:
            raise errors.NotFound(f"there is no element `{id}`", element=id)
    gone = [visit for visit in _all(run) if visit.element.id in cancel or visit.no in visits]
    for id in reversed(start_before):
        element = run.definition.elements[id]
        if element.type == "boundaryEvent":
            raise errors.Invalid(f"`{id}` cannot be started: it is a boundary event", element=id)
        run.go_on(_scope_of(run, element, gone), element)
    for visit in gone:
        if not visit.alive:
            continue
        scope = visit.above
        run.cancel(visit)
        if not scope.children and not scope.pending:
            run.push(_emptied, scope)


def _all(run: Run) -> list[Visit]:
    found = list(run.root.children.values())
    for visit in found:
        found.extend(visit.children.values())
    return found


def _scope_of(run: Run, element: Element, gone: Iterable[Visit]) -> Visit:
    """The newest open scope around an element; enclosing subprocesses that are not open are opened."""
    missing: list[Element] = []
    container = run.definition.container(element)
    scope: Visit | None = run.root
    while container is not run.definition.root:
        scope = _open_scope(run, container, gone)
        if scope is not None:
            break
        missing.append(container)
        container = run.definition.container(container)
    else:
        scope = run.root
    for outer in reversed(missing):
        scope = run.begin(outer, scope, Kind.PLAIN)
    return scope


def _open_scope(run: Run, container: Element, gone: Iterable[Visit]) -> Visit | None:
    leaving = set(gone)
    found = [
        visit
        for visit in _all(run)
        if visit.element is container
        and visit.kind is not Kind.LOOP
        and not leaving.intersection(_around(visit))
    ]
    return max(found, key=lambda visit: visit.no, default=None)


def _around(visit: Visit | None) -> list[Visit]:
    found = []
    while visit is not None:
        found.append(visit)
        visit = visit.scope
    return found


def _emptied(run: Run, scope: Visit, _: Any) -> None:
    if not scope.children and not scope.pending:
        scope.element.emptied(run, scope)


def retry(run: Run, no: int) -> None:
    """Do again what an incident stopped."""
    visit = run.incidents.get(no)
    if visit is None:
        raise errors.NotFound(f"no incident stands at {no}", no=no)
    arrived = visit.data.get("flow") if isinstance(visit.data, dict) else None
    if arrived is not None:
        scope = visit.above
        run.cancel(visit)
        run.send(scope, [run.definition.flows[arrived]])
        return
    del run.incidents[no]
    visit.incident, visit.again = None, True
    run.push(_resume, visit)


def _resume(run: Run, visit: Visit, _: Any) -> None:
    visit.element.resume(run, visit)


def skip(run: Run, no: int, variables: Mapping[str, Any]) -> None:
    """What an incident stopped was done by other means: go on behind it."""
    visit = run.incidents.get(no)
    if visit is None:
        raise errors.NotFound(f"no incident stands at {no}", no=no)
    del run.incidents[no]
    visit.incident = None
    for queue in visit.above.joins.get(visit.element.id, {}).values():
        if visit in queue:
            queue.remove(visit)
    run.assign(visit, variables)
    run.push(_skip, visit)


def _skip(run: Run, visit: Visit, _: Any) -> None:
    if isinstance(visit.element, Activity):
        visit.element.finish(run, visit)
    else:
        run.leave(visit, visit.element.exits(run, visit))
