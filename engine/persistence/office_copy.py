"""The people and calendars of one database copied into a fresh one, where samples are played."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Table, or_, select

from tongban.engine.persistence.database import SqlEngine
from tongban.engine.persistence.tables import calendar, people

WHOLE = (people.unit, people.post)
CALENDARS = (calendar.calendar, calendar.calendar_use, people.calendar_day, people.calendar_year)
# Nobody signs in where samples are played.
NO_PASSWORD = "!"
#: Rows taken of one table at most: an office larger than that plays its samples with a part of its people.
MOST_ROWS = 20_000


def copy_office(source: SqlEngine, target: SqlEngine, usernames: Collection[str]) -> None:
    """Units, posts, staff and calendars, and of the applicants only those named; no password leaves."""
    person, holding = people.person, people.holding
    staff = select(holding.c.username)
    with source.connect() as given, target.begin() as taken:
        for table in (*WHOLE, *CALENDARS):
            _copy(given, taken, table, select(table))
        wanted = or_(person.c.username.in_(staff), person.c.username.in_(sorted(usernames)))
        rows = given.execute(select(person).where(wanted).limit(MOST_ROWS)).mappings()
        there = [{**row, "password_hash": NO_PASSWORD} for row in rows]
        if there:
            taken.execute(person.insert(), there)
        _copy(given, taken, holding, select(holding))


def _copy(given: Connection, taken: Connection, table: Table, statement: object) -> None:
    rows = [dict(row) for row in given.execute(statement.limit(MOST_ROWS)).mappings()]  # type: ignore[attr-defined]
    if rows:
        taken.execute(table.insert(), rows)
