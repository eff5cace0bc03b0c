"""Sub-cases and their joint case: who may see one through the other, and how each is told of on the other's page."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.case_state import label
from tongban.engine.domain.joint import MEMBER_STATES
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import joint as joint_tables
from tongban.engine.ports import Case, JointMember
from tongban.engine.queries.rows import records, select_all

MEMBER = joint_tables.joint_member
MAX_MEMBERS = 1000


def of_family(actor: Actor) -> ColumnElement[bool]:
    """A joint case for the units of its members, a sub-case for the units of its joint case and of its siblings."""
    file = tables.approval_case
    units = sorted(actor.units)
    lead = file.alias("lead")
    own = MEMBER.alias("own")
    sibling = MEMBER.alias("sibling")
    return or_(
        exists(select(1).where(sibling.c.joint_id == file.c.id, sibling.c.unit.in_(units))),
        exists(
            select(1).where(
                own.c.case_id == file.c.id,
                or_(
                    exists(
                        select(1).where(
                            and_(lead.c.id == own.c.joint_id),
                            or_(lead.c.unit.in_(units), lead.c.window_unit.in_(units)),
                        )
                    ),
                    exists(select(1).where(sibling.c.joint_id == own.c.joint_id, sibling.c.unit.in_(units))),
                ),
            )
        ),
    )


def member_rows(connection: Connection, joint_id: str) -> list[JointMember]:
    """All sub-cases of a joint case in the order of their numbers."""
    return records(
        connection,
        JointMember,
        select_all(JointMember)
        .where(MEMBER.c.joint_id == joint_id)
        .order_by(MEMBER.c.position)
        .limit(MAX_MEMBERS),
    )


def sub_cases(connection: Connection, joint_id: str) -> list[dict[str, Any]]:
    """The sub-cases of a case; none for an ordinary one."""
    rows = member_rows(connection, joint_id)
    if not rows:
        return []
    files = cases_of(connection, rows)
    return [_line(row, files[row.case_id]) for row in rows if row.case_id in files]


def parent(connection: Connection, case_id: str) -> dict[str, Any] | None:
    """The joint case a sub-case belongs to."""
    file = tables.approval_case
    found = connection.execute(
        select(
            file.c.case_no, file.c.item_name, file.c.item_name_en, file.c.state, MEMBER.c.key, MEMBER.c.stage
        )
        .join(MEMBER, MEMBER.c.joint_id == file.c.id)
        .where(MEMBER.c.case_id == case_id)
    ).first()
    if found is None:
        return None
    return {
        "case_no": found.case_no,
        "item_name": found.item_name,
        "item_name_en": found.item_name_en,
        "state": found.state,
        "member": found.key,
        "stage": found.stage,
    }


def cases_of(connection: Connection, rows: list[JointMember]) -> dict[str, Case]:
    """The cases of these members by id, in one query."""
    table = tables.approval_case
    found = records(connection, Case, select_all(Case).where(table.c.id.in_([row.case_id for row in rows])))
    return {one.id: one for one in found}


def _line(row: JointMember, file: Case) -> dict[str, Any]:
    zh, en = MEMBER_STATES[row.state]
    return {
        "key": row.key,
        "case_no": file.case_no,
        "item": {"code": file.item_code, "name": file.item_name, "name_en": file.item_name_en},
        "unit": file.unit,
        "stage": row.stage,
        "round": row.round,
        "state": file.state,
        "state_name": label(file.state),
        "state_name_en": label(file.state, "en"),
        "member_state": row.state,
        "member_state_name": zh,
        "member_state_name_en": en,
        "result": file.result,
        "deemed": row.deemed,
    }
