"""The calendars: which there are and who goes by them, a year of one day by day, and what its changes moved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import NOTHING, Thing, allowed, may
from tongban.engine.domain.calendar import FIRST, LAST, OFFICE_HOURS
from tongban.engine.domain.calendar_layers import NATIONAL, above, chain
from tongban.engine.domain.clock_rules import clock_rule
from tongban.engine.persistence.tables import calendar as tables
from tongban.engine.persistence.tables import people
from tongban.engine.ports import Calendar, CalendarChange, CalendarDay, CalendarYear, ClockMove
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import names, record, records, select_all

MOST = 2000
DAY = timedelta(days=1)


def calendars(connection: Connection, actor: Actor) -> dict[str, Any]:
    """Every calendar with what it rests on, who goes by it, and its years."""
    may(actor, "calendar.read")
    heads = _heads(connection)
    year, use = people.calendar_year, tables.calendar_use
    years: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(select(year).order_by(year.c.year).limit(MOST * 20)):
        years.setdefault(row.calendar, []).append({"year": row.year, "status": row.status})
    uses: dict[str, list[str]] = {}
    for row in connection.execute(select(use).order_by(use.c.place).limit(MOST * 10)):
        uses.setdefault(row.calendar, []).append(row.place)
    bases = {code: head.base for code, head in heads.items()}
    return {
        "items": [
            {**_head(heads, code, bases), "years": years.get(code, []), "used_by": uses.get(code, [])}
            for code in sorted(heads, key=lambda code: (len(chain(code, bases)), code))
        ],
        "next_cursor": None,
    }


def calendar(connection: Connection, actor: Actor, code: str, year: int) -> dict[str, Any]:
    """A year day by day: worked or not, why, and which calendar says so."""
    may(actor, "calendar.read")
    heads = _heads(connection)
    if code not in heads:
        raise errors.NotFound(f"There is no calendar {code}.", calendar=code)
    if not FIRST.year <= year <= LAST.year:
        raise errors.Invalid(errors=[{"field": "year", "message": f"{FIRST.year}–{LAST.year}"}])
    bases = {one: head.base for one, head in heads.items()}
    said: dict[date, CalendarDay] = {}
    status = "unknown"
    table, of_year = people.calendar_day, people.calendar_year
    for layer in chain(code, bases):
        days = select_all(CalendarDay).where(
            table.c.calendar == layer, table.c.day >= date(year, 1, 1), table.c.day <= date(year, 12, 31)
        )
        said.update((row.day, row) for row in records(connection, CalendarDay, days))
        kept = records(
            connection,
            CalendarYear,
            select_all(CalendarYear).where(of_year.c.calendar == layer, of_year.c.year == year),
        )
        status = kept[0].status if kept else status
    use = tables.calendar_use
    used_by = list(
        connection.execute(
            select(use.c.place).where(use.c.calendar == code).order_by(use.c.place).limit(MOST)
        ).scalars()
    )
    return {
        **_head(heads, code, bases),
        "year": year,
        "status": status,
        "used_by": used_by,
        "may_change": allowed(actor, "calendar.change", _thing(used_by)),
        "may_change_all": allowed(actor, "calendar.change"),
        "days": [_day(day, said.get(day), code) for day in _days_of(year)],
    }


def calendar_changes(
    connection: Connection,
    actor: Actor,
    *,
    calendar: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of the changes, the newest first, of one calendar with those beneath it, or of all."""
    may(actor, "calendar.read")
    table = tables.calendar_change
    statement = select_all(CalendarChange)
    if calendar is not None:
        bases = {code: head.base for code, head in _heads(connection).items()}
        statement = statement.where(table.c.calendar.in_(chain(calendar, bases)))
    found = page(connection, statement, table.c.id, _change, cursor, page_size)
    called = names(connection, {one["changed_by"] for one in found["items"]})
    sees = allowed(actor, "calendar.moves")
    for one in found["items"]:
        one["may_see_moves"] = sees
        one["changed_by_name"] = called.get(one["changed_by"], one["changed_by"])
    return found


def clock_moves(
    connection: Connection,
    actor: Actor,
    change_id: str,
    *,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of the clocks that a change has moved, each with its end before and after."""
    may(actor, "calendar.moves")
    changes = tables.calendar_change
    if connection.execute(select(changes.c.id).where(changes.c.id == change_id)).first() is None:
        raise errors.NotFound(change=change_id)
    table = tables.clock_move

    def view(row: Row[Any]) -> dict[str, Any]:
        move = record(ClockMove, row)
        rule = clock_rule(move.kind)
        return {
            "case_no": move.case_no,
            "clock": move.kind,
            "name": rule.zh,
            "name_en": rule.en,
            "before": move.before,
            "after": move.after,
        }

    statement = select_all(ClockMove).where(table.c.change_id == change_id)
    return page(connection, statement, table.c.clock_id, view, cursor, page_size, descending=False)


def _heads(connection: Connection) -> dict[str, Calendar]:
    found = records(connection, Calendar, select_all(Calendar).limit(MOST))
    return {NATIONAL: Calendar(NATIONAL, "全国法定工作日", "National working days")} | {
        one.code: one for one in found
    }


def _head(heads: dict[str, Calendar], code: str, bases: dict[str, str | None]) -> dict[str, Any]:
    head = heads[code]
    layers = [heads[one] for one in chain(code, bases)]
    usual = [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in OFFICE_HOURS]
    return {
        "calendar": code,
        "name": head.name,
        "name_en": head.name_en,
        "base": head.base,
        "hours": next((one.hours for one in reversed(layers) if one.hours), usual),
        "ends_at": next((one.ends_at for one in reversed(layers) if one.ends_at), "24:00"),
        "time_zone": next((one.zone for one in reversed(layers) if one.zone), None),
        "rests_on_it": [one for one in above(code, bases) if one != code],
    }


def _thing(used_by: list[str]) -> Thing:
    own = len(used_by) == 1 and used_by[0].startswith("unit:")
    return Thing(unit=used_by[0].removeprefix("unit:")) if own else NOTHING


def _days_of(year: int) -> Iterable[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += DAY


def _day(day: date, row: CalendarDay | None, code: str) -> dict[str, Any]:
    """`kind`: workday, weekend, holiday (a day off in the week, or named one), makeup (a weekend that is worked)."""
    weekend = day.weekday() > 4
    working = row.working if row is not None else not weekend
    if working:
        kind = "makeup" if weekend else "workday"
    else:
        kind = "holiday" if row is not None else "weekend"
    return {
        "day": day,
        "working": working,
        "kind": kind,
        "name": row.name if row else "",
        "source": row.source if row else "",
        "from": row.calendar if row else None,
        "own": row is not None and row.calendar == code,
    }


def _change(row: Row[Any]) -> dict[str, Any]:
    change = record(CalendarChange, row)
    return {
        "id": change.id,
        "calendar": change.calendar,
        "what": change.what,
        "first": change.first,
        "last": change.last,
        "reason": change.reason,
        "days": change.days,
        "units": change.places,
        "changed_by": change.changed_by,
        "changed_at": change.changed_at,
        "counted": change.sweep > 0,
        "examined": change.examined,
        "moved": change.moved,
        "done_at": change.done_at,
    }
