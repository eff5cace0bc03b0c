"""The list of joint cases somebody leads, works on or watches, each with how far its members are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, exists, or_, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.joint import GRANTED, NEGATIVE
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import joint as joint_tables
from tongban.engine.ports import Case, JointMember, Library
from tongban.engine.queries.case_search import narrowed
from tongban.engine.queries.joint import of_family
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import record, records, select_all
from tongban.engine.queries.visibility import of_cases
from tongban.engine.use_cases.views import case_view

FILE = tables.approval_case
MEMBER = joint_tables.joint_member
HEAD = ("case_no", "item", "state", "result", "unit", "channel", "registered_at", "closed_at")


def joint_cases(
    connection: Connection,
    actor: Actor,
    library: Library,
    *,
    item: str | None = None,
    state: str | None = None,
    unit: str | None = None,
    q: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of the joint cases an actor may see, newest first; `unit` is a department that takes part."""
    # Every joint case has a first member, and its members lie in the order of the joint cases.
    first = MEMBER.alias("first")
    statement = (
        select_all(Case, first.c.joint_id)
        .join_from(first, FILE, FILE.c.id == first.c.joint_id)
        .where(first.c.position == 1, or_(of_cases(actor), of_family(actor)))
    )
    if item is not None:
        statement = statement.where(FILE.c.item_code == item)
    if state is not None:
        statement = statement.where(FILE.c.state == state)
    if unit is not None:
        part = MEMBER.alias("part")
        statement = statement.where(
            exists(select(1).where(part.c.unit == unit, part.c.joint_id == first.c.joint_id))
        )
    statement, end = narrowed(connection, statement, q, cursor)

    def view(row: Row[Any]) -> dict[str, Any]:
        found = record(Case, row)
        sheet = library.item(found.item_version_id).sheet
        head = case_view(found)
        assert sheet.joint is not None
        return {name: head[name] for name in HEAD} | {
            "applicant_name": found.applicant_name,
            "kind": sheet.joint.kind,
            "state_name": sheet.naming.state(found.state),
            "state_name_en": sheet.naming.state(found.state, "en"),
            "joint_id": found.id,
        }

    found = page(connection, statement, first.c.joint_id, view, cursor, page_size, end=end)
    members = _members(connection, [row["joint_id"] for row in found["items"]])
    for row in found["items"]:
        row["counts"] = _counts(members[row.pop("joint_id")])
    return found


def _members(connection: Connection, ids: list[str]) -> dict[str, dict[str, JointMember]]:
    """The newest row of every member by joint case, in one query for the page."""
    grouped: dict[str, dict[str, JointMember]] = defaultdict(dict)
    if ids:
        rows = select_all(JointMember).where(MEMBER.c.joint_id.in_(ids)).order_by(MEMBER.c.position)
        for one in records(connection, JointMember, rows):
            grouped[one.joint_id][one.key] = one
    return grouped


def _counts(newest: dict[str, JointMember]) -> dict[str, int]:
    rows: Iterable[JointMember] = newest.values()
    return {
        "members": len(newest),
        "granted": sum(one.result == GRANTED for one in rows),
        "refused": sum(one.result in NEGATIVE for one in rows),
        "at_work": sum(one.state in ("active", "committed") and not one.result for one in rows),
        "waiting": sum(one.state in ("born", "waiting") for one in rows),
    }
