"""Finish a piece of work: the outcome, the opinion and the form are checked, then the flow goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import allowed
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Instance, Task, UnitOfWork
from tongban.engine.use_cases import publication_telling, review_ticks
from tongban.engine.use_cases.flow import Act, Run, dossier, forwarding, journal, work
from tongban.engine.use_cases.stand_in import acting, is_theirs
from tongban.engine.use_cases.step_form import check_form, keep_application
from tongban.engine.use_cases.things import check_task, lock_task, name_of, thing_of_task
from tongban.engine.use_cases.views import task_view

MAX_OPINION = 4000
DEFAULT_OUTCOMES = {"approve": "approve", "reject": "reject"}


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """`outcome` is one of the step's outcomes; `variables` become visible to the flow after the task.

    `review_points` are the ids of the points the clerk has ticked; they go on record.
    """

    task_id: str
    outcome: str | None = None
    opinion: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    review_points: tuple[str, ...] = ()


def complete_task(command: CompleteTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The completed task; Conflict with who and when if somebody was first."""
    task, instance = lock_open_task(uow, command.task_id, actor, "task.complete")
    act = Act(uow, acting(actor, task))
    run = act.open(instance)
    element = run.definition.elements[task.element]
    outcome, choice, opinion_needed = outcome_of(task, element, command.outcome)
    opinion = check_opinion(command.opinion, opinion_needed)
    beside = task.part is not None and not command.variables
    variables = {} if beside else check_form(run, task, element, command.variables)
    forwarding.refuse_repeat(act, run, variables)
    _materials_in(act, run, task, element, outcome, choice)
    _tick(act, run, task, element, command.review_points)
    keep_application(act, run, element, variables)
    work.finish(act, run, task, outcome, choice, opinion, variables)
    publication_telling.tell_step(act, run, task, outcome, opinion)
    act.settle()
    return task_view(task)


def lock_open_task(uow: UnitOfWork, task_id: str, actor: Actor, verb: str) -> tuple[Task, Instance]:
    """An open task of a running instance that the actor may do this to."""
    task, instance = lock_task(uow, task_id)
    actor = acting(actor, task)
    if not allowed(actor, "task.read", thing_of_task(task)):
        raise errors.NotFound()
    if task.state not in TASK_OPEN:
        raise errors.TaskNotOpen(
            completed_by=task.completed_by,
            completed_by_name=name_of(uow, task.completed_by),
            completed_at=task.completed_at,
            current={"state": task.state, "outcome": task.outcome},
            **_outcome_names(uow, task, instance),
        )
    if instance.state == "suspended":
        raise errors.Conflict("The instance is suspended.", current={"state": "suspended"})
    check_task(actor, verb, task)
    if not (is_theirs(actor, task) or actor.is_admin or actor.is_system):
        raise errors.Conflict(
            "Somebody else has the task.",
            assignee_name=name_of(uow, task.assignee),
            current={"assignee": task.assignee},
        )
    if task.held == "before":
        raise errors.Conflict("前加签尚未完成 / signers called in before are not through.")
    return task, instance


def _outcome_names(uow: UnitOfWork, task: Task, instance: Instance) -> dict[str, Any]:
    """What the diagram calls the outcome; nothing for one it does not name."""
    element = uow.library.process(instance.definition_id).elements.get(task.element)
    outcomes = element.extensions.outcomes if element is not None else ()
    found = next((one for one in outcomes if one.id == task.outcome), None)
    return {"outcome_name": str(found.name), "outcome_name_en": str(found.name_en)} if found else {}


def _materials_in(act: Act, run: Run, task: Task, element: bpmn.Element, outcome: str, choice: str) -> None:
    """What the step needs on file must be there, unless it is refused or done by somebody beside it."""
    needed = [
        one.code
        for one in element.extensions.materials
        if outcome in one.outcomes or (not one.outcomes and choice != "reject")
    ]
    if not needed or run.case is None or task.part is not None:
        return
    given = dossier.of(act, run).codes()
    lines = [
        (code, run.item.sheet.material(code) if run.item else None) for code in needed if code not in given
    ]
    if lines:
        raise errors.Invalid(
            errors=[
                {
                    "field": code,
                    "rule": "material-needed",
                    "message": f"须先上传：{line.name.zh} / upload first: {line.name.on('en')}"
                    if line
                    else code,
                }
                for code, line in lines
            ]
        )


def _tick(act: Act, run: Run, task: Task, element: bpmn.Element, points: tuple[str, ...]) -> None:
    unknown = set(points) - {point.id for point in element.extensions.review_points}
    if unknown:
        raise _invalid("review_points", f"没有此审查要点 / no review point: {', '.join(sorted(unknown))}")
    if points:
        if run.case is not None:
            review_ticks.keep(act.uow, act.actor, run.case, element.id, points)
        journal.write(
            act, run, "task.points_checked", task_id=task.id, element=element.id, points=list(points)
        )


def outcome_of(task: Task, element: bpmn.Element, outcome: str | None) -> tuple[str, str, bool]:
    """As `check_outcome`; whoever is only asked answers in words, whoever was called in may always refuse."""
    if task.part == "consult":
        return "replied", "neutral", True
    plain = element.extensions.approval is None and not element.extensions.outcomes
    if task.part in ("before", "after", "parallel") and plain and outcome in DEFAULT_OUTCOMES:
        return outcome, DEFAULT_OUTCOMES[outcome], outcome == "reject"
    return check_outcome(element, outcome)


def check_outcome(element: bpmn.Element, outcome: str | None) -> tuple[str, str, bool]:
    """The outcome, what it counts as in a vote, and whether it needs an opinion."""
    outcomes = {one.id: one for one in element.extensions.outcomes}
    if not outcomes:
        if element.extensions.approval is None:
            return outcome or "complete", "approve", False
        if outcome not in DEFAULT_OUTCOMES:
            raise _invalid("outcome", "须为 approve 或 reject / must be approve or reject")
        return outcome, DEFAULT_OUTCOMES[outcome], True
    if outcome is None and len(outcomes) == 1:
        outcome = next(iter(outcomes))
    if outcome not in outcomes:
        raise _invalid("outcome", f"须为其中之一 / must be one of: {', '.join(outcomes)}")
    chosen = outcomes[outcome]
    return outcome, chosen.kind, chosen.opinion == "required"


def check_opinion(opinion: str | None, needed: bool) -> str | None:
    """The opinion without outer blanks; a step that decides needs one in words."""
    text = (opinion or "").strip()
    if needed and not text:
        raise _invalid("opinion", "请填写意见 / an opinion is required")
    if len(text) > MAX_OPINION:
        raise _invalid("opinion", f"意见不超过 {MAX_OPINION} 字 / at most {MAX_OPINION} characters")
    return text or None


def _invalid(field_: str, message: str) -> errors.Invalid:
    return errors.Invalid(errors=[{"field": field_, "message": message}])
