"""A backup put back into an empty, migrated database, on the same kind of database or the other, and checked."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tongban.engine import backup, errors
from tongban.engine.backup import BadBackup, Report
from tongban.engine.persistence import snapshot
from tongban.engine.persistence.database import SqlEngine
from tongban.engine.persistence.document_store import FolderStore
from tongban.engine.settings import Settings

Place = tuple[int, int]


def restore(settings: Settings, engine: SqlEngine, source: Path, *, revision: str) -> Report:
    """All rows in one transaction, then the files; BadBackup before anything is written when a hash does not hold."""
    began = time.monotonic()
    manifest = backup.read_manifest(source)
    if manifest["revision"] != revision:
        raise BadBackup(
            f"The backup is of schema {manifest['revision']} and this release has {revision}:"
            " restore it with the release that made it, then migrate."
        )
    checked = backup.check(source)
    if checked.problems:
        raise BadBackup(errors=[{"field": "backup", "message": one} for one in checked.problems[:100]])
    if not snapshot.is_empty(engine):
        raise errors.Conflict("The database is not empty; a backup is restored into an empty one.")
    report = Report()
    # Files first: a row that names a file that is not there would be wrong, the other way round is not.
    store = FolderStore(settings.data_dir / "files")
    for path in sorted((source / "files").glob("*/*")):
        content = path.read_bytes()
        store.put(content)
        report.files += 1
        report.bytes += len(content)
    key = source / backup.KEY
    if key.exists() and not (settings.data_dir / backup.KEY).exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        shutil.copy2(key, settings.data_dir / backup.KEY)
    report.rows = _load(engine, source, manifest)
    _compare(engine, manifest, report)
    report.seconds = time.monotonic() - began
    return report


def _load(engine: SqlEngine, source: Path, manifest: dict[str, Any]) -> int:
    tables = {table.name: table for table in snapshot.tables()}
    places = _places(source, manifest)
    number = snapshot.RESTORED_TX if engine.dialect.name == "postgresql" else 0
    count = 0
    with snapshot.one_transaction(engine) as connection:
        for name, table in tables.items():
            facts = manifest["tables"].get(name)
            if facts is None:
                raise BadBackup(f"The backup has no table {name}.")
            rows = backup.rows(source, name)
            if name in snapshot.WITH_TX:
                rows = _renumbered(rows, facts["columns"], number, places if name in snapshot.PLACES else {})
            count += snapshot.load(connection, table, facts["columns"], rows)
        snapshot.number_on(connection)
    return count


def _places(source: Path, manifest: dict[str, Any]) -> dict[Place, int]:
    """Up to which event each reader of the feed has read, when events stand in the order of their numbers alone.

    Where two transactions overlapped at the very place, its reader begins a little earlier rather than miss one.
    """
    wanted: set[Place] = set()
    for name in snapshot.PLACES:
        columns = manifest["tables"][name]["columns"]
        tx, event = columns.index("tx"), columns.index("event_id")
        wanted |= {(row[tx], row[event]) for row in backup.rows(source, name)}
    unread: dict[Place, int] = {}
    last = 0
    columns = manifest["tables"]["event"]["columns"]
    tx, own = columns.index("tx"), columns.index("id")
    for row in backup.rows(source, "event"):
        last = max(last, row[own])
        for place in wanted:
            if (row[tx], row[own]) > place and row[own] < unread.get(place, row[own] + 1):
                unread[place] = row[own]
    return {place: unread[place] - 1 if place in unread else max(last, place[1]) for place in wanted}


def _renumbered(
    rows: Iterator[list[Any]], columns: list[str], number: int, places: dict[Place, int]
) -> Iterator[list[Any]]:
    tx, event = columns.index("tx"), columns.index("event_id") if places else -1
    for row in rows:
        if places:
            row[event] = places[row[tx], row[event]]
        row[tx] = number
        yield row


def _compare(engine: SqlEngine, manifest: dict[str, Any], report: Report) -> None:
    with snapshot.one_moment(engine) as connection:
        for table in snapshot.tables():
            found = snapshot.count_rows(connection, table)
            wanted = manifest["tables"][table.name]["rows"]
            if found != wanted:
                report.problems.append(f"table {table.name}: {found} rows instead of {wanted}")
