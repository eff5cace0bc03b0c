"""Statistics out of the figures of each day: their cost grows with days and items, not with cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import case as cases
from tongban.engine.persistence.tables import people as organisation
from tongban.engine.persistence.tables import supervision as tables
from tongban.engine.ports import Library
from tongban.engine.queries.figure_shapes import MEASURES, Sums
from tongban.engine.queries.rows import names
from tongban.engine.queries.supervision import unit_names, units_of_region
from tongban.engine.queries.visibility import sees_everything
from tongban.engine.use_cases.views import english_name

FIGURE = tables.figure
GROUPS = ("all", "day", "month", "unit", "item", "region")
LONGEST = 400
MOST = 20_000
OF_ITEMS = ("step", "step_late")


def statistics(
    connection: Connection,
    actor: Actor,
    library: Library,
    today: date,
    *,
    measure: str,
    by: str = "all",
    since: date | None = None,
    until: date | None = None,
    unit: str | None = None,
    item: str | None = None,
    region: str | None = None,
) -> dict[str, Any]:
    """`{measure, by, since, until, items}`; `until` is inside. A unit sees its own figures only."""
    may(actor, "supervision.read")
    until = until or today
    since = since or (until - timedelta(days=29) if until.year > 1 else until)
    _check(measure, by, since, until)
    read, shape = MEASURES[measure]
    scope = {"unit": unit, "item": item, "region": region}
    sums = {one: _sums(connection, actor, one, by, since, until, scope) for one in read}
    items = shape(sums)
    _name(connection, by, items)
    if measure == "people":
        _name_people(connection, items)
    if measure == "bottlenecks":
        _name_steps(connection, library, items)
    return {"measure": measure, "by": by, "since": since, "until": until, "items": items}


def heat(
    connection: Connection,
    actor: Actor,
    library: Library,
    today: date,
    *,
    item: str,
    since: date | None = None,
    until: date | None = None,
) -> dict[str, Any]:
    """Where the time goes on the item's own diagram: visits, mean hours and lateness of each step."""
    may(actor, "supervision.read")
    version = cases.item_version
    found = connection.execute(
        select(version.c.id, version.c.definition_id, version.c.name, version.c.name_en)
        .where(version.c.code == item, version.c.definition_id.is_not(None))
        .order_by((version.c.state == "published").desc(), version.c.version.desc())
        .limit(1)
    ).first()
    if found is None:
        raise errors.NotFound()
    answer = statistics(
        connection, actor, library, today, measure="bottlenecks", since=since, until=until, item=item
    )
    spent = {one["key"]: one for one in answer["items"]}
    definition = library.process(found.definition_id)
    hottest = max((one["hours"] for one in spent.values()), default=0.0)
    return {
        **{name: answer[name] for name in ("since", "until")},
        "item": {"code": item, "name": found.name, "name_en": found.name_en},
        "xml": library.item(found.id).diagram.xml.decode(),
        "steps": [
            _step(element, spent.get(element.id), hottest)
            for element in definition.elements.values()
            if element.type == "userTask" or element.id in spent
        ],
    }


def _step(element: bpmn.Element, spent: dict[str, Any] | None, hottest: float) -> dict[str, Any]:
    row = spent or {"n": 0, "hours": 0.0, "mean_hours": 0.0, "late": 0, "late_rate": None}
    heat = 0 if not row["n"] or not hottest else max(1, round(5 * row["hours"] / hottest))
    return {
        "element": element.id,
        "name": element.name or element.id,
        "name_en": english_name(element),
        **{name: row[name] for name in ("n", "hours", "mean_hours", "late", "late_rate")},
        "heat": heat,
    }


def _check(measure: str, by: str, since: date, until: date) -> None:
    found = []
    if measure not in MEASURES:
        raise errors.NotFound()
    if by not in GROUPS:
        found.append({"field": "by", "message": f"须为 / must be one of: {', '.join(GROUPS)}"})
    if until < since or (until - since).days >= LONGEST:
        found.append({"field": "since", "message": f"期间为 1–{LONGEST} 天 / 1 to {LONGEST} days"})
    if found:
        raise errors.Invalid(errors=found)


