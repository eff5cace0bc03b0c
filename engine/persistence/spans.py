"""Which clocks a change of the calendar touches: those that run over its days, by index, in batches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select

from tongban.engine.domain.case_state import CLOSED
from tongban.engine.persistence.tables import case

COUNTED = ("running", "expired")


def clocks_over(
    connection: Connection,
    calendar: str,
    first: datetime,
    last: datetime,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[tuple[datetime, str]]:
    """(due, id) of the next clocks of one calendar that end at `first` or later and began by `last`.

    The last to end come first: a closure moves ends on, and a clock that has been moved on is not met again.
    """
    table = case.clock
    statement = select(table.c.due, table.c.id).where(
        table.c.calendar == calendar,
        table.c.state.in_(COUNTED),
        table.c.due >= first,
        table.c.started_at <= last,
    )
    if after is not None:
        due, id_ = after
        statement = statement.where(table.c.due <= due, or_(table.c.due < due, table.c.id < id_))
    statement = statement.order_by(table.c.due.desc(), table.c.id.desc()).limit(limit)
    return [(row.due, row.id) for row in connection.execute(statement)]


def clocks_paused(connection: Connection, calendar: str, after: str, limit: int) -> list[str]:
    """Ids of the next clocks of one calendar that stand still; their alarms depend on it too."""
    table = case.clock
    statement = select(table.c.id).where(
        table.c.calendar == calendar, table.c.state == "paused", table.c.id > after
    )
    return list(connection.execute(statement.order_by(table.c.id).limit(limit)).scalars())


def clocks_of_unit(connection: Connection, unit: str, after: str, limit: int) -> tuple[list[str], str | None]:
    """Ids of the clocks that count in the next open cases of a unit, and the last of these cases."""
    file, table = case.approval_case, case.clock
    statement = (
        select(file.c.id)
        .where(file.c.unit == unit, file.c.state.not_in(sorted(CLOSED)), file.c.id > after)
        .order_by(file.c.id)
        .limit(limit)
    )
    cases = list(connection.execute(statement).scalars())
    if not cases:
        return [], None
    live = (*COUNTED, "paused")
    clocks = select(table.c.id).where(table.c.case_id.in_(cases), table.c.state.in_(live))
    return list(connection.execute(clocks).scalars()), cases[-1]
