"""What reviewers tick on a case: papers compared with the originals, review points looked at; kept for the next one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Case, Instance, ReviewTick, Task, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.things import check_task, find_case

PAPER, POINT = "paper", "point"
MOST_TICKS = 200


@dataclass(frozen=True, slots=True)
class TickReview:
    """Ticks of the actor set (True) or taken back (False); what is not named stays as it is.

    `papers` by the code of the material, `points` by the id of the review point of the open task `task_id`.
    """

    case_no: str
    papers: Mapping[str, bool] = field(default_factory=dict)
    task_id: str | None = None
    points: Mapping[str, bool] = field(default_factory=dict)


def tick_review(command: TickReview, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{set, taken_back}`: codes of papers and `element/point` of points; what was so already goes on no record."""
    case, instance = find_case(uow, actor, "case.tick", command.case_no)
    sheet = uow.library.item(case.item_version_id).sheet
    problems = _unknown("papers", command.papers, {one.code for one in sheet.materials})
    wanted = {(PAPER, code): on for code, on in command.papers.items()}
    if command.points:
        element, known = _points(uow, actor, case, command.task_id)
        problems += _unknown("points", command.points, known)
        wanted |= {(POINT, point_key(element, one)): on for one, on in command.points.items()}
    if problems:
        raise errors.Invalid(errors=problems)
    own = {(one.kind, one.key) for one in _ticks(uow, case, actor)}
    new = sorted(one for one, on in wanted.items() if on and one not in own)
    gone = sorted(one for one, on in wanted.items() if not on and one in own)
    for kind, key in new:
        uow.add(ReviewTick(case.id, kind, key, actor.id, uow.now))
    for kind, key in gone:
        uow.remove(ReviewTick, case_id=case.id, kind=kind, key=key, username=actor.id)
    ticked, back = [key for _, key in new], [key for _, key in gone]
    if new or gone:
        number = case.case_no
        journal.append(uow, actor, instance, "case.reviewed", case_no=number, set=ticked, taken_back=back)
        uow.save(instance, "chain_no", "chain_hash")
    return {"set": ticked, "taken_back": back}


def keep(uow: UnitOfWork, actor: Actor, case: Case, element: str, points: Collection[str]) -> None:
    """The points ticked when a step is finished; those ticked before keep their time."""
    known = {one.key for one in _ticks(uow, case, actor) if one.kind == POINT}
    for key in sorted({point_key(element, one) for one in points} - known):
        uow.add(ReviewTick(case.id, POINT, key, actor.id, uow.now))


def point_key(element: str, point: str) -> str:
    """How the review point of a step is kept."""
    return f"{element}/{point}"[:120]


def _ticks(uow: UnitOfWork, case: Case, actor: Actor) -> list[ReviewTick]:
    return uow.find(ReviewTick, case_id=case.id, username=actor.id, limit=MOST_TICKS)


def _points(uow: UnitOfWork, actor: Actor, case: Case, task_id: str | None) -> tuple[str, set[str]]:
    """The step of an open task of this case and the points it has."""
    task = uow.get(Task, task_id) if task_id else None
    if task is None or task.case_id != case.id:
        raise errors.NotFound()
    check_task(actor, "task.complete", task)
    if task.state not in TASK_OPEN:
        raise errors.Conflict("The work is done.", current={"state": task.state})
    instance = uow.get(Instance, task.instance_id)
    assert instance is not None
    element = uow.library.process(instance.definition_id).elements[task.element]
    return element.id, {one.id for one in element.extensions.review_points}


def _unknown(name: str, given: Mapping[str, bool], known: Collection[str]) -> list[dict[str, Any]]:
    return [
        {"field": f"{name}.{one}", "message": "没有这一项 / there is no such line"}
        for one in sorted(set(given) - set(known))
    ]
