"""Connections at rest: what one act has used the next one uses again, without the formalities of pool and SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event

#: So many of an engine's connections rest outside its pool; in a crowd the others share what is in it.
PLACES = 2
_OPTION = "tongban_resting"


def resting(engine: Engine) -> Engine:
    """The same pool; what `connection_of` takes from it rests between two uses until the pool is disposed of."""
    idle: list[Connection] = []

    def close(_engine: Engine) -> None:
        while idle:
            connection = idle.pop()
            # Its pool is gone: it is closed for good, and not given back.
            connection.detach()
            connection.close()

    event.listen(engine, "engine_disposed", close)
    return engine.execution_options(**{_OPTION: idle})


@contextmanager
def connection_of(engine: Engine) -> Iterator[Connection]:
    """The connection that came to rest last, else one of the pool's; leaving rolls back."""
    idle: list[Connection] | None = engine.get_execution_options().get(_OPTION)
    try:
        connection = idle.pop() if idle else engine.connect()
    except IndexError:
        # Another thread was quicker.
        connection = engine.connect()
    try:
        yield connection
    except BaseException:
        connection.close()
        raise
    # Inside a transaction, or too many: then it goes the usual way, which sees to everything.
    if idle is None or connection.in_transaction() or len(idle) >= PLACES:
        connection.close()
    else:
        idle.append(connection)
