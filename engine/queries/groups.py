"""What candidate groups are called: the posts behind a role, a role in a unit, a post or a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, or_, select

from tongban.engine.persistence.tables import people as tables
from tongban.engine.ports import Task

Name = tuple[str, str]
SHOWN = 3


def group_names(connection: Connection, refs: Iterable[str]) -> dict[str, Name]:
    """Chinese and English name of each ref; people and groups nobody here bears keep their own."""
    wanted = sorted(set(refs))
    found = {ref: (ref.partition(":")[2],) * 2 for ref in wanted}
    groups = [ref.removeprefix("group:") for ref in wanted if ref.startswith("group:")]
    parts = sorted({part for group in groups for part in group.split("@")})
    if parts:
        post, unit = tables.post, tables.unit
        posts = connection.execute(
            select(post.c.code, post.c.role, post.c.unit, post.c.name, post.c.name_en).where(
                or_(post.c.code.in_(parts), post.c.role.in_(parts))
            )
        ).all()
        units = connection.execute(
            select(unit.c.code, unit.c.name, unit.c.name_en).where(unit.c.code.in_(parts))
        ).all()
        for group in groups:
            named = [(row.name, row.name_en) for row in units if row.code == group]
            named += [
                (row.name, row.name_en)
                for row in posts
                if group in (row.code, row.role, f"{row.role}@{row.unit}")
            ]
            if named:
                found[f"group:{group}"] = (_joined(named, 0, "、"), _joined(named, 1, ", "))
    people = [ref.removeprefix("user:") for ref in wanted if ref.startswith("user:")]
    if people:
        person = tables.person
        rows = connection.execute(
            select(person.c.username, person.c.name, person.c.name_en).where(person.c.username.in_(people))
        )
        found.update({f"user:{row.username}": (row.name, row.name_en) for row in rows})
    return found


def people_names(connection: Connection, usernames: Iterable[str]) -> dict[str, Name]:
    """Chinese and English name of each person, by username."""
    found = group_names(connection, {f"user:{one}" for one in usernames})
    return {ref.removeprefix("user:"): name for ref, name in found.items()}


def named(key: str, username: str | None, called: Mapping[str, Name]) -> dict[str, str | None]:
    """`{key}_name` and `{key}_name_en` of somebody; who is nobody here goes by the username."""
    zh, en = called.get(username or "", (username, username))
    return {f"{key}_name": zh, f"{key}_name_en": en}


def holders_of(task: Task) -> list[str]:
    """Who has a task: its assignee, else those who may take it."""
    return [f"user:{task.assignee}"] if task.assignee else task.candidates[:SHOWN]


def _joined(named: list[Name], language: int, comma: str) -> str:
    texts = list(dict.fromkeys(name[language] for name in named))
    return comma.join(texts[:SHOWN]) + ("…" if len(texts) > SHOWN else "")
