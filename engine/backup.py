"""A backup: every table as it was at one moment and every file it names, in a folder that says what is in it.

`manifest.json` names the release's schema, and for each table its columns, number of rows and the SHA-256 of
`tables/<name>.jsonl` (one JSON array a row, compressed). Files lie under their own hash. A third party can read it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tongban.engine import errors
from tongban.engine.persistence import snapshot
from tongban.engine.persistence.database import SqlEngine
from tongban.engine.settings import Settings

FORMAT = 1
MANIFEST = "manifest.json"
KEY = "secret.key"


class BadBackup(errors.Invalid):
    """The backup is not whole."""

    code = "bad_backup"


@dataclass(slots=True)
class Report:
    """What was done or found, in figures."""

    rows: int = 0
    files: int = 0
    bytes: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def make(
    settings: Settings,
    engine: SqlEngine,
    target: Path,
    *,
    revision: str,
    now: datetime,
    with_key: bool = False,
) -> Report:
    """Back up into the folder `target`, which must not be there yet; people go on working meanwhile.

    The key that seals secrets is left out unless asked for: who has both can read them.
    """
    if target.exists():
        raise errors.Conflict(f"{target} is there already.")
    began = time.monotonic()
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        report = _make(settings, engine, part, revision, now, with_key)
        os.replace(part, target)
    except BaseException:
        # Half a backup is none, and would only fill a disk that may be full.
        shutil.rmtree(part, ignore_errors=True)
        raise
    report.seconds = time.monotonic() - began
    return report


def _make(
    settings: Settings, engine: SqlEngine, part: Path, revision: str, now: datetime, with_key: bool
) -> Report:
    (part / "tables").mkdir(parents=True)
    report = Report()
    with snapshot.one_moment(engine) as connection:
        tables = {}
        for table in snapshot.tables():
            columns = [column.name for column in table.c]
            rows, sha256 = _write_table(part, table.name, snapshot.rows_of(connection, table))
            tables[table.name] = {"columns": columns, "rows": rows, "sha256": sha256}
            report.rows += rows
        named = sorted(set(snapshot.files_named(connection)))
    # A file is on disk before a row names it and never changes, so those the rows name can be copied afterwards.
    for sha256 in named:
        _copy_file(settings.data_dir / "files", part / "files", sha256, report)
    manifest = {
        "format": FORMAT,
        "revision": revision,
        "made_at": now.isoformat(),
        "database": engine.dialect.name,
        "tables": tables,
        "files": {"count": report.files, "bytes": report.bytes, "missing": list(report.problems)},
        "key": with_key and (settings.data_dir / KEY).exists(),
    }
    if manifest["key"]:
        shutil.copy2(settings.data_dir / KEY, part / KEY)
    (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return report


def check(source: Path) -> Report:
    """Recompute every hash of a backup; `problems` names what does not hold."""
    began, report = time.monotonic(), Report()
    manifest = read_manifest(source)
    for name, facts in manifest["tables"].items():
        digest, rows = hashlib.sha256(), 0
        try:
            for line in _lines(source, name):
                digest.update(line)
                rows += 1
        except FileNotFoundError:
            report.problems.append(f"table {name}: its file is missing")
            continue
        except (OSError, EOFError, zlib.error) as broken:
            report.problems.append(f"table {name}: its file is damaged: {broken}")
            continue
        if (rows, digest.hexdigest()) != (facts["rows"], facts["sha256"]):
            report.problems.append(f"table {name}: {rows} rows, not the ones that were written")
        report.rows += rows
    count = 0
    for path in sorted((source / "files").glob("*/*")):
        content = path.read_bytes()
        report.bytes += len(content)
        count += 1
        if hashlib.sha256(content).hexdigest() != path.name:
            report.problems.append(f"file {path.name}: its content is another")
    if count != manifest["files"]["count"]:
        report.problems.append(f"{count} files instead of {manifest['files']['count']}")
    report.files, report.seconds = count, time.monotonic() - began
    return report


def read_manifest(source: Path) -> dict[str, Any]:
    """What a backup says of itself; BadBackup when it is none of ours."""
    try:
        manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadBackup(f"{source} is no backup: there is no {MANIFEST} in it.") from None
    except (OSError, ValueError) as wrong:
        raise BadBackup(f"{source} is no backup: its {MANIFEST} cannot be read: {wrong}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadBackup(f"{source} has a format this release does not know.")
    return manifest


def rows(source: Path, name: str) -> Iterator[list[Any]]:
    """The rows of a table in a backup."""
    for line in _lines(source, name):
        yield json.loads(line)


def _lines(source: Path, name: str) -> Iterator[bytes]:
    with gzip.open(source / "tables" / f"{name}.jsonl.gz", "rb") as file:
        yield from file


def _write_table(part: Path, name: str, found: Iterator[list[Any]]) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    # Without a name and a time in its head the same rows make the same bytes.
    with (
        (part / "tables" / f"{name}.jsonl.gz").open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=5, mtime=0) as file,
    ):
        for row in found:
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return count, digest.hexdigest()


def _copy_file(store: Path, target: Path, sha256: str, report: Report) -> None:
    try:
        content = (store / sha256[:2] / sha256).read_bytes()
    except FileNotFoundError:
        report.problems.append(sha256)
        return
    if hashlib.sha256(content).hexdigest() != sha256:
        report.problems.append(sha256)
        return
    place = target / sha256[:2] / sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    report.files += 1
    report.bytes += len(content)
