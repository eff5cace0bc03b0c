"""The feed of events loses nothing, in whatever order transactions begin, write and commit."""

from __future__ import annotations

from typing import Any

import pytest
from office import Office
from sqlalchemy import Connection

from tongban.engine.domain.actor import SYSTEM


def _write(connection: Connection, chain: str) -> None:
    connection.exec_driver_sql(
        "INSERT INTO event (chain, chain_no, type, at, actor, data, hash, tx) "
        f"VALUES ('{chain}', 1, 'test.written', now(), 'somebody', '{{}}', ''::bytea, txid_current())"
    )


def _chains(office: Office, after: Any) -> tuple[list[str], Any]:
    found = office.engine.queries.events(SYSTEM, after=str(after), types=["test.written"])["items"]
    return [one["instance_id"] for one in found], found[-1]["id"] if found else after


def test_a_smaller_number_that_commits_later_is_still_read(office: Office) -> None:
    engine = office.engine.sql_engine
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time, so numbers are given in the order of commits")
    with engine.connect() as early, engine.connect() as late:
        early.exec_driver_sql("SELECT txid_current()")
        late.exec_driver_sql("SELECT txid_current()")
        _write(late, "late")
        _write(early, "early")
        early.commit()
        seen, last = _chains(office, 0)
        late.commit()
    more, _ = _chains(office, last)

    assert seen == ["early"]
    assert more == ["late"]
