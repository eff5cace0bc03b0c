"""How the workers are: well, alone, late or absent, with what shows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine.persistence.tables import case, process
from tongban.engine.persistence.tables import people as organisation

#: A worker says that it lives with every sweep and every batch, once a second; silent so long, it is gone.
SILENT_AFTER = timedelta(seconds=60)
#: Between these two it lives, but something holds it up.
SLOW_AFTER = timedelta(seconds=15)
BEHIND_AFTER = timedelta(seconds=60)
MOST = 50


def workers(connection: Connection, now: datetime) -> dict[str, Any]:
    """`{state, alive, behind_seconds, items}`.

    `absent`: none has been heard of for a minute. `late`: one is slow, or work has been due for more than a
    minute. `alone`: there is one, and nobody to take over. `well`: none of these.
    """
    table = organisation.heartbeat
    rows = connection.execute(
        select(table.c.worker, table.c.at).order_by(table.c.at.desc()).limit(MOST)
    ).all()
    # A sign of life from the future is one from before the clock was set back: whoever lives has given another since.
    living = [row for row in rows if abs(now - row.at) < SILENT_AFTER]
    behind = _behind(connection, now)
    slow = any(now - row.at >= SLOW_AFTER for row in living)
    if not living:
        state = "absent"
    elif slow or behind >= BEHIND_AFTER:
        state = "late"
    else:
        state = "alone" if len(living) == 1 else "well"
    return {
        "state": state,
        "alive": len(living),
        "behind_seconds": int(behind.total_seconds()),
        "items": [
            {"worker": row.worker, "seen_at": row.at, "alive": abs(now - row.at) < SILENT_AFTER}
            for row in rows
        ],
    }


def _behind(connection: Connection, now: datetime) -> timedelta:
    """How long the oldest thing that is due has been waiting."""
    timer, notice = process.timer, case.outgoing
    oldest = [
        connection.execute(select(timer.c.due_at).order_by(timer.c.due_at).limit(1)).scalar_one_or_none(),
        connection.execute(
            select(notice.c.due_at).where(notice.c.state == "waiting").order_by(notice.c.due_at).limit(1)
        ).scalar_one_or_none(),
    ]
    return max((now - at for at in oldest if at is not None and at < now), default=timedelta())
