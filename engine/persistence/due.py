"""Due timers and what they move, taken oldest first and passed over while somebody else holds them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, select

from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.statements import fields, kept, key_columns
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import Timer

R = TypeVar("R")
_TIMER = TABLE_OF[Timer]
OLDEST_DUE = (
    select(*(_TIMER.c[name] for name in fields(Timer)))
    .where(_TIMER.c.due_at <= bindparam("now"))
    .order_by(_TIMER.c.due_at)
    .limit(bindparam("limit_"))
    .with_for_update(skip_locked=True)
)


def due_timers(connection: Connection, now: datetime, limit: int) -> list[Timer]:
    """The timers that have been due longest and that nobody else has taken, locked."""
    rows = prepared(connection, OLDEST_DUE).rows(connection, {"now": now, "limit_": limit})
    return [Timer(*row) for row in rows]


def take(connection: Connection, record_type: type[R], ids: Collection[str]) -> list[R]:
    """Those of the rows that nobody else holds, locked."""
    if not ids:
        return []
    rows = connection.execute(_free(record_type), {"ids": sorted(ids)})
    return [record_type(*row) for row in rows]


@kept
def _free(record_type: type[Any]) -> Select[Any]:
    table = TABLE_OF[record_type]
    (key,) = key_columns(record_type)
    return (
        select(*(table.c[name] for name in fields(record_type)))
        .where(table.c[key].in_(bindparam("ids", expanding=True)))
        .order_by(table.c[key])
        .with_for_update(skip_locked=True)
    )
