"""好差评 of a case: what was said, what came of a bad rating, and what was said afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, allowed
from tongban.engine.domain.case_state import is_closed
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import process
from tongban.engine.ports import Case

SAID = ("level", "dims", "text", "rated_at")


def rating_of(connection: Connection, found: Case) -> dict[str, Any] | None:
    """`{level, dims, text, rated_at, rectification, answers, follow_up, again}`; None before the first rating.

    `rectification` is the state of the flow a bad rating began, `answers` what was said in it and in that of a bad
    `follow_up`, `again` says whether there may be one; who rated is nowhere.
    """
    if not (is_closed(found.state) or found.state == "delivered"):
        return None
    first, second = tables.rating, tables.follow_up_rating
    begun = process.instance.alias("begun")
    row = connection.execute(
        select(
            first,
            begun.c.state.label("state"),
            begun.c.ended_at.label("ended"),
            *(second.c[name].label(f"second_{name}") for name in (*SAID, "instance_id")),
        )
        .join_from(first, second, second.c.case_id == first.c.case_id, isouter=True)
        .join(begun, begun.c.id == first.c.instance_id, isouter=True)
        .where(first.c.case_id == found.id)
    ).one_or_none()
    if row is None:
        return None
    again = None
    if row.second_level is not None:
        again = {name: getattr(row, f"second_{name}") for name in SAID}
    flows = [one for one in (row.instance_id, row.second_instance_id) if one]
    return {
        **{name: getattr(row, name) for name in SAID},
        "rectification": (row.state or "completed") if row.instance_id else None,
        "answers": _answers(connection, flows) if flows else [],
        "follow_up": again,
        "again": again is None and bool(row.instance_id) and (row.state is None or row.ended is not None),
    }


def sees_rating(actor: Actor, found: Case) -> bool:
    """Applicant, leaders and those who oversee; whoever dealt with the case does not see what was said of them."""
    return allowed(actor, "case.rating", Thing(unit=found.unit, applicant=found.applicant_user))


def _answers(connection: Connection, flows: list[str]) -> list[dict[str, Any]]:
    task = process.task
    rows = connection.execute(
        select(task.c.instance_id, task.c.name, task.c.outcome, task.c.opinion, task.c.completed_at)
        .where(task.c.instance_id.in_(flows), task.c.state == "completed")
        .order_by(task.c.id)
        .limit(50)
    )
    return [
        {"step": row.name, "outcome": row.outcome, "text": row.opinion, "at": row.completed_at}
        for row in rows
    ]
