"""What every operation begins with: the task, locked; the right to do it; the step's leave; and who is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.domain.authorize import Thing, allowed, may
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Case, Instance, Person, Task, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, desk, four_eyes, journal, parts
from tongban.engine.use_cases.stand_in import acting, is_theirs
from tongban.engine.use_cases.things import lock_task

MAX_TEXT = 4000


@dataclass(slots=True)
class Ground:
    """The act with its task, in the name of the right person."""

    act: Act
    run: Run
    task: Task
    actor: Actor

    @property
    def element(self) -> bpmn.Element:
        return self.run.definition.elements[self.task.element]

    def note(self, type_: str, before: dict[str, Any], **data: Any) -> None:
        """The one audit event of the operation, with the task before and after."""
        after = snapshot(self.task)
        journal.write(
            self.act,
            self.run,
            type_,
            task_id=self.task.id,
            element=self.task.element,
            before=before,
            after=after,
            **data,
        )

    def tell(self, template: str, refs: Iterable[str], text: str = "") -> None:
        desk.tell(self.act, self.run, template, refs, self.task, text)


def stand(uow: UnitOfWork, actor: Actor, task_id: str, verb: str, step: str | None = None) -> Ground:
    """An open task in the actor's hands, on a step that allows it."""
    task, instance = lock_task(uow, task_id)
    actor = acting(actor, task)
    check_right(uow, actor, verb, task, is_open=True)
    must_run(uow, instance)
    if not (is_theirs(actor, task) or actor.is_admin or allowed(actor, verb, Thing(unit=unit_of(uow, task)))):
        raise errors.Conflict("Somebody else has the task.", current={"assignee": task.assignee})
    act = Act(uow, actor)
    ground = Ground(act, act.open(instance), task, actor)
    if step is not None:
        check_step(ground, step)
    return ground


def check_right(uow: UnitOfWork, actor: Actor, verb: str, task: Task, *, is_open: bool = False) -> None:
    """NotFound for somebody who may not even know of the task, Conflict when it must be open and is not,
    NotAllowed for one who may not do this.
    """
    thing = thing_of(uow, task)
    if not allowed(actor, verb, thing) and not allowed(actor, "task.read", thing):
        raise errors.NotFound()
    if is_open:
        must_be_open(task)
    may(actor, verb, thing)


def in_whose_name(uow: UnitOfWork, actor: Actor, verb: str, task: Task) -> Actor:
    """The actor in their own name where they may do it, else in the name of whom they stand in for."""
    if not actor.stand_ins or allowed(actor, verb, thing_of(uow, task)):
        return actor
    return acting(actor, task)


def thing_of(uow: UnitOfWork, task: Task) -> Thing:
    """The task with everybody who has had a part in its instance, and the unit and applicant of its case."""
    case = uow.get(Case, task.case_id) if task.case_id else None
    tasks = uow.find(Task, instance_id=task.instance_id, order="-id", limit=200)
    involved = {
        user_ref(name) for one in tasks for name in (one.completed_by, one.assignee, one.owner) if name
    }
    is_open = task.state in TASK_OPEN
    return Thing(
        candidates=frozenset(task.candidates if is_open else ()),
        assignee=task.assignee if is_open else None,
        unit=case.unit if case else None,
        applicant=case.applicant_user if case else None,
        involved=frozenset(involved),
    )


def unit_of(uow: UnitOfWork, task: Task) -> str | None:
    case = uow.get(Case, task.case_id) if task.case_id else None
    return case.unit if case else None


def open_below(uow: UnitOfWork, instance_id: str) -> list[Task]:
    """Open tasks of an instance, of the processes it called and of those that they called."""
    ids, found = [instance_id], []
    while ids:
        found += uow.find(Task, instance_id=ids, state=TASK_OPEN)
        ids = [one.id for one in uow.find(Instance, parent_id=ids, state=["running", "incident"])]
    return found


def must_be_open(task: Task) -> None:
    if task.state not in TASK_OPEN:
        raise errors.TaskNotOpen(
            completed_by=task.completed_by,
            completed_at=task.completed_at,
            current={"state": task.state, "outcome": task.outcome},
        )


def must_run(uow: UnitOfWork, instance: Instance) -> None:
    """The instance and every instance that called it are running."""
    above: Instance | None = instance
    while above is not None:
        if above.state not in ("running", "incident"):
            raise errors.Conflict(f"The instance is {above.state}.", current={"state": above.state})
        above = uow.get(Instance, above.parent_id) if above.parent_id else None


def check_step(ground: Ground, name: str) -> None:
    """What is allowed on a step is data on the step."""
    if ground.task.part == "consult" and name not in ("transfer", "delegate", "copy"):
        raise errors.NotAllowed("征询任务只需答复 / a consultation is only answered", operation=name)
    if ground.task.part is not None and name == "return":
        # It stands beside the flow: there is no step before it, only who called for it.
        raise errors.NotAllowed(
            "此任务不在流程线上，不能退回 / beside the flow nothing is returned", operation=name
        )
    if not four_eyes.rule_of(ground.element).allows(name):
        raise errors.NotAllowed(
            f"本环节不允许此操作 / the step does not allow it: {name}",
            operation=name,
            element=ground.task.element,
        )


def must_not_wait(ground: Ground) -> None:
    """A task whose holder called in others before it waits for them."""
    if ground.task.held == "before":
        names = [one.username for one in parts.pending(ground.act, ground.task) if one.position == "before"]
        raise errors.Conflict("前加签尚未完成 / signers called in before are not through", waiting_for=names)


def needed(text: str | None, field: str, message: str) -> str:
    """Words that must not be missing."""
    clean = (text or "").strip()
    if not clean:
        raise errors.Invalid(errors=[{"field": field, "message": message}])
    if len(clean) > MAX_TEXT:
        raise errors.Invalid(
            errors=[{"field": field, "message": f"不超过 {MAX_TEXT} 字 / at most {MAX_TEXT} characters"}]
        )
    return clean


def opinion_of(text: str | None) -> str:
    return needed(text, "opinion", "请填写意见 / an opinion is required")


def reason_of(text: str | None) -> str:
    return needed(text, "reason", "请说明理由 / a reason is required")


def person(uow: UnitOfWork, username: str, field: str = "to") -> Person:
    """Somebody of the office who can act."""
    found = uow.get(Person, username)
    if found is None or found.disabled or found.kind == "applicant":
        raise errors.Invalid(
            errors=[{"field": field, "message": f"无此在职人员 / no such member of the office: {username}"}]
        )
    return found


def people(uow: UnitOfWork, usernames: Iterable[str], field: str = "users") -> list[str]:
    """Several of them, each once."""
    names = list(dict.fromkeys(name.strip() for name in usernames if name.strip()))
    if not names:
        raise errors.Invalid(errors=[{"field": field, "message": "请选择人员 / name at least one person"}])
    return [person(uow, name, field).username for name in names]


def snapshot(task: Task) -> dict[str, Any]:
    """What of a task an operation may change."""
    return {
        "state": task.state,
        "assignee": task.assignee,
        "owner": task.owner,
        "candidates": list(task.candidates),
        "held": task.held,
    }
