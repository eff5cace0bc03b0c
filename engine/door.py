"""The engine as everybody outside sees it: `execute` for acts, `queries` for reading, and who a credential is."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.engine.domain.actor import SYSTEM, Actor
from tongban.engine.passwords import verify_password
from tongban.engine.persistence import deliveries
from tongban.engine.persistence.calendars import CalendarShelf
from tongban.engine.persistence.database import SqlEngine, read, reading
from tongban.engine.persistence.executor import Executor, Once
from tongban.engine.persistence.unit_of_work import Surroundings
from tongban.engine.postman import ChannelPostman
from tongban.engine.queries import actors, chains, sweeps
from tongban.engine.queries.reader import Reader
from tongban.engine.settings import Settings
from tongban.engine.use_cases import (
    CALENDAR_ACTS,
    HANDLERS,
    CreateToken,
    OpenSession,
    RemoveRule,
    SaveRule,
)
from tongban.engine.use_cases.integration import SECRET_ANSWERS
from tongban.engine.use_cases.operations.batch import BatchTasks, batch_tasks, row_key
from tongban.engine.worker import Worker

ADMINISTRATOR = Actor("administrator", "管理员", roles=frozenset({"sys_admin"}), kind="token")


@dataclass(frozen=True, slots=True)
class SignIn:
    """Name and password; the answer holds the session's secret."""

    username: str
    password: str


class Engine:
    """Wired once per process by `bootstrap`."""

    def __init__(
        self,
        settings: Settings,
        sql_engine: SqlEngine,
        surroundings: Surroundings,
        calendars: CalendarShelf,
        reader: Reader,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.settings = settings
        self.sql_engine = sql_engine
        self._reading = reading(sql_engine)
        self.queries = reader
        self.postman = ChannelPostman(settings)
        self._calendars = calendars
        self._rules = surroundings.rules
        self._executor = Executor(sql_engine, surroundings, clock)

    @property
    def now(self) -> datetime:
        """The engine's own time."""
        return self._executor.clock()

    def execute(self, command: Any, actor: Actor, once: Once | None = None) -> dict[str, Any]:
        """Do one act in one transaction; with `once`, a repeated call gets the first answer again."""
        if isinstance(command, SignIn):
            return self._sign_in(command, actor or SYSTEM)
        if isinstance(command, BatchTasks):
            return batch_tasks(command, lambda one, row: self.execute(one, actor, _row_of(once, row)))
        if isinstance(command, (CreateToken, *SECRET_ANSWERS)):
            once = None  # An answer that holds a secret is not kept; a repeated call makes another token.
        answer = self._executor.run(HANDLERS[type(command)], command, actor, once)
        if isinstance(command, CALENDAR_ACTS):
            self._calendars.forget()
        if isinstance(command, (SaveRule, RemoveRule)):
            self._rules.forget()
        return answer

    def actor_of_token(self, secret: str) -> Actor | None:
        """Who a bearer token belongs to; the one from the environment is the built-in administrator's."""
        bootstrap_token = self.settings.bootstrap_token
        if bootstrap_token and hmac.compare_digest(bootstrap_token.encode(), secret.encode()):
            return ADMINISTRATOR
        return read(self._reading, lambda connection: actors.actor_of_token(connection, secret, self.now))

    def actor_of_session(self, secret: str) -> Actor | None:
        """Who a browser session belongs to."""
        return read(self._reading, lambda connection: actors.actor_of_session(connection, secret, self.now))

    def verify_audit(self) -> dict[str, Any]:
        """`{chains, events, broken}`: every hash chain recomputed."""
        with self._reading.connect() as connection:
            return chains.verify_all(connection)

    def actor_of_username(self, username: str) -> Actor | None:
        """A person by name, for the command line and sample runs only."""
        with self._reading.connect() as connection:
            return actors.actor_of_username(connection, username, self.now)

    def beat(self, worker: str) -> None:
        """A worker's sign of life."""
        sweeps.beat(self.sql_engine, worker, self.now)

    def due_timers(self, limit: int) -> list[str]:
        """Ids of timers whose time has come, oldest first."""
        return sweeps.due_timers(self.sql_engine, self.now, limit)

    def due_notices(self, limit: int) -> list[str]:
        """Ids of notices to deliver, oldest first."""
        return sweeps.due_notices(self.sql_engine, self.now, limit)

    def webhooks_wait(self) -> bool:
        """Whether there are events that no delivery was made of yet, for webhooks that are switched on."""
        return sweeps.webhooks_wait(self.sql_engine)

    def due_deliveries(self, each: int) -> list[str]:
        """Ids of webhook deliveries to send, at most so many of each webhook."""
        return deliveries.due(self.sql_engine, self.now, each)

    def calls_wait(self) -> bool:
        """Whether a registered connector has a job to do."""
        return deliveries.calls_wait(self.sql_engine, self.now)

    def watch_waits(self) -> list[str]:
        """What supervision has still to do: `events` to read, clocks to `rearm`."""
        return sweeps.watch_waits(self.sql_engine)

    def start_worker(self) -> Worker:
        """A worker of this process, running."""
        worker = Worker(self)
        worker.start()
        return worker

    def _sign_in(self, command: SignIn, actor: Actor) -> dict[str, Any]:
        # The slow check comes before the transaction, so that it holds no lock and no connection.
        kept = read(self._reading, lambda connection: actors.password_hash(connection, command.username))
        verified = verify_password(command.password, kept)
        handler = HANDLERS[OpenSession]
        return self._executor.run(handler, OpenSession(command.username, verified), actor, None)


def _row_of(once: Once | None, row: str) -> Once | None:
    """The key of a whole call, for one row of it."""
    return None if once is None else Once(row_key(once.key, row), once.fingerprint)
