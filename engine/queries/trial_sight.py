"""What only a trial shows of a case: everything that will fall due, every message that went out, and who may sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import people, process
from tongban.engine.queries.groups import group_names

MOST_DUE, MOST_MESSAGES, MOST_SIGNERS = 40, 300, 200


def coming(connection: Connection, now: datetime) -> list[dict[str, Any]]:
    """The timers set, the next first: `{at, kind, element, clock}`; a trial's database holds one case only."""
    timer, clock = process.timer, tables.clock
    rows = connection.execute(
        select(timer.c.due_at, timer.c.kind, timer.c.element, clock.c.kind.label("clock"))
        .join(clock, clock.c.id == timer.c.clock_id, isouter=True)
        .where(timer.c.due_at > now)
        .order_by(timer.c.due_at)
        .limit(MOST_DUE)
    )
    return [{"at": row.due_at, "kind": row.kind, "element": row.element, "clock": row.clock} for row in rows]


def sent(connection: Connection) -> list[dict[str, Any]]:
    """Every message that reached a box, the newest first, and those for other channels, which stay in the trial."""
    message, waiting = tables.message, tables.outgoing
    rows = connection.execute(select(message).order_by(message.c.id.desc()).limit(MOST_MESSAGES)).all()
    told: list[dict[str, Any]] = [
        {
            "to": row.recipient,
            "channel": "message_box",
            "subject": row.subject,
            "subject_en": row.subject_en,
            "body": row.body,
            "body_en": row.body_en,
            "at": row.created_at,
        }
        for row in rows
    ]
    others = connection.execute(
        select(waiting.c.recipient, waiting.c.channel, waiting.c.payload, waiting.c.due_at)
        .where(waiting.c.channel != "message_box")
        .order_by(waiting.c.id.desc())
        .limit(MOST_MESSAGES)
    )
    told += [
        {"to": row.recipient, "channel": row.channel, "template": row.payload["template"], "at": row.due_at}
        for row in others
    ]
    refs = {one["to"] for one in told if ":" in one["to"]}
    called = group_names(connection, refs)
    for one in told:
        one["to_name"], one["to_name_en"] = called.get(one["to"], (one["to"], one["to"]))
    return told


def signers(connection: Connection, candidates: Iterable[str]) -> list[dict[str, Any]]:
    """The people behind candidate refs (`user:…`, `group:role@unit`, a role, a post or a unit), with a post of theirs."""
    users, groups = [], set()
    for ref in candidates:
        kind, _, name = ref.partition(":")
        if kind == "user":
            users.append(name)
        else:
            groups.add(name)
    parts = sorted({group.partition("@")[0] for group in groups})
    holding, post, person = people.holding, people.post, people.person
    rows = connection.execute(
        select(
            person.c.username,
            person.c.name,
            person.c.name_en,
            post.c.code,
            post.c.role,
            post.c.unit,
            post.c.name.label("post_name"),
            post.c.name_en.label("post_name_en"),
        )
        .join(holding, holding.c.username == person.c.username, isouter=True)
        .join(post, post.c.code == holding.c.post, isouter=True)
        .where(
            or_(
                person.c.username.in_(users),
                post.c.role.in_(parts),
                post.c.code.in_(parts),
                post.c.unit.in_(parts),
            )
        )
        .order_by(person.c.username)
        .limit(MOST_SIGNERS)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        bears = {row.role, row.code, row.unit, f"{row.role}@{row.unit}"}
        if row.username in users or groups & bears:
            found.setdefault(
                row.username,
                {
                    "username": row.username,
                    "name": row.name,
                    "name_en": row.name_en,
                    "post": row.post_name or "",
                    "post_en": row.post_name_en or "",
                },
            )
    return list(found.values())


def after_working_days(calendar: WorkingCalendar, now: datetime, count: int) -> datetime:
    """The same time of day so many working days later."""
    day = calendar.day_of(now)
    return now + (calendar.add_working_days(day, count) - day)
