"""What a reader of the board may do now: the lead with the whole and with each member, a department with its copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from tongban.engine import items
from tongban.engine.domain.actor import Actor, group_ref, user_ref
from tongban.engine.domain.authorize import Thing, allowed
from tongban.engine.domain.case_state import is_closed
from tongban.engine.domain.joint import GRANTED, OVER
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.items.joint import Joint
from tongban.engine.ports import Case, JointMember, Library, Task
from tongban.engine.queries.joint_members import members_of


def may_lead(actor: Actor, case: Case, tasks: Iterable[Task]) -> bool:
    """Whether the acts of the lead are this actor's, by the rule the acts themselves ask."""
    involved = {user_ref(case.registered_by), group_ref(case.window_unit)}
    for task in tasks:
        involved.update(task.candidates if task.state in TASK_OPEN else ())
        involved.update(user_ref(name) for name in (task.completed_by, task.assignee) if name)
    thing = Thing(unit=case.unit, applicant=case.applicant_user, involved=frozenset(involved))
    return not is_closed(case.state) and allowed(actor, "joint.lead", thing)


def of_member(actor: Actor, row: JointMember, *, counts: bool, leads: bool) -> list[str]:
    """Of one sub-case: cancel_member, return_member, read_notice; an earlier round has none (`counts` is False)."""
    found = []
    if counts and leads and row.state not in OVER and row.result is None:
        found.append("cancel_member")
    if counts and leads and row.state in OVER and row.result != GRANTED:
        found.append("return_member")
    unread = row.begun_at is not None and row.read_at is None
    if counts and unread and allowed(actor, "joint.read_notice", Thing(unit=row.unit)):
        found.append("read_notice")
    return found


def of_whole(
    connection: Connection, library: Library, item: items.Item, rows: Sequence[JointMember], *, leads: bool
) -> dict[str, Any]:
    """Of the joint case: add_member with whom, record_meeting."""
    spec = item.sheet.joint
    if spec is None or not leads:
        return {"operations": [], "addable": []}
    newest = {row.key: row for row in rows}
    free = {one.key for one in spec.members if one.key not in newest and not _is_over(spec, newest, one.key)}
    addable = [
        {name: one[name] for name in ("key", "item", "unit", "stage")}
        for one in (members_of(connection, library, item) if free else [])
        if one["key"] in free
    ]
    return {"operations": [*(["add_member"] if addable else []), "record_meeting"], "addable": addable}


def _is_over(spec: Joint, newest: Mapping[str, JointMember], key: str) -> bool:
    """Whether the stage somebody would be added to has been passed."""
    stage = spec.stage_of(key)
    mates = [row for row in newest.values() if row.stage == (stage.key if stage else None)]
    return not any(row.token is not None for row in mates) and any(row.state != "born" for row in mates)
