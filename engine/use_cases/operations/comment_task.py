"""评论: words beside the work; whoever is mentioned is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.ports import Person, Remark, UnitOfWork
from tongban.engine.use_cases.flow import Act, journal
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import Ground
from tongban.engine.use_cases.things import lock_task

MENTION = re.compile(r"@([A-Za-z0-9][A-Za-z0-9._-]{0,59})")
MOST = 20


@dataclass(frozen=True, slots=True)
class CommentTask:
    """`@name` in the text mentions; `mentions` may name more."""

    task_id: str
    text: str
    mentions: tuple[str, ...] = ()


def comment_task(command: CommentTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The comment."""
    task, instance = lock_task(uow, command.task_id)
    actor = grounds.in_whose_name(uow, actor, "task.comment", task)
    grounds.check_right(uow, actor, "task.comment", task)
    grounds.must_run(uow, instance)
    text = grounds.needed(command.text, "text", "请填写内容 / say something")
    act = Act(uow, actor)
    ground = Ground(act, act.open(instance), task, actor)
    grounds.check_step(ground, "comment")
    named = dict.fromkeys((*command.mentions, *(name.rstrip("._-") for name in MENTION.findall(text))))
    known = uow.find(Person, username=list(named)[:MOST], disabled=False) if named else []
    mentions = sorted(one.username for one in known if one.kind != "applicant")
    remark = Remark(
        id=uow.new_id(),
        instance_id=task.instance_id,
        task_id=task.id,
        kind="comment",
        author=actor.id,
        text=text,
        at=uow.now,
        case_no=task.case_no,
        on_behalf_of=actor.on_behalf_of,
        mentions=mentions,
    )
    uow.add(remark)
    ground.tell("task_mentioned", [user_ref(name) for name in mentions], text)
    journal.write(
        act, ground.run, "task.commented", task_id=task.id, element=task.element, text=text, mentions=mentions
    )
    act.settle()
    return {"id": remark.id, "text": text, "mentions": mentions, "author": actor.id, "at": uow.now}
