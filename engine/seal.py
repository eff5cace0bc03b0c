"""The record sealed into a file, and a sealed record compared with what the database holds now."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from tongban.engine.persistence import snapshot
from tongban.engine.persistence.database import SqlEngine
from tongban.engine.queries import seals


def make(engine: SqlEngine, target: Path, now: datetime) -> dict[str, Any]:
    """`{places, sha256}` of a new file with every chain as it stands at one moment; people go on working."""
    with snapshot.one_moment(engine) as connection:
        return seals.make(connection, target, now)


def compare(engine: SqlEngine, source: Path) -> dict[str, Any]:
    """`{sealed_at, compared, deleted, broken}`; errors.Invalid when the file is no seal."""
    with snapshot.one_moment(engine) as connection:
        return seals.compare(connection, source)
