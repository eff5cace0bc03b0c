"""Walks over the whole record, a bounded piece at a time: the heads of its chains, and the events that stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import process

AT_ONCE = 500
#: Events that are looked through at once for those that stand alone.
STRETCH = 10_000


def chain_heads(connection: Connection) -> Iterator[Sequence[Any]]:
    """Of every instance `id`, `chain_no` and `chain_hash`, in the order of ids."""
    instance, last = process.instance, ""
    while True:
        heads = connection.execute(
            select(instance.c.id, instance.c.chain_no, instance.c.chain_hash)
            .where(instance.c.id > last)
            .order_by(instance.c.id)
            .limit(AT_ONCE)
        ).all()
        if not heads:
            return
        last = heads[-1].id
        yield heads


def lone_events(connection: Connection) -> Iterator[list[int]]:
    """Ids of the events that belong to no instance."""
    event = tables.event
    last = connection.execute(select(func.max(event.c.id))).scalar() or 0
    for begin in range(0, last + 1, STRETCH):
        statement = select(event.c.id).where(
            event.c.id > begin, event.c.id <= begin + STRETCH, event.c.chain_no == 0
        )
        found = list(connection.execute(statement.order_by(event.c.id)).scalars())
        for start in range(0, len(found), AT_ONCE):
            yield found[start : start + AT_ONCE]
