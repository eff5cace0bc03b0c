"""The place of a task among what may be taken: it follows the task itself, whichever act changed it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, bindparam, update

from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import Task, TaskCandidate, place_in_pool

CANDIDATE = TABLE_OF[TaskCandidate]
MOVE = (
    update(CANDIDATE)
    .where(CANDIDATE.c.task_id == bindparam("of_task"))
    .values(due=bindparam("place", type_=CANDIDATE.c.due.type))
)
MATTERS = {"state", "due"}


def follow(connection: Connection, fields: Collection[str], tasks: Iterable[Task]) -> None:
    """Move the offers of changed tasks; those of a finished task are gone or go with it."""
    if fields and MATTERS.isdisjoint(fields):
        return
    moved = [
        {"of_task": task.id, "place": place_in_pool(task)}
        for task in tasks
        if task.candidates and task.state in ("open", "claimed")
    ]
    if moved:
        prepared(connection, MOVE).run(connection, *moved)
