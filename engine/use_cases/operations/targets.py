"""Where a task may be returned to: the steps people did before it on the same way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.engine import bpmn
from tongban.engine.bpmn import leap
from tongban.engine.ports import Activity, Task
from tongban.engine.use_cases.flow import desk
from tongban.engine.use_cases.flow.way import Ways
from tongban.engine.use_cases.views import english_name

APPLICANT = "applicant"
PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Target:
    """An earlier step of this instance or of one that called it, the scope in which it lies, and the task that
    was last done there.
    """

    element: bpmn.Element
    place: leap.Place
    done: Task


def targets(
    definition: bpmn.ProcessDefinition,
    execution: bpmn.Execution,
    token: int,
    named: Collection[str],
    earlier: Sequence[Task],
    loops: Mapping[int, int],
    decided_at: datetime | None,
) -> list[Target]:
    """The latest first; `named` are the only ones the step allows, if it names any; `loops` tells in which scope
    the execution of a loop lies. What came before the decision on a case is out of reach: a decision is not
    undone by returning.
    """
    places = {place.container: place for place in leap.places(execution, token)}
    ways = {container: Ways(definition, container) for container in places}
    found: dict[str, Target] = {}
    for done in sorted(earlier, key=_when, reverse=True):
        element = definition.elements[done.element]
        place = places.get(element.scope)
        if place is None or done.element in found or not _is_step(done, element):
            continue
        scope = loops.get(done.scope, done.scope) if getattr(element, "loop", None) else done.scope
        if scope != place.scope or (named and done.element not in named):
            continue
        if decided_at is not None and done.completed_at is not None and done.completed_at <= decided_at:
            continue
        if element.id != place.here.element and ways[element.scope].leads(element.id, place.here.element):
            found[element.id] = Target(element, place, done)
    return list(found.values())


def loops_of(activities: Sequence[Activity]) -> dict[int, int]:
    """The scope of every visit that may be the execution of a loop."""
    return {one.no: one.scope for one in activities}


def target_view(target: Target, *, previous: bool) -> dict[str, Any]:
    """One line of the list to choose from."""
    return {
        "element": target.element.id,
        "name": target.done.name,
        "name_en": english_name(target.element),
        "handler": target.done.completed_by,
        "completed_at": target.done.completed_at,
        "previous": previous,
    }


def _is_step(done: Task, element: bpmn.Element) -> bool:
    return (
        done.part is None
        and done.state == "completed"
        and done.outcome not in desk.MOVED
        and element.type == "userTask"
    )


def _when(task: Task) -> tuple[float, int]:
    return (task.completed_at.timestamp() if task.completed_at else 0.0, task.token)
