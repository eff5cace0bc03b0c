"""An open instance goes on in another version of its process, once `migrating` has found nothing against it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from tongban.engine.bpmn import listening
from tongban.engine.bpmn.elements.parallel_gateway import JoiningGateway
from tongban.engine.bpmn.migrating import Check, Names, open_visits, stopped_on

if TYPE_CHECKING:
    from tongban.engine.bpmn.process import ProcessDefinition
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


def rewrite(run: Run, target: ProcessDefinition, check: Check) -> None:
    """Every visit and wait belongs to `target` from now on."""
    for wait in check.dropped:
        run.forget(wait)
    joins: list[tuple[Visit, str]] = []
    for visit in list(open_visits(run)):
        _visit(visit, target, check.name)
        joins += [(visit, gateway) for gateway in visit.joins]
    run.root.element = target.root
    run.definition = target
    run.meetings = {(no, check.name(gateway)): scope for (no, gateway), scope in run.meetings.items()}
    for visit, event in check.added:
        listening.arm(run, visit, (event,))
    for scope, gateway in joins:
        run.push(_rejoin, scope, gateway)


def _visit(visit: Visit, target: ProcessDefinition, name: Names) -> None:
    if visit.scope is not None:
        visit.element = target.elements[name(visit.element.id)]
    for wait in visit.waits.values():
        wait.element = target.elements[name(wait.element.id)]
    if isinstance(visit.element, JoiningGateway) and isinstance(visit.data, str):
        visit.data = name(visit.data)
    flow = stopped_on(visit)
    if flow is not None:
        visit.data = {**visit.data, "flow": name(flow)}
    visit.joins = {
        name(gateway): {name(flow): deque(queue) for flow, queue in queues.items()}
        for gateway, queues in visit.joins.items()
    }
    visit.fired = {name(gateway): [name(flow) for flow in flows] for gateway, flows in visit.fired.items()}
    visit.heard = {name(event): parts for event, parts in (visit.heard or {}).items()} or None
    visit.done = _done(visit.done, name)


def _done(done: list[dict[str, Any]], name: Names) -> list[dict[str, Any]]:
    renamed = []
    for kept in done:
        inside = {"inside": _done(kept["inside"] or [], name)} if "inside" in kept else {}
        renamed.append({**kept, "of": name(kept["of"]), **inside})
    return renamed


def _rejoin(run: Run, scope: Visit, gateway: str) -> None:
    """A join with fewer flows than before may have all its tokens already."""
    element = run.definition.elements[gateway]
    if isinstance(element, JoiningGateway) and element.counts(scope):
        element.joined(run, scope)
