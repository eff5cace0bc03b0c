"""Seals of the record: where every chain stands, written outside, and what has been changed behind it since.

A chain alone shows a change only to who cannot rewrite the whole of it. A seal is a file of JSON lines; the first says
what it is and when it was made, each other `[chain, number, hash]` of a chain's last event. It is of use where nobody
who can write to the database can write to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import errors
from tongban.engine.persistence.tables import case as tables
from tongban.engine.queries.record_walk import AT_ONCE, chain_heads, lone_events

FORMAT = "tongban-seal/1"
DELETED = "history.deleted"
Place = tuple[str, int, str]


def make(connection: Connection, target: Path, now: datetime) -> dict[str, Any]:
    """`{places, sha256}`; the file must not be there yet. OSError when it cannot be written."""
    if target.exists():
        raise errors.Conflict(f"{target} is there already; a seal is never written over.")
    digest, places = hashlib.sha256(), 0
    with target.open("xb") as file:
        for row in ([FORMAT, now.isoformat()], *_places(connection)):
            line = json.dumps(row, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            file.write(line)
            places += 1
    return {"places": places - 1, "sha256": digest.hexdigest()}


def compare(connection: Connection, source: Path) -> dict[str, Any]:
    """`{sealed_at, compared, deleted, broken}`; Invalid when the file is no seal.

    `deleted`: what a rule of retention has taken away since, by an event that names its last hash.
    """
    with source.open("rb") as file:
        sealed_at = _head(file.readline())
        deleted = _deleted(connection)
        report: dict[str, Any] = {"sealed_at": sealed_at, "compared": 0, "deleted": 0, "broken": []}
        for places in _batches(file):
            found = _found(connection, places)
            for chain, number, value in places:
                report["compared"] += 1
                if found.get((chain, number)) == value:
                    continue
                if (chain, number) not in found and number <= deleted.get(chain, -1):
                    report["deleted"] += 1
                else:
                    report["broken"].append(f"{chain}#{number}")
    return report


def _places(connection: Connection) -> Iterator[Place]:
    event = tables.event
    for rows in chain_heads(connection):
        yield from ((row.id, row.chain_no, bytes(row.chain_hash).hex()) for row in rows if row.chain_no)
    for ids in lone_events(connection):
        found = connection.execute(select(event.c.chain, event.c.hash).where(event.c.id.in_(ids)))
        yield from ((row.chain, 0, bytes(row.hash).hex()) for row in found)


def _head(line: bytes) -> str:
    try:
        name, sealed_at = json.loads(line)
        if name == FORMAT:
            return str(sealed_at)
    except (ValueError, TypeError):
        pass
    raise errors.Invalid(errors=[{"field": "seal", "message": "The file is no seal of this program."}])


def _batches(lines: Iterable[bytes]) -> Iterator[list[Place]]:
    waiting: list[Place] = []
    for number, line in enumerate(lines, 2):
        try:
            chain, place, value = json.loads(line)
            waiting.append((str(chain), int(place), str(value)))
        except (ValueError, TypeError):
            message = f"Line {number} of the seal cannot be read."
            raise errors.Invalid(errors=[{"field": "seal", "message": message}]) from None
        if len(waiting) == AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _found(connection: Connection, places: list[Place]) -> dict[tuple[str, int], str]:
    event = tables.event
    rows = connection.execute(
        select(event.c.chain, event.c.chain_no, event.c.hash).where(
            event.c.chain.in_([chain for chain, _, _ in places]),
            event.c.chain_no.in_({number for _, number, _ in places}),
        )
    )
    return {(row.chain, row.chain_no): bytes(row.hash).hex() for row in rows}


def _deleted(connection: Connection) -> dict[str, int]:
    """How many events the chains had that were deleted by rule."""
    event, found = tables.event, {}
    for ids in lone_events(connection):
        rows = connection.execute(select(event.c.data).where(event.c.id.in_(ids), event.c.type == DELETED))
        found.update({str(data["instance"]): int(data["events"]) for data in rows.scalars()})
    return found
