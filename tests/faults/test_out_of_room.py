"""A full disk, an unreachable database, a mail server that is down: told so, nothing half done, tried again."""

from __future__ import annotations

import errno
import io
import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office
from operating.calling import Caller, client_of
from sqlalchemy.exc import OperationalError

from tongban.engine import items
from tongban.engine.persistence.executor import Executor


def test_a_full_disk_refuses_a_file_and_keeps_no_half_of_it(
    caller: Caller, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = office.publish(CONTENT / "signboard-filing")
    case = office.register(item)
    sample = next(one for one in item.samples.values() if one.key == "granted")
    code, recipe = next(iter(sample.materials.items()))
    path = f"/api/v1/cases/{case['case_no']}/materials/{code}"
    content = items.make_file(recipe, code)
    client = client_of(office, sample.by)

    def hand_in() -> Any:
        file = (io.BytesIO(content), items.file_name(recipe, code))
        return client.put(path, data={"file": file})

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def materials() -> list[Any]:
        return [one for one in office.case(case["case_no"])["materials"] if one.get("file_name")]

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        answer = hand_in()
    assert (answer.status_code, answer.json["code"]) == (503, "out_of_room")
    assert answer.headers["Retry-After"]
    assert materials() == []
    assert list((office.engine.settings.data_dir / "files").rglob("*-*")) == [], "no part of a file"
    assert hand_in().status_code in (200, 201)
    assert len(materials()) == 1


def test_a_database_that_is_away_is_told_and_asked_again(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("SELECT 1", {}, Exception("the connection was refused"))

    with monkeypatch.context() as patched:
        patched.setattr(Executor, "run", away)
        answer = caller.client.post("/api/v1/signals", json={"name": "s"})
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]
    assert "refused" not in answer.text
    assert caller.client.post("/api/v1/signals", json={"name": "s"}).status_code == 200


def test_a_mail_server_that_is_down_holds_up_no_case_and_gets_its_mail_later(office: Office) -> None:
    engine = office.engine
    engine.settings = replace(engine.settings, smtp_host="127.0.0.1", smtp_port=1)
    item = office.publish(CONTENT / "signboard-filing")
    case = office.register(item)
    before = office.case(case["case_no"])["state"]
    for _ in range(3):
        office.wait(timedelta(minutes=30))
    assert office.case(case["case_no"])["state"] == before
    assert engine.verify_audit()["broken"] == []
