"""Every hash chain recomputed, one at a time, against its kept head."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from tongban.engine.persistence.tables import case as tables
from tongban.engine.ports import Event
from tongban.engine.queries.course import hash_of, verify_chain
from tongban.engine.queries.record_walk import chain_heads, lone_events
from tongban.engine.queries.rows import record, select_all


def verify_all(connection: Connection) -> dict[str, Any]:
    """`{chains, events, broken}`; broken are `<chain>#<number of the first bad event>`.

    An event that belongs to no instance stands alone, as number 0: its hash says whether it was changed.
    """
    chains = events = 0
    broken: list[str] = []
    event = tables.event
    for heads in chain_heads(connection):
        rows = connection.execute(
            select_all(Event)
            .where(event.c.chain.in_([head.id for head in heads]))
            .order_by(event.c.chain, event.c.chain_no)
        )
        of_chain: dict[str, list[Event]] = {}
        for row in rows:
            found = record(Event, row)
            of_chain.setdefault(found.chain, []).append(found)
            events += 1
        for head in heads:
            chains += 1
            bad = verify_chain(of_chain.get(head.id, []), head.chain_no, bytes(head.chain_hash))
            if bad is not None:
                broken.append(f"{head.id}#{bad}")
    for ids in lone_events(connection):
        for row in connection.execute(select_all(Event).where(event.c.id.in_(ids)).order_by(event.c.id)):
            found = record(Event, row)
            events += 1
            if hash_of(found, b"") != bytes(found.hash):
                broken.append(f"{found.chain}#0")
    return {"chains": chains, "events": events, "broken": broken}
