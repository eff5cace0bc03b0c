"""The engine as everybody outside sees it: `execute` for acts, `queries` for reading, and who a credential is."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.engine import documents
from tongban.engine.archivist import Archivist
from tongban.engine.domain.actor import ADMINISTRATORS, SYSTEM, Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.password_checks import SECRET, prepared
from tongban.engine.passwords import verify_password
from tongban.engine.persistence import deliveries
from tongban.engine.persistence.calendars import CalendarShelf
from tongban.engine.persistence.database import SqlEngine, read, reading
from tongban.engine.persistence.executor import Executor, Once
from tongban.engine.persistence.resting import resting
from tongban.engine.persistence.unit_of_work import Surroundings
from tongban.engine.postman import ChannelPostman
from tongban.engine.press import Press
from tongban.engine.queries import actors, chains, sweeps
from tongban.engine.queries.reader import Reader
from tongban.engine.settings import Settings
from tongban.engine.single_sign_on import SingleSignOn
from tongban.engine.touches import Touches
from tongban.engine.use_cases import (
    CALENDAR_ACTS,
    HANDLERS,
    CreateToken,
    OpenSession,
    RemoveRule,
    SaveRule,
)
from tongban.engine.use_cases.archive import KeepArchive
from tongban.engine.use_cases.document_steps import KeepSealed, MoveDocument
from tongban.engine.use_cases.integration import SECRET_ANSWERS
from tongban.engine.use_cases.operations.batch import BatchTasks, batch_tasks, row_key
from tongban.engine.use_cases.rate_case import BAD, RateCase
from tongban.engine.use_cases.ratings import PrepareRatings
from tongban.engine.use_cases.reveal_identity import RevealIdentity
from tongban.engine.use_cases.sessions import TouchSession
from tongban.engine.use_cases.sign_up import AskSignUpCode
from tongban.engine.use_cases.templates import SaveTemplate, SetDocumentRule
from tongban.engine.worker import Worker

# Sets the system up, so it is all three administrators at once; what it does is on record under its own name.
ADMINISTRATOR = Actor("administrator", "管理员", roles=ADMINISTRATORS, kind="token")


@dataclass(frozen=True, slots=True)
class SignIn:
    """Name and password; the answer holds the session's secret."""

    username: str
    password: str
    agent: str = ""
    address: str = ""


class Engine:
    """Wired once per process by `bootstrap`."""

    def __init__(
        self,
        settings: Settings,
        sql_engine: SqlEngine,
        surroundings: Surroundings,
        calendars: CalendarShelf,
        reader: Reader,
        press: Press,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.settings = settings
        self._touches = Touches()
        self.sql_engine = sql_engine
        self._reading = reading(resting(sql_engine))
        self.queries = reader
        self.press = press
        reader.sign, reader.check = self._sign, press.check
        self.archivist = Archivist(reader, surroundings.files, press, self._keep_archive)
        reader.kinds, reader.shipped_text = press.kinds, documents.shipped_text
        reader.sample_document = press.sample
        self.postman = ChannelPostman(settings)
        self._calendars = calendars
        self._rules = surroundings.rules
        self._executor = Executor(sql_engine, surroundings, clock)
        self.single_sign_on = SingleSignOn(self)

    @property
    def visitor(self) -> Actor:
        """Whoever has not signed in."""
        return Actor("visitor", "", kind="applicant")

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
        if isinstance(command, (CreateToken, AskSignUpCode, RevealIdentity, *SECRET_ANSWERS, *SECRET)):
            once = None  # An answer that holds a secret is not kept; a repeated call makes another token.
        command = prepared(command, actor, self._password_hash, self.waiting_actor)
        if isinstance(command, RateCase) and command.level >= BAD:
            self._executor.run(HANDLERS[PrepareRatings], PrepareRatings(), SYSTEM, None)
        if isinstance(command, SaveTemplate):
            self.try_template(command.unit, command.type, command.text, actor)
        answer = self._executor.run(HANDLERS[type(command)], command, actor, once)
        if isinstance(command, CALENDAR_ACTS):
            self._calendars.forget()
        if isinstance(command, (SaveRule, RemoveRule, SaveTemplate, SetDocumentRule)):
            self._rules.forget()
        if isinstance(command, MoveDocument) and answer["state"] == "sealed":
            self.queries.signed(command.document_id)
        return answer

    def try_template(self, unit: str, type_: str, text: str, actor: Actor, language: str = "zh") -> bytes:
        """A document of made-up data from an office's text, outside any transaction; TemplateWrong names the line."""
        may(actor, "template.change", Thing(unit=unit))
        return documents.render(type_, documents.specimen(), language=language, text=text)

    def archive(self, actor: Actor, case_no: str) -> tuple[bytes, str]:
        """The archive package of a closed case, made now if there is none of what it has become; and its file name."""
        return self.archivist.package(actor, case_no)

    def _keep_archive(self, made: KeepArchive) -> None:
        self._executor.run(HANDLERS[KeepArchive], made, SYSTEM, None)

    def _sign(self, waiting: dict[str, Any]) -> None:
        """Make and keep the signed file of a document, the slow part outside the transaction."""
        pdf = self.press.make(waiting["type"], waiting["data"], waiting["text"])
        sealed = self.press.seal(pdf, waiting["unit"], waiting["organ"], waiting["reason"])
        self._executor.run(HANDLERS[KeepSealed], KeepSealed(waiting["id"], sealed), SYSTEM, None)

    def actor_of_token(self, secret: str) -> Actor | None:
        """Who a bearer token belongs to; the one from the environment is the built-in administrator's."""
        bootstrap_token = self.settings.bootstrap_token
        if bootstrap_token and hmac.compare_digest(bootstrap_token.encode(), secret.encode()):
            return ADMINISTRATOR
        return read(self._reading, lambda connection: actors.actor_of_token(connection, secret, self.now))

    def actor_of_session(self, secret: str) -> Actor | None:
        """Who a browser session belongs to; once in a while it is noted that it is in use."""
        found = read(self._reading, lambda connection: actors.actor_of_session(connection, secret, self.now))
        if found is not None and self._touches.due(secret, self.now):
            self.execute(TouchSession(secret), found)
        return found

    def waiting_actor(self, secret: str) -> Actor | None:
        """Whose password was right, while the session still waits for the second factor."""
        return read(
            self._reading,
            lambda connection: actors.actor_of_session(connection, secret, self.now, pending=True),
        )

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
        verified = verify_password(command.password, self._password_hash(command.username))
        opening = OpenSession(command.username, verified, command.agent, command.address)
        return self._executor.run(HANDLERS[OpenSession], opening, actor, None)

    def _password_hash(self, username: str) -> str | None:
        return read(self._reading, lambda connection: actors.password_hash(connection, username))


def _row_of(once: Once | None, row: str) -> Once | None:
    """The key of a whole call, for one row of it."""
    return None if once is None else Once(row_key(once.key, row), once.fingerprint)
