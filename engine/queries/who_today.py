"""Who would get each step of a draft today: the engine's candidate rules over the people there are, a few names each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from tongban.engine import items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence import held_posts
from tongban.engine.persistence.tables import people
from tongban.engine.ports import Unit
from tongban.engine.queries.groups import group_names
from tongban.engine.queries.rows import records, select_all
from tongban.engine.use_cases.flow.candidates_beforehand import Beforehand, beforehand

MOST_STEPS, MOST_UNITS, MOST_POSTS, SHOWN = 200, 1000, 200, 10
WORK = ("userTask", "manualTask")


class Directory:
    """The people there are, asked as the engine asks them; what was asked once is not asked again."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._held: dict[frozenset[str], set[str]] = {}

    def known_groups(self, names: Collection[str]) -> set[str]:
        asked = frozenset(names)
        if asked not in self._held:
            self._held[asked] = held_posts.known_groups(self.connection, asked)
        return self._held[asked]

    def get(self, record_type: Any, *key: Any) -> Any:
        found = self._units(people.unit.c.code == key[0])
        return found[0] if found else None

    def find(self, record_type: Any, **where: Any) -> Any:
        return self._units(people.unit.c.region == where["region"])

    def _units(self, wanted: ColumnElement[bool]) -> list[Unit]:
        order = select_all(Unit).where(wanted).order_by(people.unit.c.code)
        return records(self.connection, Unit, order.limit(MOST_UNITS))


def who_today(connection: Connection, actor: Actor, files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """By user task: `{people, more, missing, expressions, relation, instead}`; names and posts, nothing else.

    `people` are the first ten with a post each, `more` how many there are besides; `missing` are the groups nobody
    holds, by code and name. The unit is that of the draft's sheet: nothing is told while it names none, nor of steps
    beyond the first 200. errors.InvalidDiagram when the diagram is no XML.
    """
    may(actor, "item.draft")
    own = _unit_of(files)
    if not own:
        return {}
    office = Directory(connection)
    steps = [one for flow in items.flow_in_order(files) for one in flow.elements if one.type in WORK]
    told = {one.id: beforehand(office, one, own) for one in steps[:MOST_STEPS]}
    known: dict[tuple[str, ...], tuple[list[dict[str, Any]], int]] = {}
    for found in told.values():
        if found.refs not in known:
            known[found.refs] = _people(connection, found.refs)
    called = group_names(connection, {ref for found in told.values() for ref in found.missing})
    return {id: _view(found, *known[found.refs], called) for id, found in told.items()}


def _unit_of(files: Mapping[str, bytes]) -> str:
    """The organ that decides, as the sheet names it."""
    body = (items.sheet_data(files) or {}).get("implementing_body")
    unit = body.get("unit") if isinstance(body, Mapping) else None
    return unit if isinstance(unit, str) else ""


def _view(
    found: Beforehand, shown: list[dict[str, Any]], count: int, called: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    return {
        "people": shown,
        "more": count - len(shown),
        "missing": [
            {"group": ref.removeprefix("group:"), "name": called[ref][0], "name_en": called[ref][1]}
            for ref in found.missing
        ],
        "expressions": list(found.expressions),
        "relation": found.relation,
        "instead": found.instead,
    }


def _people(connection: Connection, refs: tuple[str, ...]) -> tuple[list[dict[str, Any]], int]:
    """The first people who answer to one of the names, with the posts they answer by, and how many there are."""
    if not refs:
        return [], 0
    person, holding, post = people.person, people.holding, people.post
    users = [ref.removeprefix("user:") for ref in refs if ref.startswith("user:")]
    bears = _bears([ref.removeprefix("group:") for ref in refs if ref.startswith("group:")])
    holders = select(holding.c.username).join(post, post.c.code == holding.c.post).where(bears)
    rows = connection.execute(
        select(person.c.username, person.c.name, person.c.name_en, func.count().over().label("total"))
        .where(
            person.c.disabled.is_(False),
            or_(person.c.username.in_(users), person.c.username.in_(holders)),
        )
        .order_by(person.c.username)
        .limit(SHOWN)
    ).all()
    posts = connection.execute(
        select(holding.c.username, post.c.name, post.c.name_en)
        .join(post, post.c.code == holding.c.post)
        .where(
            holding.c.username.in_([row.username for row in rows]),
            or_(bears, holding.c.username.in_(users)),
        )
        .order_by(post.c.code.desc())
        .limit(MOST_POSTS)
    )
    held = {row.username: (row.name, row.name_en) for row in posts}
    shown = []
    for row in rows:
        name, english = held.get(row.username, ("", ""))
        shown.append({"name": row.name, "name_en": row.name_en, "post": name, "post_en": english})
    return shown, int(rows[0].total) if rows else 0


def _bears(groups: list[str]) -> ColumnElement[bool]:
    """The posts that answer to one of the names: a post, a role, a unit, or a role in a unit."""
    post = people.post
    plain = [name for name in groups if "@" not in name]
    pairs = [name.split("@", 1) for name in groups if "@" in name]
    return or_(
        false(),
        post.c.code.in_(plain),
        post.c.role.in_(plain),
        post.c.unit.in_(plain),
        *(and_(post.c.role == role, post.c.unit == unit) for role, unit in pairs),
    )
