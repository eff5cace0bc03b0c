"""What is sent to a database meanwhile: every statement, prepared ones too, in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import sqlalchemy

from tongban.engine import Engine
from tongban.engine.persistence.driver import OBSERVERS

# They only mark where a transaction begins and how a connection behaves.
NO_QUESTIONS = ("BEGIN", "PRAGMA")


class Sent(NamedTuple):
    """A statement's text and with how many rows of values it went out."""

    text: str
    rows: int


@contextmanager
def counting(engine: Engine) -> Iterator[list[Sent]]:
    """The statements sent meanwhile; one with many rows is one."""
    found: list[Sent] = []

    def prepared(text: str, rows: int) -> None:
        found.append(Sent(text, rows))

    def executed(_connection: Any, _cursor: Any, text: str, values: Any, _context: Any, many: bool) -> None:
        if not text.startswith(NO_QUESTIONS):
            found.append(Sent(text, len(values) if many else 1))

    OBSERVERS.append(prepared)
    sqlalchemy.event.listen(engine.sql_engine, "before_cursor_execute", executed)
    try:
        yield found
    finally:
        OBSERVERS.remove(prepared)
        sqlalchemy.event.remove(engine.sql_engine, "before_cursor_execute", executed)
