"""A database that is slow, locked or out of connections: told so in time, nothing half done, well again by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from flask.testing import FlaskClient
from office import CONTENT, Office, open_office
from operating.calling import client_of
from sqlalchemy import text

from tongban.engine import SYSTEM
from tongban.engine.persistence.database import used_up
from tongban.engine.persistence.turns import turns_of
from tongban.engine.settings import Settings

#: Seconds that are waited here: more than any statement of these takes, less than anybody's patience.
WAIT = 1.0


@dataclass
class Desk:
    """A case with an open step, and the clerk who may take it."""

    office: Office
    client: FlaskClient
    case_no: str
    task_id: str

    def act(self) -> Any:
        return self.client.post(
            f"/api/v1/tasks/{self.task_id}/comment",
            json={"text": "已阅"},
            headers={"Idempotency-Key": "once"},
        )

    def record(self) -> list[str]:
        return [one["type"] for one in self.office.engine.queries.audit(SYSTEM, self.case_no)["items"]]

    def ready(self) -> Any:
        self.office.engine.beat("a-worker")
        return self.client.get("/readyz")


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(database_url, tmp_path, embedded_worker=False, database_wait_seconds=WAIT)
    office = open_office(settings)
    item = office.publish(CONTENT / "signboard-filing")
    case = office.register(item)
    task = office.engine.queries.tasks(office.actor("admin"), case=case["case_no"])["items"][0]
    yield Desk(office, client_of(office, "admin"), case["case_no"], task["id"])
    office.engine.sql_engine.dispose()


def test_a_lock_that_is_held_is_not_waited_for_for_ever(desk: Desk, database_url: str) -> None:
    before = desk.record()
    with _locked(database_url, desk.task_id):
        _told_to_come_again(desk.act())
    assert desk.record() == before
    _well_again(desk, before)


def test_the_writers_of_one_process_wait_no_longer(desk: Desk) -> None:
    if desk.office.engine.sql_engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has one place for a writer")
    before = desk.record()
    with turns_of(desk.office.engine.sql_engine):
        _told_to_come_again(desk.act())
    _well_again(desk, before)


def test_a_statement_that_does_not_end_is_given_up_with_the_whole_act(desk: Desk, database_url: str) -> None:
    if desk.office.engine.sql_engine.dialect.name == "sqlite":
        pytest.skip("SQLite runs in our own process")
    before = desk.record()
    with _statements(database_url) as run:
        # The record is written last: everything else of the act has been done by then.
        run(
            "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'"
        )
        run("CREATE TRIGGER slowly BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION slowly()")
        _told_to_come_again(desk.act())
        assert desk.record() == before
        run("DROP TRIGGER slowly ON event")
    _well_again(desk, before)


def test_readers_are_told_too_when_a_table_is_locked(desk: Desk, database_url: str) -> None:
    if desk.office.engine.sql_engine.dialect.name == "sqlite":
        pytest.skip("nothing holds up a reader of SQLite")
    with _statements(database_url, "READ COMMITTED") as run:
        run("LOCK TABLE task IN ACCESS EXCLUSIVE MODE")
        _told_to_come_again(desk.client.get(f"/api/v1/tasks/{desk.task_id}"))
    assert desk.client.get(f"/api/v1/tasks/{desk.task_id}").status_code == 200


def test_a_pool_that_is_used_up_is_told_by_every_call_and_by_health(desk: Desk) -> None:
    before, engine = desk.record(), desk.office.engine.sql_engine
    assert desk.ready().status_code == 200
    with ExitStack() as taken:
        while not used_up(engine):
            taken.enter_context(engine.connect())
        _told_to_come_again(desk.act())
        health = desk.client.get("/readyz")
        assert (health.status_code, health.json["database"], health.json["connections"]) == (503, True, False)
        assert desk.client.get("/healthz").status_code == 200, (
            "the process itself is well: nobody shall restart it"
        )
    _well_again(desk, before)
    assert desk.ready().status_code == 200


def _told_to_come_again(answer: Any) -> None:
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def _well_again(desk: Desk, before: list[str]) -> None:
    """Without a restart: the act is done, once, however often it is sent."""
    answer = desk.act()
    assert answer.status_code in (200, 201), answer.text
    assert desk.act().json == answer.json
    assert len(desk.record()) == len(before) + 1
    assert desk.office.engine.verify_audit()["broken"] == []


@contextmanager
def _locked(url: str, task_id: str) -> Iterator[None]:
    """Somebody else has what the act needs and does not let go."""
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                held = "SELECT 1 FROM task JOIN instance ON instance.id = task.instance_id WHERE task.id = :id FOR UPDATE"
                connection.execute(text(held), {"id": task_id})
            yield
    finally:
        engine.dispose()


@contextmanager
def _statements(url: str, isolation: str = "AUTOCOMMIT") -> Iterator[Any]:
    engine = sqlalchemy.create_engine(url, isolation_level=isolation)
    try:
        with engine.connect() as connection:
            yield lambda statement: connection.execute(text(statement))
    finally:
        engine.dispose()
