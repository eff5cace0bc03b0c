"""征询: ask another unit or person for an opinion; the flow does not move and does not wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, group_ref, user_ref
from tongban.engine.ports import Person, Remark, UnitOfWork
from tongban.engine.use_cases.flow import desk
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import snapshot
from tongban.engine.use_cases.views import task_view

MOST = 20


@dataclass(frozen=True, slots=True)
class ConsultTask:
    """`to` are people, posts, units or role@unit names; whoever takes it answers with an opinion."""

    task_id: str
    to: tuple[str, ...]
    question: str


def consult_task(command: ConsultTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The tasks of those who are asked."""
    ground = grounds.stand(uow, actor, command.task_id, "task.consult", "consult")
    question = grounds.needed(command.question, "question", "请填写征询内容 / say what is asked")
    names = list(dict.fromkeys(name.strip() for name in command.to if name.strip()))
    if not names or len(names) > MOST:
        raise errors.Invalid(errors=[{"field": "to", "message": f"1–{MOST}"}])
    refs = [_ref(uow, name) for name in names]
    act, run, task = ground.act, ground.run, ground.task
    before = snapshot(task)
    asked = []
    for ref in refs:
        sub = desk.open_task(
            act, run, ground.element, task.token, task.scope, [ref], task.due, parent=task, part="consult"
        )
        desk.tell(act, run, "task_consulted", [ref], sub, question)
        asked.append(sub)
    # Whoever is asked finds the question beside the task, and whoever asks finds it beside their own.
    for about in (task, *asked):
        uow.add(
            Remark(
                id=uow.new_id(),
                instance_id=task.instance_id,
                task_id=about.id,
                kind="consult",
                author=actor.id,
                text=question,
                at=uow.now,
                case_no=task.case_no,
                on_behalf_of=ground.actor.on_behalf_of,
            )
        )
    if task.held is None:
        task.held = "added"
        uow.save(task, "held")
    ground.note("task.consulted", before, to=refs, question=question)
    act.settle()
    return {"items": [task_view(one) for one in asked], "next_cursor": None}


def _ref(uow: UnitOfWork, name: str) -> str:
    person = uow.get(Person, name)
    if person is not None and not person.disabled and person.kind != "applicant":
        return user_ref(name)
    if uow.known_groups([name]):
        return group_ref(name)
    raise errors.Invalid(
        errors=[{"field": "to", "message": f"无此人员、岗位或单位 / nobody answers to this name: {name}"}]
    )
