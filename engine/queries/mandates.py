"""Who lets whom act for them, and the actor somebody is while acting for another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_

from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.persistence.tables import applicants
from tongban.engine.ports import Mandate
from tongban.engine.queries.rows import names, records, select_all
from tongban.engine.use_cases.mandates import mandate_view

MOST = 100


def mandates(connection: Connection, actor: Actor, today: date) -> dict[str, Any]:
    """`{given, received}`, the newest first, each with `in_force` and the other side's name."""
    table = applicants.mandate
    statement = (
        select_all(Mandate)
        .where(or_(table.c.principal == actor.id, table.c.agent == actor.id))
        .order_by(table.c.id.desc())
        .limit(MOST)
    )
    rows = records(connection, Mandate, statement)
    called = names(connection, {name for row in rows for name in (row.principal, row.agent)})
    told = [
        mandate_view(row)
        | {
            "in_force": in_force(row, today),
            "principal_name": called.get(row.principal),
            "agent_name": called.get(row.agent),
        }
        for row in rows
    ]
    return {
        "given": [one for one in told if one["principal"] == actor.id],
        "received": [one for one in told if one["agent"] == actor.id],
    }


def acting_for(connection: Connection, actor: Actor, mandate_id: str, today: date) -> Actor | None:
    """The actor as they stand while they act for whoever authorised them; None when that is not so today."""
    table = applicants.mandate
    found = records(connection, Mandate, select_all(Mandate).where(table.c.id == mandate_id))
    if not found or found[0].agent != actor.id or not in_force(found[0], today):
        return None
    principal = found[0].principal
    return replace(
        actor, on_behalf_of=principal, lent=frozenset({user_ref(principal)}), items=frozenset(found[0].items)
    )


def in_force(mandate: Mandate, today: date) -> bool:
    """Whether it covers this day."""
    return mandate.revoked_at is None and mandate.valid_from <= today.isoformat() <= mandate.valid_to
