"""Who an account belongs to: what a window sees before it checks the paper, and what its holder sees of the check."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.identifiers import check_uscc, mask_id, mask_phone
from tongban.engine.persistence.tables import applicants, people

PERSON, CHECK, UNIT = people.person, applicants.identity_check, people.unit


def account_at_window(connection: Connection, actor: Actor, username: str) -> dict[str, Any]:
    """`{username, name, phone, organisation, checked, id_no}`, numbers masked; NotFound when nobody registered so."""
    may(actor, "identity.confirm")
    typed = username.strip()
    row = connection.execute(
        select(PERSON).where(
            PERSON.c.username.in_({typed, typed.upper()}),
            PERSON.c.kind == "applicant",
            PERSON.c.disabled.is_(False),
        )
    ).first()
    if row is None:
        raise errors.NotFound("没有这个注册账号 / nobody registered by this name")
    return {
        "username": row.username,
        "name": row.name,
        "phone": mask_phone(row.phone or ""),
        "organisation": check_uscc(row.username) is None,
        "checked": row.id_no is not None,
        "id_no": mask_id(row.id_no or ""),
    }


def identity_state(connection: Connection, actor: Actor) -> dict[str, Any]:
    """`{checked, id_no, checked_at, unit}` of the actor's own account, the number masked."""
    row = connection.execute(
        select(PERSON.c.id_no, CHECK.c.checked_at, UNIT.c.name, UNIT.c.name_en)
        .select_from(PERSON)
        .join(CHECK, (CHECK.c.username == PERSON.c.username) & CHECK.c.ended_at.is_(None), isouter=True)
        .join(UNIT, UNIT.c.code == CHECK.c.unit, isouter=True)
        .where(PERSON.c.username == actor.id)
        .order_by(CHECK.c.id.desc())
        .limit(1)
    ).first()
    if row is None or row.id_no is None:
        return {"checked": False, "id_no": "", "checked_at": None, "unit": None}
    unit = {"name": row.name, "name_en": row.name_en} if row.name else None
    return {"checked": True, "id_no": mask_id(row.id_no), "checked_at": row.checked_at, "unit": unit}
