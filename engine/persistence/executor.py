"""The one owner of transactions: an act runs, everything it wrote is committed at once, or nothing is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from tongban.engine import errors, feel
from tongban.engine.domain.actor import Actor
from tongban.engine.persistence.database import write, writing
from tongban.engine.persistence.resting import resting
from tongban.engine.persistence.unit_of_work import SqlUnitOfWork, Surroundings
from tongban.engine.ports import Answer

ATTEMPTS = 5
TRANSIENT = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key with a fingerprint of the whole call, the caller included."""

    key: str
    fingerprint: str


class CommitUnknown(Exception):
    """The connection broke while committing: nobody knows, so the act is not done again by itself."""


class Executor:
    """Runs handlers `(command, actor, uow) -> answer`."""

    def __init__(
        self, engine: Engine, surroundings: Surroundings, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._engine = engine
        self._writing = writing(resting(engine))
        self._surroundings = surroundings
        self.clock = clock or (lambda: datetime.now(UTC))

    def run(
        self,
        handler: Callable[[Any, Actor, Any], dict[str, Any]],
        command: Any,
        actor: Actor,
        once: Once | None,
    ) -> dict[str, Any]:
        """One act in one transaction; a database that asks to try again is asked again, for so long as one may wait."""
        end = time.monotonic() + self._surroundings.settings.database_wait_seconds
        for attempt in range(ATTEMPTS):
            try:
                return self._once(handler, command, actor, once)
            except CommitUnknown as unknown:
                assert unknown.__cause__ is not None
                raise unknown.__cause__ from None
            except OperationalError as failed:
                if attempt == ATTEMPTS - 1 or not _worth_another_try(failed) or time.monotonic() > end:
                    raise
                time.sleep(0.005 * 2**attempt)
        raise AssertionError("unreachable")

    def _once(
        self,
        handler: Callable[[Any, Actor, Any], dict[str, Any]],
        command: Any,
        actor: Actor,
        once: Once | None,
    ) -> dict[str, Any]:
        if once is None:
            return self._act(handler, command, actor, None)
        try:
            return self._act(handler, command, actor, once)
        except (IntegrityError, errors.EngineError):
            # Somebody may have made the same call a moment earlier: then theirs is the answer.
            first = self._first_answer(once)
            if first is None:
                raise
            return first

    def _act(
        self,
        handler: Callable[[Any, Actor, Any], dict[str, Any]],
        command: Any,
        actor: Actor,
        once: Once | None,
    ) -> dict[str, Any]:
        with write(self._writing) as connection:
            # Begun here and not by the first statement, because statements run on the driver's cursor.
            connection.begin()
            uow = SqlUnitOfWork(connection, self.clock(), self._surroundings)
            if once is not None:
                known = uow.get(Answer, once.key)
                if known is not None:
                    return _checked(known, once)
            answer = handler(command, actor, uow)
            if once is not None:
                kept = feel.loads(feel.dumps(feel.to_json(answer)))
                uow.add(Answer(once.key, once.fingerprint, kept, uow.now))
            try:
                uow.commit()
            except OperationalError as failed:
                if _sure_to_be_undone(failed):
                    raise
                raise CommitUnknown from failed
            return answer

    def _first_answer(self, once: Once) -> dict[str, Any] | None:
        with self._engine.connect() as connection:
            uow = SqlUnitOfWork(connection, self.clock(), self._surroundings)
            known = uow.get(Answer, once.key)
            return _checked(known, once) if known is not None else None


def _worth_another_try(failed: OperationalError) -> bool:
    """The database asks to try again, or the connection was lost before anything was committed."""
    return failed.connection_invalidated or _sure_to_be_undone(failed)


def _sure_to_be_undone(failed: OperationalError) -> bool:
    return getattr(failed.orig, "sqlstate", None) in TRANSIENT


def _checked(known: Answer, once: Once) -> dict[str, Any]:
    if known.fingerprint != once.fingerprint:
        raise errors.KeyReused()
    answer: dict[str, Any] = known.answer
    return answer
