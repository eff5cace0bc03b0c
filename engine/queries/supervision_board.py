"""The supervisor's board: what is late, about to be late, stuck or odd now, each list by an index over what is open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from tongban.engine import errors
from tongban.engine.domain import alarm_life
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.clock import from_json
from tongban.engine.domain.ids import lowest_id
from tongban.engine.domain.states import CLOCK_LIVE, TASK_OPEN
from tongban.engine.persistence.tables import case as cases
from tongban.engine.persistence.tables import process
from tongban.engine.persistence.tables import supervision as tables
from tongban.engine.ports import Library
from tongban.engine.queries.paging import DEFAULT_PAGE, check_size, decode, encode
from tongban.engine.queries.rows import among, names
from tongban.engine.queries.supervision import seen_by, unit_names, units_of_region
from tongban.engine.queries.visibility import sees_everything
from tongban.engine.use_cases.views import english_name

CLOCK, CASE, TASK, ALARM = cases.clock, cases.approval_case, process.task, tables.alarm
VIEWS = ("late", "near", "stuck")
GROUPS = {"unit": CASE.c.unit, "item": CASE.c.item_code, "kind": CLOCK.c.kind}
#: Work that nobody has touched for so many working days is stuck.
STUCK_DAYS = 10
#: Above this a number is only said to be larger: nobody works through more in a day.
MOST = 10_000


def counts(
    connection: Connection, actor: Actor, calendar: WorkingCalendar, now: datetime, **scope: str | None
) -> dict[str, int]:
    """How many there are of each; at most 10,000 are counted."""
    may(actor, "supervision.read")
    found = {view: _count(connection, _of(view, actor, calendar, now, scope)) for view in VIEWS}
    return found | {"odd": _odd(connection, actor, scope)}


def summary(
    connection: Connection, actor: Actor, calendar: WorkingCalendar, now: datetime, **scope: str | None
) -> dict[str, Any]:
    """`{counts, unit, item}`: what `counts` and `grouped` say by unit and by item, having looked once at what is open."""
    may(actor, "supervision.read")
    found: dict[str, dict[str, dict[str, Any]]] = {"unit": {}, "item": {}}
    numbers = {}
    columns = [GROUPS[by].label(f"by_{by}") for by in found]
    for view in ("late", "near"):
        inner = _of(view, actor, calendar, now, scope).with_only_columns(*columns).limit(MOST).subquery()
        rows = connection.execute(select(*inner.c, func.count()).group_by(*inner.c)).all()
        numbers[view] = sum(row[-1] for row in rows)
        for row in rows:
            for key, groups in zip(row, found.values(), strict=False):
                groups.setdefault(key, {"key": key, "late": 0, "near": 0})[view] += row[-1]
    numbers["stuck"] = _count(connection, _of("stuck", actor, calendar, now, scope))
    numbers["odd"] = _odd(connection, actor, scope)
    return {"counts": numbers} | {by: _most_late(groups) for by, groups in found.items()}


def _odd(connection: Connection, actor: Actor, scope: dict[str, str | None]) -> int:
    """How many alarms are open."""
    odd = select(ALARM.c.id).where(seen_by(actor), ALARM.c.state.in_(alarm_life.OPEN))
    for name, column in (
        ("unit", ALARM.c.unit),
        ("item", ALARM.c.item_code),
        ("person", ALARM.c.person),
        ("region", ALARM.c.region),
    ):
        if scope.get(name):
            odd = odd.where(column == scope[name])
    return _count(connection, odd)


def listed(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    view: str,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
    **scope: str | None,
) -> dict[str, Any]:
    """A page of one view, what is most urgent first, with who has the work."""
    may(actor, "supervision.read")
    size = check_size(page_size)
    statement = _of(view, actor, calendar, now, scope)
    # The ids of tasks sort by the moment they opened, and open ones have an index of their own.
    order = (TASK.c.id,) if view == "stuck" else (CLOCK.c.due, CLOCK.c.id)
    if cursor:
        statement = statement.where(_after(order, decode(cursor)))
    rows = connection.execute(statement.order_by(*order).limit(size + 1)).all()
    shown = rows[:size]
    next_cursor = encode(f"{shown[-1].at.isoformat()}|{shown[-1].id}") if len(rows) > size else None
    held = _holders(connection, library, [row.case_id for row in shown])
    units = unit_names(connection, {row.unit for row in shown})
    items = [_view(row, held, units, calendar, now) for row in shown]
    return {"items": items, "next_cursor": next_cursor}


def grouped(
    connection: Connection,
    actor: Actor,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    by: str = "unit",
    **scope: str | None,
) -> dict[str, Any]:
    """How many clocks are late and how many about to be, for each unit, item or kind of clock."""
    may(actor, "supervision.read")
    column = GROUPS[by]
    found: dict[str, dict[str, Any]] = {}
    for view in ("late", "near"):
        inner = _of(view, actor, calendar, now, scope, column.label("group_key")).limit(MOST).subquery()
        counted = select(inner.c.group_key, func.count()).group_by(inner.c.group_key)
        for key, n in connection.execute(counted):
            found.setdefault(key, {"key": key, "late": 0, "near": 0})[view] = n
    return {"items": _most_late(found), "next_cursor": None}


def _most_late(groups: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(groups.values(), key=lambda row: (-row["late"], -row["near"], row["key"]))[:200]


def _of(
    view: str,
    actor: Actor,
    calendar: WorkingCalendar,
    now: datetime,
    scope: dict[str, str | None],
    *more: Any,
) -> Select[Any]:
    if view == "stuck":
        cut = calendar.opening(calendar.add_working_days(calendar.day_of(now), -STUCK_DAYS))
        statement = (
            select(*_columns(TASK, TASK.c.created_at), TASK.c.name.label("kind"), *more)
            .join(CASE, CASE.c.id == TASK.c.case_id)
            .where(among(TASK.c.state, TASK_OPEN), TASK.c.id < lowest_id(cut))
        )
    elif view in ("late", "near"):
        tomorrow = calendar.end_of(calendar.add_working_days(calendar.day_of(now), 1))
        when = CLOCK.c.due < now if view == "late" else and_(CLOCK.c.due >= now, CLOCK.c.due <= tomorrow)
        statement = (
            select(*_columns(CLOCK, CLOCK.c.due), CLOCK.c.kind.label("kind"), CLOCK.c.body, *more)
            .join(CASE, CASE.c.id == CLOCK.c.case_id)
            .where(among(CLOCK.c.state, CLOCK_LIVE), CLOCK.c.state != "paused", when)
        )
    else:
        raise errors.Invalid(errors=[{"field": "view", "message": f"须为 / must be: {', '.join(VIEWS)}"}])
    return statement.where(*_within(actor, scope))


def _columns(table: Any, moment: Any) -> list[Any]:
    return [
        table.c.id.label("id"),
        moment.label("at"),
        CASE.c.id.label("case_id"),
        CASE.c.case_no,
        CASE.c.item_code,
        CASE.c.item_name,
        CASE.c.item_name_en,
        CASE.c.unit,
        CASE.c.state,
        CASE.c.applicant_name,
    ]


def _within(actor: Actor, scope: dict[str, str | None]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if not sees_everything(actor):
        found.append(CASE.c.unit.in_(sorted(actor.units)))
    if scope.get("unit"):
        found.append(CASE.c.unit == scope["unit"])
    if scope.get("item"):
        found.append(CASE.c.item_code == scope["item"])
    if scope.get("region"):
        found.append(CASE.c.unit.in_(units_of_region(scope["region"] or "")))
    if scope.get("person"):
        held = TASK.alias("held")
        found.append(
            exists(
                select(1).where(
                    held.c.case_id == CASE.c.id,
                    held.c.state.in_(TASK_OPEN),
                    held.c.assignee == scope["person"],
                )
            )
        )
    return found


def _count(connection: Connection, statement: Select[Any]) -> int:
    # Whatever else a list shows is not read to be counted.
    inner = statement.with_only_columns(statement.selected_columns.id).limit(MOST).subquery()
    return int(connection.execute(select(func.count()).select_from(inner)).scalar_one())


def _after(order: tuple[Any, ...], text: str) -> ColumnElement[bool]:
    """What stands behind the row of a cursor, `moment|id`, in the order by both or by the id alone."""
    at, _, last = text.partition("|")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise errors.Invalid(errors=[{"field": "cursor", "message": "Not a cursor of this list."}]) from None
    *before, id_column = order
    behind: ColumnElement[bool] = id_column > last
    for key in before:
        behind = or_(key > moment, and_(key == moment, behind))
    return behind


def _holders(
    connection: Connection, library: Library, case_ids: list[str]
) -> dict[str, list[dict[str, Any]]]:
    """Who has the open work of these cases, a few at each."""
    if not case_ids:
        return {}
    rows = connection.execute(
        select(TASK.c.case_id, TASK.c.name, TASK.c.element, TASK.c.assignee, process.instance.c.definition_id)
        .join(process.instance, process.instance.c.id == TASK.c.instance_id)
        .where(TASK.c.case_id.in_(sorted(set(case_ids))), TASK.c.state.in_(TASK_OPEN))
        .order_by(TASK.c.id)
        .limit(1000)
    ).all()
    called = names(connection, {row.assignee for row in rows if row.assignee})
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        element = library.process(row.definition_id).elements.get(row.element)
        held = {
            "step": row.name,
            "step_en": english_name(element) if element else None,
            "person": row.assignee,
            "name": called.get(row.assignee) if row.assignee else None,
        }
        if held not in found.setdefault(row.case_id, []):
            found[row.case_id].append(held)
    return found


def _view(
    row: Any,
    held: dict[str, list[dict[str, Any]]],
    units: dict[str, tuple[str, str]],
    calendar: WorkingCalendar,
    now: datetime,
) -> dict[str, Any]:
    name, name_en = units.get(row.unit, (row.unit, row.unit))
    view = {
        "case_no": row.case_no,
        "item": {"code": row.item_code, "name": row.item_name, "name_en": row.item_name_en},
        "unit": row.unit,
        "unit_name": name,
        "unit_name_en": name_en,
        "state": row.state,
        "kind": row.kind,
        "since": None,
        "due": None,
        "days_left": None,
        "holders": held.get(row.case_id, [])[:10],
    }
    body = row._mapping.get("body")
    if body is None:
        waited = calendar.working_days_between(calendar.day_of(row.at), calendar.day_of(now))
        english = (who["step_en"] for who in view["holders"] if who["step"] == row.kind)
        return {**view, "kind_en": next(english, None), "since": row.at, "waited": waited}
    clock = from_json(body)
    return {
        **view,
        "due": row.at,
        "unit_of_time": clock.unit,
        "days_left": clock.days_left(now, calendar),
    }
