"""Task rows: opened, closed, made void; and the people told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.engine import bpmn
from tongban.engine.domain.actor import user_ref
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Outgoing, Task, TaskCandidate, place_in_pool
from tongban.engine.use_cases.flow import dossier, journal
from tongban.engine.use_cases.views import english_name

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

# What a task ended with that moved the work instead of deciding it.
MOVED = ("returned", "jumped")


def open_task(
    act: Act,
    run: Run,
    element: bpmn.Element,
    token: int,
    scope: int,
    refs: Sequence[str],
    due: datetime | None,
    *,
    signer: str | None = None,
    assignee: str | None = None,
    parent: Task | None = None,
    part: str | None = None,
) -> Task:
    """One task with its candidates; a single person is its assignee at once."""
    variables = run.execution.visible(token)
    case = run.case or run.beside
    if assignee is None and len(refs) == 1 and refs[0].startswith("user:"):
        assignee = refs[0].removeprefix("user:")
    task = Task(
        id=act.uow.new_id(),
        instance_id=run.record.id,
        token=token,
        element=element.id,
        name=element.display_name(variables) or element.id,
        scope=scope,
        process_key=run.record.process_key,
        state="claimed" if assignee else "open",
        created_at=act.uow.now,
        candidates=list(refs),
        assignee=assignee,
        case_id=case.id if case else None,
        case_no=case.case_no if case else None,
        form=_form_key(element, variables),
        due=due,
        signer=signer,
        parent_id=parent.id if parent else None,
        part=part,
    )
    act.uow.add(task)
    for ref in dict.fromkeys(refs):
        act.uow.add(TaskCandidate(task.id, ref, place_in_pool(task)))
    act.opened_tasks.append(task.id)
    extra = {"part": part, "of": task.parent_id} if part else {}
    journal.write(act, run, "task.opened", task_id=task.id, element=element.id, **extra)
    return task


def close_open(act: Act, run: Run, token: int) -> list[Task]:
    """Cancel the tasks of a step that are still open."""
    closed = act.uow.find(Task, instance_id=run.record.id, token=token, state=TASK_OPEN)
    for task in closed:
        cancel(act, run, task)
    return closed


def cancel(act: Act, run: Run, task: Task) -> None:
    """Nobody needs to do this task any more."""
    task.state = "cancelled"
    act.uow.save(task, "state")
    if task.candidates:
        act.uow.remove(TaskCandidate, task_id=task.id)
    journal.write(act, run, "task.cancelled", task_id=task.id, element=task.element)


def make_void(act: Act, tasks: Iterable[Task]) -> list[str]:
    """作废: what was said stays readable but counts no more."""
    done = []
    for task in tasks:
        task.state = "cancelled"
        act.uow.save(task, "state")
        dossier.said(act, task.instance_id)
        done.append(task.id)
    return done


def hand_to(act: Act, task: Task, username: str, *, only: bool = True) -> None:
    """Put the task into somebody's hands; `only` takes it from everybody else."""
    task.assignee, task.state, task.on_behalf_of = username, "claimed", None
    act.uow.save(task, "assignee", "state", "on_behalf_of")
    if only:
        offer(act, task, [user_ref(username)])


def offer(act: Act, task: Task, refs: Sequence[str]) -> None:
    """These and no others may take the task."""
    task.candidates = list(refs)
    act.uow.save(task, "candidates")
    act.uow.remove(TaskCandidate, task_id=task.id)
    # The old rows must be gone before the new ones come: one of them may be the same.
    act.uow.find(TaskCandidate, task_id=task.id, limit=1)
    for ref in dict.fromkeys(refs):
        act.uow.add(TaskCandidate(task.id, ref, place_in_pool(task)))


def holders(task: Task) -> list[str]:
    """Whom to speak to about an open task."""
    return [user_ref(task.assignee)] if task.assignee else list(task.candidates)


def tell(act: Act, run: Run, template: str, refs: Iterable[str], task: Task, note: str = "") -> None:
    """A line in the message boxes, the actor's own left out."""
    case = run.case
    named = {"step": task.name, "step_en": english_step(run, task)}
    data: dict[str, Any] = {**named, "by": act.actor.name or act.actor.id, "note": note}
    data["item"] = data["item_en"] = run.definition.name
    if case is not None:
        data |= {"case_no": case.case_no, "item": case.item_name, "item_en": case.item_name_en}
        data["applicant"] = case.applicant_name
    for ref in dict.fromkeys(refs):
        if ref == user_ref(act.actor.id):
            continue
        act.uow.add(
            Outgoing(
                id=act.uow.new_id(),
                channel="message_box",
                recipient=ref,
                payload={"template": template, "task_id": task.id, "data": data},
                due_at=act.uow.now,
            )
        )


def english_step(run: Run, task: Task) -> str | None:
    """What the flow calls a task's step in English, if it does."""
    element = run.definition.elements.get(task.element)
    return english_name(element) if element is not None else None


def _form_key(element: bpmn.Element, variables: Any) -> str | None:
    if element.extensions.form is not None:
        return element.extensions.form.key
    form_key = getattr(element.camunda, "form_key", None)
    return str(form_key(variables)) if form_key is not None else None
