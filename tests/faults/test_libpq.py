"""Kept statements on libpq itself: what waits to be written, what an error leaves behind, and who may go on meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import pq
from sqlalchemy import Engine

from tongban.engine.persistence.database import connect
from tongban.engine.persistence.libpq import AT_MOST, DirectConnection

TABLE = "CREATE TABLE kept (id int PRIMARY KEY, word text)"
ADD = "INSERT INTO kept (id, word) VALUES ($1::int, $2::text)"
COUNT = "SELECT count(*) FROM kept"


@pytest.fixture
def root(postgres_url: str) -> Iterator[Engine]:
    engine = connect(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture
def line(root: Engine) -> Iterator[DirectConnection]:
    with closing(_line(root)) as found:
        found.execute(TABLE)
        found.commit()
        yield found


def _line(root: Engine) -> DirectConnection:
    """A connection with all that SQLAlchemy gives one, out of the pool for good."""
    pooled = root.raw_connection()
    found = pooled.driver_connection
    pooled.detach()
    assert isinstance(found, DirectConnection)
    return found


def _count(line: DirectConnection) -> int:
    return int(line.ask(COUNT, [])[0][0])


def test_what_waits_is_written_before_the_next_question(line: DirectConnection) -> None:
    line.tell(ADD, [[1, "甲"], [2, None]])
    assert line.pgconn.transaction_status == pq.TransactionStatus.IDLE, "nothing was sent yet"
    assert line.ask("SELECT id, word FROM kept ORDER BY id", []) == [(1, "甲"), (2, None)]
    line.rollback()
    assert _count(line) == 0


def test_what_waits_is_written_before_a_cursor_looks(line: DirectConnection) -> None:
    line.tell(ADD, [[1, "甲"]])
    assert line.execute("SELECT word FROM kept").fetchone() == ("甲",)


def test_commit_takes_along_what_waits(root: Engine, line: DirectConnection) -> None:
    line.tell(ADD, [[1, "甲"]])
    line.commit()
    with closing(_line(root)) as other:
        assert _count(other) == 1


def test_rollback_drops_what_waits_and_keeps_what_is_prepared(line: DirectConnection) -> None:
    prepared = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kept%'"
    _count(line)
    before = line.execute(prepared).fetchone()
    line.tell(ADD, [[1, "甲"]])
    line.rollback()
    assert _count(line) == 0
    after = line.execute(prepared).fetchone()
    assert before is not None and after is not None and after[0] == before[0] + 1, "ADD came along"


@pytest.mark.parametrize("ends", ["commit", "ask", "cursor"])
def test_an_error_of_what_waits_comes_with_what_is_done_next(line: DirectConnection, ends: str) -> None:
    line.tell(ADD, [[1, "甲"], [1, "乙"], [2, "丙"]])
    with pytest.raises(psycopg.errors.UniqueViolation):
        if ends == "commit":
            line.commit()
        elif ends == "ask":
            _count(line)
        else:
            line.cursor()
    line.rollback()
    assert line.pgconn.transaction_status == pq.TransactionStatus.IDLE
    assert _count(line) == 0


def test_a_commit_that_fails_leaves_no_transaction_open(line: DirectConnection) -> None:
    line.tell(ADD, [[1, "甲"], [1, "乙"]])
    with pytest.raises(psycopg.errors.UniqueViolation):
        line.commit()
    # The pool takes the connection for clean, and changes its mode at once.
    line.autocommit = True
    assert _count(line) == 0


def test_an_error_passed_over_is_not_committed_silently(line: DirectConnection) -> None:
    line.tell(ADD, [[1, "甲"]])
    with pytest.raises(psycopg.errors.DivisionByZero):
        line.ask("SELECT 1 / $1::int", [0])
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        line.commit()
    assert line.pgconn.transaction_status == pq.TransactionStatus.IDLE
    assert _count(line) == 0


def test_without_transactions_everything_is_written_at_once(root: Engine, line: DirectConnection) -> None:
    line.autocommit = True
    line.tell(ADD, [[1, "甲"]])
    with closing(_line(root)) as other:
        assert _count(other) == 1


def test_many_and_large_writes_get_through(line: DirectConnection) -> None:
    """More than libpq's buffer and the socket's hold, and more than waits at a time."""
    long = "长" * 3_000_000
    line.tell(ADD, [[number, long] for number in range(3)])
    line.tell(ADD, [[number, "短"] for number in range(3, AT_MOST * 2)])
    assert line.ask("SELECT count(*), max(length(word)) FROM kept", []) == [(AT_MOST * 2, len(long))]


@pytest.mark.parametrize("writes", [False, True])
def test_others_go_on_while_one_waits_for_a_row(root: Engine, line: DirectConnection, writes: bool) -> None:
    """Were Python's lock held during the wait, the one who has the row could never give it back."""
    line.tell(ADD, [[1, "甲"]])
    line.commit()
    asks = "SELECT word FROM kept WHERE id = $1::int FOR UPDATE"
    assert line.ask(asks, [1])
    with closing(_line(root)) as other:

        def wait() -> None:
            if writes:
                other.tell("UPDATE kept SET word = $2::text WHERE id = $1::int", [[1, "乙"]])
            else:
                other.ask(asks, [1])
            other.commit()

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not line.ask("SELECT 1 FROM pg_locks WHERE NOT granted", []):
            assert waiting.is_alive()
        line.commit()
        waiting.join(60)
        assert not waiting.is_alive()
    assert line.ask("SELECT word FROM kept", []) == [("乙" if writes else "甲",)]


@pytest.mark.parametrize("waits", [False, True])
def test_a_lost_connection_is_an_operational_error_and_closed(
    root: Engine, line: DirectConnection, waits: bool
) -> None:
    with closing(_line(root)) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [line.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        if waits:
            line.tell(ADD, [[1, "甲"]])
            line.commit()
        else:
            # The first may still be told why, the second finds nobody.
            _count(line)
            _count(line)
    assert line.closed


MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
VALUES = {
    "text": st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "bytea": st.binary(max_size=50),
    "double precision": st.floats(allow_nan=False),
    "numeric": st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1000, max_value=1000),
    "timestamptz": MOMENTS,
    "text[]": st.lists(st.text(st.characters(codec="ascii", exclude_characters="\0"))),
}


def test_values_come_back_as_they_went(line: DirectConnection) -> None:
    question = "SELECT " + ", ".join(f"${place + 1}::{kind}" for place, kind in enumerate(VALUES))

    @settings(max_examples=60, deadline=None)
    @given(st.tuples(*(st.none() | value for value in VALUES.values())))
    def round_trip(values: tuple[Any, ...]) -> None:
        (found,) = line.ask(question, list(values))
        assert found == values
        assert [type(value) for value in found] == [type(value) for value in values]

    round_trip()
    shown = datetime(2026, 11, 22, 9, 30, 0, 1, tzinfo=UTC) - timedelta(hours=8)
    assert line.ask(question, ["%s $1", 1, True, b"\0", 0.5, Decimal("1.5"), shown, ["%"]])[0][0] == "%s $1"


def test_a_statement_that_does_not_exist_is_told_at_once(line: DirectConnection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        line.tell("INSERT INTO nowhere VALUES ($1::int)", [[1]])
    line.rollback()
    assert _count(line) == 0
