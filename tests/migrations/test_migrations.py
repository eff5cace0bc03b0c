"""The migrations build exactly the schema that the engine's tables declare, and take it down again."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from databases import Databases
from sqlalchemy import Engine, inspect, text

from tongban import migrations
from tongban.engine.persistence.database import connect
from tongban.engine.persistence.tables import metadata

_SHAPE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version' ORDER BY name",
    "postgresql": """
        SELECT table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length, is_nullable,
               column_default) FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> 'alembic_version'
        UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes
         WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass
        ORDER BY 1""",
}


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    engine = connect(empty_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def declared(databases: Databases, engine: Engine) -> Iterator[Engine]:
    """A second database with the tables as declared, made without migrations."""
    url = databases.create(None)
    declared = connect(url)
    with declared.begin() as connection:
        metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    yield declared
    declared.dispose()
    databases.drop(url)


def shape(engine: Engine) -> dict[str, str]:
    """Every table, column, index and constraint by name, with its definition."""
    with engine.connect() as connection:
        rows = connection.execute(text(_SHAPE[engine.dialect.name])).all()
    return {name: _plain(definition or "") for name, definition in rows}


def _plain(sql: str) -> str:
    """The definition without layout; parts of a table in one order, which differs for constraints."""
    words = re.sub(r"\s+", " ", sql).replace("( ", "(").replace(" )", ")")
    head, bracket, body = words.partition(" (")
    return head + bracket + ", ".join(sorted(body.removesuffix(")").split(", ")))


def test_migrate_builds_what_the_tables_declare(engine: Engine) -> None:
    migrations.migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrate_builds_the_same_indexes_and_constraints_as_the_tables(
    engine: Engine, declared: Engine
) -> None:
    migrations.migrate(engine)
    assert shape(engine) == shape(declared)


def test_downgrade_leaves_nothing_and_the_way_up_is_open_again(engine: Engine) -> None:
    migrations.migrate(engine)
    before = shape(engine)
    migrations.downgrade(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrations.migrate(engine)
    assert shape(engine) == before


def test_is_current_tells_an_empty_and_an_older_database_from_a_migrated_one(engine: Engine) -> None:
    assert not migrations.is_current(engine)
    migrations.migrate(engine)
    assert migrations.is_current(engine)
    migrations.downgrade(engine, "-1")
    assert not migrations.is_current(engine)


def test_migrate_twice_changes_nothing(engine: Engine) -> None:
    migrations.migrate(engine)
    before = shape(engine)
    migrations.migrate(engine)
    assert shape(engine) == before


def test_a_failing_migration_leaves_no_half(engine: Engine) -> None:
    with engine.begin() as connection:
        # A table of the last migrations is in the way, so that the first ones have run when it fails.
        connection.execute(text("CREATE TABLE rating (id INTEGER)"))
    with pytest.raises(Exception, match="rating"):
        migrations.migrate(engine)
    assert inspect(engine).get_table_names() == ["rating"]


def test_processes_that_migrate_at_once_do_not_disturb_each_other(empty_database_url: str) -> None:
    script = "import sys; from tongban.migrations import migrate; migrate(sys.argv[1])"
    command = [sys.executable, "-W", "error", "-c", script, empty_database_url]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    complaints = [process.communicate(timeout=60)[1] for process in running]
    assert complaints == ["", ""]
    engine = connect(empty_database_url)
    assert migrations.is_current(engine)
    engine.dispose()


def test_foreign_keys_hold_again_after_migrating(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    migrations.migrate(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()
