"""What a clerk wants to see beside a case: whether it is watched, what changed since the last round, earlier cases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.search_terms import same_person
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import desk
from tongban.engine.ports import Case, Library
from tongban.engine.queries.cases import visible_case
from tongban.engine.queries.counter import counter_records
from tongban.engine.queries.inbox_beside import is_watched
from tongban.engine.queries.review_ticks import review_ticks
from tongban.engine.queries.rows import record, select_all
from tongban.engine.queries.visibility import of_cases

FILE, EVENT, TERM = tables.approval_case, tables.event, desk.search_term
CHANGES = ("case.form_changed", "material.attached")
ROUND = "case.supplemented"
DONE = "task.completed"
#: Cases of one applicant that are looked through, and shown; events of a case that are read back.
MOST_CASES, MOST_SHOWN, MOST_EVENTS = 200, 10, 500


def case_beside(connection: Connection, actor: Actor, library: Library, case_no: str) -> dict[str, Any]:
    """`{watched, earlier, changes, ticks, moves, collections}`; `changes` is None before anything was handed in again."""
    found = visible_case(connection, actor, case_no)
    return {
        "watched": is_watched(connection, actor, found.id),
        "earlier": _earlier(connection, actor, library, found),
        "changes": _changes(connection, found),
        "ticks": review_ticks(connection, actor, library, found),
        **counter_records(connection, found.id),
    }


def _earlier(connection: Connection, actor: Actor, library: Library, found: Case) -> list[dict[str, Any]]:
    """Other cases of the same applicant that the actor may see, newest first."""
    id_no = str(found.applicant.get("id_no") or "")
    if not id_no:
        return []
    same = (
        select(TERM.c.case_id)
        .where(TERM.c.term == same_person(id_no), TERM.c.case_id != found.id)
        .order_by(TERM.c.case_id.desc())
        .limit(MOST_CASES)
    )
    rows = connection.execute(
        select_all(Case)
        .where(FILE.c.id.in_(select(same.subquery().c.case_id)), of_cases(actor))
        .order_by(FILE.c.id.desc())
        .limit(MOST_SHOWN)
    )
    cases = [record(Case, row) for row in rows]
    return [
        {
            "case_no": one.case_no,
            "item": {"code": one.item_code, "name": one.item_name, "name_en": one.item_name_en},
            "state": one.state,
            "result": one.result,
            "registered_at": one.registered_at,
        }
        for one in cases
    ]


def _changes(connection: Connection, found: Case) -> dict[str, Any] | None:
    """What the applicant changed in the last round: since the last work before they handed in again."""
    rows = connection.execute(
        select(EVENT.c.type, EVENT.c.at, EVENT.c.data)
        .where(EVENT.c.chain == found.instance_id, EVENT.c.type.in_((*CHANGES, ROUND, DONE)))
        .order_by(EVENT.c.chain_no.desc())
        .limit(MOST_EVENTS)
    ).all()
    again = next((number for number, row in enumerate(rows) if row.type == ROUND), None)
    if again is None:
        return None
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    materials: dict[str, Any] = {}
    for number, row in enumerate(rows):
        if row.type == DONE and number > again:
            break
        if row.type == "case.form_changed":
            # From the newest to the oldest: the last value stays, the first goes further back.
            before.update(row.data.get("before") or {})
            after = {**(row.data.get("after") or {}), **after}
        elif row.type == "material.attached":
            materials.setdefault(row.data.get("material"), row.at)
    return {
        "at": rows[again].at,
        "note": rows[again].data.get("note") or "",
        "before": before,
        "after": after,
        "materials": materials,
    }
