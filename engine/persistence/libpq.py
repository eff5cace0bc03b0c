"""A connection to PostgreSQL whose kept statements go straight to libpq: prepared once, written together.

psycopg's cursors see to every query there may be; for one that is known they spend more than the query costs. Here a
statement is prepared by each connection when it first meets it, what is only written waits for the next question or
the end of the transaction, and goes with it in one round trip (libpq's pipeline). Everything else is psycopg's as before.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import abc, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

Values = Sequence[Any]
_OPENED = (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)
_BEGIN, _COMMIT, _ROLLBACK = "BEGIN", "COMMIT", "ROLLBACK"
#: So many waiting writes are sent without waiting for more.
AT_MOST = 1000


class DirectConnection(psycopg.Connection[Any]):
    """One thread at a time, as the pool sees to; errors are psycopg's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names_of: dict[str, bytes] = {}
        self._waiting: list[tuple[bytes, Sequence[Any]]] = []
        self._answer = select.poll()
        self._answer.register(self.pgconn.socket, select.POLLIN)
        self._adapting: abc.Transformer | None = None

    def ask(self, text: str, values: Values) -> Sequence[Sequence[Any]]:
        """The rows of a kept query, its parameters written `$1`, `$2` …; what waits is written first."""
        question = self._ready(text, values)
        self._begin()
        adapting = self._transformer
        if self._waiting:
            self._waiting.append(question)
            answer = self._send_waiting()
        else:
            # Waits outside Python's lock.
            answer = self._sound(self.pgconn.exec_prepared(*question))
        adapting.set_pgresult(answer)
        try:
            return adapting.load_rows(0, answer.ntuples, tuple)
        finally:
            adapting.set_pgresult(None)

    def tell(self, text: str, rows: Sequence[Values]) -> None:
        """Write with a kept statement, once for each of these values; an error may come with what is done next."""
        self._begin()
        self._waiting.extend([self._ready(text, values) for values in rows])
        if self.autocommit or len(self._waiting) > AT_MOST:
            self._send_waiting()

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        """psycopg's own, after what waits."""
        if self._waiting:
            self._send_waiting()
        return super().cursor(*args, **kwargs)

    def commit(self) -> None:
        """With what waits, in one round trip; after an error nothing is left open, as SQLAlchemy takes it to be."""
        try:
            if self._waiting:
                self._waiting.append(self._ready(_COMMIT, ()))
                self._send_waiting()
            elif self.pgconn.transaction_status in _OPENED:
                done = self._sound(self.pgconn.exec_(_COMMIT.encode()))
                if done.command_status == _ROLLBACK.encode():
                    # Somebody has passed over an error: PostgreSQL undoes the act and calls that a success.
                    raise psycopg.errors.InFailedSqlTransaction(
                        "nothing was committed: a statement had failed"
                    )
        except psycopg.Error:
            with suppress(psycopg.Error):
                self.rollback()
            raise

    def rollback(self) -> None:
        """Nothing that waits is written; no prepared statement is forgotten, because our tables stay as they are."""
        self._waiting.clear()
        if self.pgconn.pipeline_status != pq.PipelineStatus.OFF:
            # Broken off between a question and its answer: nobody knows what would come next.
            self.close()
        if self.pgconn.transaction_status in _OPENED:
            self._sound(self.pgconn.exec_(_ROLLBACK.encode()))
        else:
            super().rollback()

    @property
    def _transformer(self) -> abc.Transformer:
        # Not made with the connection: psycopg gives it its adapters after that.
        if self._adapting is None:
            self._adapting = Transformer(self)
        return self._adapting

    def _begin(self) -> None:
        if (
            not self._waiting
            and not self.autocommit
            and self.pgconn.transaction_status == pq.TransactionStatus.IDLE
        ):
            self._waiting.append(self._ready(_BEGIN, ()))

    def _ready(self, text: str, values: Values) -> tuple[bytes, Sequence[Any]]:
        name = self._names_of.get(text)
        if name is None:
            name = f"kept_{len(self._names_of)}".encode()
            self._sound(self.pgconn.prepare(name, text.encode()))
            self._names_of[text] = name
        # As text, because the types of the parameters are those that the server has found.
        return name, self._transformer.dump_sequence(values, [PyFormat.TEXT] * len(values)) if values else ()

    def _send_waiting(self) -> pq.abc.PGresult:
        """Everything that waits, in order; the answer to the last, or the error of the first that failed."""
        line, waiting = self.pgconn, self._waiting
        self._waiting = []
        line.enter_pipeline_mode()
        for name, values in waiting:
            line.send_query_prepared(name, values)
        line.pipeline_sync()
        while line.flush():
            # More than goes at once: the server may have to be rid of answers before it takes the rest.
            either = select.poll()
            either.register(line.socket, select.POLLIN | select.POLLOUT)
            either.poll()
            line.consume_input()
        failed = answer = None
        while (result := self._next()) is None or result.status != pq.ExecStatus.PIPELINE_SYNC:
            if result is not None:
                answer = result
                if result.status == pq.ExecStatus.FATAL_ERROR:
                    failed = failed or result
            elif line.status != pq.ConnStatus.OK:
                raise psycopg.OperationalError(line.get_error_message())
        line.exit_pipeline_mode()
        assert answer is not None
        return self._sound(failed or answer)

    def _next(self) -> pq.abc.PGresult | None:
        # `get_result` waits inside Python's lock, so the waiting is done here.
        while self.pgconn.is_busy():
            self._answer.poll()
            self.pgconn.consume_input()
        return self.pgconn.get_result()

    def _sound(self, result: pq.abc.PGresult) -> pq.abc.PGresult:
        if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            return result
        if self.pgconn.status != pq.ConnStatus.OK:
            raise psycopg.OperationalError(result.get_error_message())
        raise error_from_result(result)
