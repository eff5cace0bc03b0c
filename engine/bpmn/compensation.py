"""Compensation: what finished activities can be undone, and how a throw event has it done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tongban.engine.bpmn.state import Kind

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.activity import Activity
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


def record(visit: Visit) -> dict[str, Any] | None:
    """What must be kept of a finished visit to undo it later."""
    element = cast("Activity", visit.element)
    if element.undo is not None:
        return {"of": element.id, "variables": visit.variables}
    if visit.done or element.undo_inside is not None:
        return {"of": element.id, "variables": visit.variables, "inside": visit.done}
    return None


def remember(run: Run, visit: Visit) -> None:
    """Keep it in the enclosing scope; the instances of a loop one by one, and only once all have ended."""
    if visit.kind is Kind.LOOP:
        visit.above.done.extend(visit.done)
        return
    kept = record(visit)
    if kept is not None:
        visit.above.done.append(kept)


def compensate(run: Run, thrower: Visit, scope: Visit, activity: str | None, *, wait: bool) -> bool:
    """Undo what is done in `scope`, the last first and all at once; True when `thrower` has to wait."""
    chosen = [kept for kept in scope.done if activity is None or kept["of"] == activity]
    if not chosen:
        return False
    scope.done = [kept for kept in scope.done if activity is not None and kept["of"] != activity]
    if wait:
        thrower.data = {**(thrower.data or {}), "undoing": len(chosen)}
        run.throwers[thrower.no] = thrower
    for kept in chosen:
        scope.pending += 1
        run.push(_undo, scope, (kept, thrower.no if wait else 0))
    return wait


def _undo(run: Run, scope: Visit, work: tuple[dict[str, Any], int]) -> None:
    scope.pending -= 1
    kept, thrower = work
    element = cast("Activity", run.definition.elements[kept["of"]])
    if "inside" not in kept:
        assert element.undo is not None
        handler = cast("Activity", element.undo)
        visit = run.begin(handler, scope, Kind.HANDLER)
        visit.variables = dict(kept["variables"]) if kept["variables"] else None
        visit.data = {"thrower": thrower}
        handler.enter_once(run, visit)
        return
    visit = run.begin(element, scope, Kind.UNDO)
    visit.variables = dict(kept["variables"]) if kept["variables"] else None
    visit.data = {"thrower": thrower}
    visit.done = list(kept["inside"])
    if element.undo_inside is not None:
        element.undo_inside.begin_inside(run, visit)
        return
    inside, visit.done = visit.done, []
    for inner in inside:
        visit.pending += 1
        run.push(_undo, visit, (inner, 0))


def handled(run: Run, visit: Visit) -> None:
    """A handler, or a subprocess opened again, is done."""
    thrower = run.throwers.get(visit.data["thrower"])
    run.leave(visit)
    if thrower is None:
        return
    thrower.data["undoing"] -= 1
    if not thrower.data["undoing"]:
        del run.throwers[thrower.no]
        run.push(_undone, thrower)


def _undone(run: Run, thrower: Visit, _: Any) -> None:
    del thrower.data["undoing"]
    thrower.element.undone(run, thrower)
