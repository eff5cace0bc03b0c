"""What a monitoring system and an administrator at a terminal see: metrics, log lines, the doctor, the commands."""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from office import CONTENT, Office
from operating.calling import Caller, client_of, service

from tongban.api import logs
from tongban.api.app import create_app
from tongban.api.cli import main
from tongban.engine import SYSTEM, AttachMaterial, CreateClient, KeepSecret, doctor, items
from tongban.engine.persistence.document_store import FolderStore
from tongban.engine.settings import Settings

TOKEN = "a token for the metrics alone"
ID_NUMBER = "11010519491231002X"


@pytest.fixture
def page(office: Office) -> Iterator[Any]:
    """A client of an application of this test's own, whose engine knows the metrics' token."""
    office.engine.settings = replace(office.engine.settings, metrics_token=TOKEN)
    app = create_app(office.engine.settings, engine=office.engine, pages=False)
    yield app.test_client()


def samples(text: str) -> dict[str, float]:
    """Every sample of the exposition format by its name and labels."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(line.startswith("tongban_") for line in lines)
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def ask(page: Any, token: str = TOKEN) -> Any:
    return page.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def test_metrics_say_what_waits_what_failed_and_what_was_asked(caller: Caller, page: Any) -> None:
    caller.deploy(service("pays", "pay"))
    caller.start("pays")
    (job,) = caller.fetch("pay")
    caller.post(f"/external-tasks/{job['id']}/fail", {"worker": "w", "message": "no", "retries": 0})
    page.get("/api/v1/public/progress?case_no=x&code=y")
    answer = ask(page)
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    found = samples(answer.text)
    assert found["tongban_incidents_open"] == 1
    assert found['tongban_queue_failed{queue="jobs",topic="pay"}'] == 1
    assert found['tongban_instances_open{process="pays",state="incident"}'] == 1
    assert found["tongban_workers_alive"] == 0
    (asked,) = [
        value for name, value in found.items() if 'route="/api/v1/public/progress",status="404"' in name
    ]
    assert asked == 1
    counts = [value for name, value in found.items() if "request_seconds_bucket" in name and "public" in name]
    assert counts == sorted(counts)
    assert counts[-1] == 1


def test_only_who_may_reads_them(office: Office, page: Any) -> None:
    assert page.get("/metrics").status_code == 401
    assert ask(page, "a guess").status_code == 401
    tokens = {}
    for name in ("wang.window", "admin"):
        header = client_of(office, name).environ_base["HTTP_AUTHORIZATION"]
        tokens[name] = header.removeprefix("Bearer ")
    assert ask(page, tokens["wang.window"]).status_code == 403
    assert ask(page, tokens["admin"]).status_code == 200
    client = office.engine.execute(CreateClient("c", ("read",), username="admin"), SYSTEM)
    assert ask(page, client["token"]).status_code == 403


def test_a_log_line_names_the_request_the_case_and_nobody(
    caller: Caller, page: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = replace(caller.office.engine.settings, log_format="json")
    root = logging.getLogger()
    kept, level = list(root.handlers), root.level
    try:
        logs.configure(settings)
        answer = page.get(
            f"/api/v1/cases/NO-{ID_NUMBER}%0d%0ainjected",
            headers={"X-Request-ID": "req-1", "Authorization": "Bearer tbc_0123456789"},
        )
        assert answer.headers["X-Request-ID"] == "req-1"
        other = page.get("/api/v1/cases/A", headers={"X-Request-ID": "bad id\twith tab"})
        assert logs.OURS.fullmatch(other.headers["X-Request-ID"])
        logging.getLogger("t").warning("call 13812345678\r\nwith Bearer abcdefgh \x1b[31m")
        told = capsys.readouterr().err
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
    first, _, third = [json.loads(line) for line in told.splitlines()]
    assert (first["request_id"], first["status"], first["method"]) == ("req-1", 401, "GET")
    assert first["path"] == "/api/v1/cases/NO-110105********002X\\x0d\\x0ainjected"
    assert third["message"] == "call 138****5678\\x0d\\x0awith Bearer … \\x1b[31m"
    for secret in (ID_NUMBER, "13812345678", "tbc_0123456789", "abcdefgh", "\x1b"):
        assert secret not in told


def test_the_doctor_sees_what_is_wrong_and_says_how_to_mend_it(office: Office) -> None:
    engine = office.engine

    def told(settings: Settings, migrated: bool = True) -> dict[str, tuple[str, str]]:
        found = doctor.examine(settings, engine.sql_engine, engine.now, migrated=migrated)
        assert all(one.mend for one in found if one.level != "ok")
        return {one.what: (one.level, one.mend) for one in found}

    def level(found: dict[str, tuple[str, str]], part: str) -> str:
        (one,) = [value[0] for what, value in found.items() if part in what]
        return one

    engine.execute(KeepSecret("bank", "s"), SYSTEM)
    found = told(engine.settings)
    assert level(found, "no worker runs") == "error"
    assert level(found, "no mail") == "warning"
    risky = replace(
        engine.settings,
        bootstrap_token="short",
        public_url="https://a.example",
        secret_key="A" * 43 + "=",
        smtp_host="127.0.0.1",
        smtp_port=1,
    )
    found = told(risky)
    for part in ("short enough", "without TLS", "another key", "mail server"):
        assert level(found, part) == "error"
    assert level(told(engine.settings, migrated=False), "not of this release") == "error"
    key = engine.settings.data_dir / "secret.key"
    key.chmod(0o644)
    assert level(told(engine.settings), "others may read the key") == "error"


def test_a_lost_file_is_seen(office: Office) -> None:
    item = office.publish(CONTENT / "signboard-filing")
    case = office.register(item)
    sample = next(one for one in item.samples.values() if one.key == "granted")
    code, recipe = next(iter(sample.materials.items()))
    content = items.make_file(recipe, code)
    handed_in = AttachMaterial(case["case_no"], code, items.file_name(recipe, code), content)
    office.engine.execute(handed_in, office.actor(sample.by))
    settings = office.engine.settings
    sha256 = FolderStore(settings.data_dir / "files").put(content)
    (settings.data_dir / "files" / sha256[:2] / sha256).write_bytes(b"something else")
    found = doctor.examine(settings, office.engine.sql_engine, office.engine.now, migrated=True)
    assert [one.level for one in found if "lost or changed" in one.what] == ["error"]


def test_the_commands_back_up_check_restore_and_examine(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = CliRunner()
    target = str(tmp_path / "backup")

    def call(*words: str) -> Any:
        return run.invoke(main, list(words), catch_exceptions=False)

    monkeypatch.setenv("TONGBAN_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(tmp_path / "data"))
    assert call("backup", target).exit_code == 0
    assert call("backup", "--check", target).exit_code == 0
    assert "is there already" in call("backup", target).output
    monkeypatch.setenv("TONGBAN_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert "tongban migrate" in call("audit", "verify").output
    assert "run `tongban migrate`" in call("backup", str(tmp_path / "other")).output
    restored = call("restore", target)
    assert (restored.exit_code, "0 chains, 0 events" in restored.output) == (0, True)
    seen = json.loads(call("doctor", "--json").output)
    assert {"level", "what", "mend"} == set(seen[0])
    assert "no worker runs" in call("doctor").output


def test_a_command_that_cannot_do_it_says_why_in_a_line(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = CliRunner()

    def call(*words: str) -> Any:
        found = run.invoke(main, list(words))
        assert not isinstance(found.exception, Exception) or isinstance(found.exception, SystemExit)
        return found

    monkeypatch.setenv("TONGBAN_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(tmp_path / "data"))
    target = tmp_path / "backup"

    def full(*_: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "event.jsonl.gz")

    with monkeypatch.context() as patched:
        patched.setattr("tongban.engine.backup._write_table", full)
        told = call("backup", str(target))
    assert (told.exit_code, "No space left" in told.output) == (1, True)
    assert list(tmp_path.glob("*backup*")) == [], "no half of a backup stays"
    assert call("backup", str(target)).exit_code == 0
    assert "whole" in call("backup", "--check", str(target)).output
    (target / "tables" / "task.jsonl.gz").unlink()
    with (target / "tables" / "event.jsonl.gz").open("ab") as file:
        file.write(b"more")
    told = call("backup", "--check", str(target))
    assert "table task: its file is missing" in told.output
    assert "table event: its file is damaged" in told.output
    assert (told.exit_code, "not whole" in told.output) == (1, True)
    assert "no backup: there is no manifest.json" in call("backup", "--check", str(tmp_path)).output
    sealed = str(tmp_path / "seal")
    assert "places, SHA-256" in call("audit", "seal", sealed).output
    assert "never written over" in call("audit", "seal", sealed).output
    told = call("audit", "verify", "--seal", sealed)
    assert (told.exit_code, "Everything holds." in told.output) == (0, True)
    assert "no seal" in call("audit", "verify", "--seal", str(target / "manifest.json")).output
    monkeypatch.setenv("TONGBAN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    for words in (("backup", str(tmp_path / "other")), ("audit", "verify")):
        told = call(*words)
        assert (told.exit_code, "The database does not answer" in told.output) == (1, True)
    monkeypatch.setenv("TONGBAN_DATABASE_URL", "sqlite:////proc/nowhere/x.db")
    told = call("doctor")
    assert (told.exit_code, "cannot be made" in told.output) == (1, True)