def _sums(
    connection: Connection,
    actor: Actor,
    measure: str,
    by: str,
    since: date,
    until: date,
    scope: dict[str, str | None],
) -> Sums:
    unit = organisation.unit
    group = {"unit": FIGURE.c.unit, "item": FIGURE.c.item_code, "region": unit.c.region}.get(by, FIGURE.c.day)
    columns = [FIGURE.c.key, func.sum(FIGURE.c.n).label("n"), func.sum(FIGURE.c.total).label("total")]
    if by != "all":
        columns.insert(0, group.label("grp"))
    if measure in OF_ITEMS:
        # The id of a step means something only within its item.
        columns[-3] = (FIGURE.c.item_code + "/" + FIGURE.c.key).label("key")
    statement = select(*columns).where(
        FIGURE.c.measure == measure, FIGURE.c.day >= since, FIGURE.c.day <= until
    )
    if by == "region":
        statement = statement.join(unit, unit.c.code == FIGURE.c.unit)
    if not sees_everything(actor):
        statement = statement.where(FIGURE.c.unit.in_(sorted(actor.units)))
    if scope["unit"]:
        statement = statement.where(FIGURE.c.unit == scope["unit"])
    if scope["item"]:
        statement = statement.where(FIGURE.c.item_code == scope["item"])
    if scope["region"]:
        statement = statement.where(FIGURE.c.unit.in_(units_of_region(scope["region"])))
    own_keys = [FIGURE.c.item_code, FIGURE.c.key] if measure in OF_ITEMS else [FIGURE.c.key]
    keys = own_keys if by == "all" else [group, *own_keys]
    rows = connection.execute(statement.group_by(*keys).order_by(*keys).limit(MOST))
    found: Sums = {}
    for row in rows:
        name = "" if by == "all" else str(row.grp)
        name = name[:7] if by == "month" else name
        n, total = found.get((name, row.key), (0, 0))
        found[name, row.key] = (n + int(row.n), total + int(row.total))
    return found


def _name(connection: Connection, by: str, items: Iterable[dict[str, Any]]) -> None:
    if by not in ("unit", "item"):
        return
    codes = {one["group"] for one in items}
    if by == "unit":
        called = unit_names(connection, codes)
    else:
        version = cases.item_version
        rows = connection.execute(
            select(version.c.code, version.c.name, version.c.name_en)
            .where(version.c.code.in_(sorted(codes)))
            .order_by(version.c.version)
        )
        called = {row.code: (row.name, row.name_en or row.name) for row in rows}
    for one in items:
        one["name"], one["name_en"] = called.get(one["group"], (one["group"], one["group"]))


def _name_steps(connection: Connection, library: Library, items: Iterable[dict[str, Any]]) -> None:
    """Each row's item and step by name, as the newest version of the item calls them."""
    rows = list(items)
    for one in rows:
        one["item"], _, one["key"] = one["key"].partition("/")
    version = cases.item_version
    found = connection.execute(
        select(version.c.code, version.c.name, version.c.name_en, version.c.definition_id)
        .where(version.c.code.in_({one["item"] for one in rows}), version.c.definition_id.is_not(None))
        .order_by(version.c.version)
    )
    newest = {row.code: row for row in found}
    for one in rows:
        row = newest.get(one["item"])
        element = library.process(row.definition_id).elements.get(one["key"]) if row else None
        one["step"] = (element.name if element else None) or one["key"]
        one["step_en"] = (english_name(element) if element else None) or one["step"]
        one["item_name"] = row.name if row else one["item"]
        one["item_name_en"] = (row.name_en or row.name) if row else one["item"]


def _name_people(connection: Connection, items: Iterable[dict[str, Any]]) -> None:
    called = names(connection, {one["key"] for one in items})
    for one in items:
        one["person_name"] = called.get(one["key"], one["key"])
