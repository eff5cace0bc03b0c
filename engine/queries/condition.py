"""What the database says about the health of a set-up: workers, calendars, files, secrets, what went wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from tongban.engine.persistence.snapshot import files_named
from tongban.engine.persistence.tables import TABLE_OF, integration, people, process
from tongban.engine.ports import Secret
from tongban.engine.queries.gauges import gauge_rows
from tongban.engine.queries.workers import workers

MOST_FILES = 500
_SECRET = TABLE_OF[Secret]


def reachable(engine: Engine) -> str | None:
    """None, or why the database does not answer."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as failed:
        return str(getattr(failed, "orig", failed)).strip().split("\n")[0]
    return None


def condition(engine: Engine, now: datetime, year: int) -> dict[str, Any]:
    """`{workers, gauges, years, secrets, administrators, files, server}` of a migrated database."""
    with engine.connect() as connection:
        years = connection.execute(
            select(people.calendar_year.c.year)
            .where(people.calendar_year.c.year.in_([year, year + 1]))
            .distinct()
        ).scalars()
        holders = (
            select(func.count(people.holding.c.username.distinct()))
            .join_from(people.holding, people.post, people.post.c.code == people.holding.c.post)
            .where(people.post.c.role == "sys_admin")
        )
        found: dict[str, Any] = {
            "workers": workers(connection, now),
            "gauges": gauge_rows(connection, now),
            "years": set(years),
            "secrets": connection.execute(select(_SECRET.c.value).limit(1)).scalar_one_or_none(),
            "administrators": connection.execute(holders).scalar_one(),
            "clients": connection.execute(
                select(func.count()).select_from(integration.api_client)
            ).scalar_one(),
            "definitions": connection.execute(select(process.definition.c.id).limit(1)).first() is not None,
            "files": [],
            "server": _server(connection.dialect.name, connection),
        }
        for sha256 in files_named(connection):
            found["files"].append(sha256)
            if len(found["files"]) == MOST_FILES:
                break
    return found


def _server(kind: str, connection: Any) -> dict[str, Any]:
    if kind == "sqlite":
        return {
            "kind": kind,
            "journal": connection.execute(text("PRAGMA journal_mode")).scalar_one(),
            "whole": connection.execute(text("PRAGMA quick_check(1)")).scalar_one(),
        }
    row = connection.execute(
        text(
            "SELECT current_setting('server_version_num')::int AS version,"
            " current_setting('max_connections')::int AS most, now() AS at,"
            " current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync"
        )
    ).one()
    return {
        "kind": kind,
        "version": row.version,
        "most": row.most,
        "at": row.at,
        "fsync": row.fsync,
        "sync": row.sync,
    }
