"""What Alembic runs for every command: the engine's tables, over a connection given or our own database.

`tongban migrate` gives a connection. A developer's `alembic revision --autogenerate --rev-id 0004 -m "…"`
gives none and compares with the database of the environment's settings, which must be migrated first.
"""

from __future__ import annotations

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection

from tongban.engine.persistence.database import connect
from tongban.engine.persistence.tables import metadata
from tongban.engine.settings import Settings


def run(connection: Connection) -> None:
    """Run what was asked for inside the caller's transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on_our_own_database() -> None:
    """Run with a connection to the database of the environment's settings."""
    with connect(Settings.from_environment().database_url).connect() as connection:
        run(connection)
        connection.commit()


if context.is_offline_mode():
    raise CommandError("migrations look at the database they change: --sql is not available")
given = context.config.attributes.get("connection")
if given is None:
    run_on_our_own_database()
else:
    run(given)
