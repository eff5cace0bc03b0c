"""The command line: help, clear errors, exit codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tongban.api import cli, cli_upkeep
from tongban.api.demonstration import accounts, content_folder
from tongban.engine import CreateToken, DeployResources, LoadCalendar, errors

CALENDAR = """
calendar: test
years:
  - {year: 2026, status: published, source: s, holidays: {元旦: [2026-01-01]}, workdays: [2026-01-04]}
"""


@pytest.fixture
def run(engine, monkeypatch, tmp_path):
    monkeypatch.setattr(cli, "bootstrap", lambda *_: engine)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(tmp_path / "var"))

    def _(*words: Any) -> Result:
        return CliRunner().invoke(cli.main, [str(word) for word in words])

    return _


def test_help_names_every_command(run) -> None:
    answer = run("--help")
    assert answer.exit_code == 0
    for word in ("serve", "worker", "migrate", "check", "deploy", "run-item", "token", "audit", "calendar"):
        assert word in answer.output
        assert run(word, "--help").exit_code == 0


def test_a_wrong_setting_is_named(run, monkeypatch) -> None:
    monkeypatch.setenv("TONGBAN_PORT", "eighty")
    answer = run("worker")
    assert answer.exit_code == 2
    assert "TONGBAN_PORT" in answer.output


def test_a_token_is_printed(run, engine) -> None:
    engine.result = {"id": "t", "token": "tb_secret"}
    answer = run("token", "create", "--user", "li.si")
    assert (answer.exit_code, answer.output) == (0, "tb_secret\n")
    assert engine.executed == [CreateToken("li.si", "command line")]


def test_a_refusal_is_a_message(run, engine) -> None:
    engine.result = errors.Invalid("No.", errors=[{"file": "a", "element": "e", "rule": "r", "message": "m"}])
    answer = run("token", "create", "--user", "li.si")
    assert answer.exit_code == 1
    assert "a e [r]: m" in answer.output
    assert "Traceback" not in answer.output


def test_files_are_deployed_together(run, engine, tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_bytes(b"<a/>")
    (tmp_path / "b.dmn").write_bytes(b"<b/>")
    engine.result = {"definitions": [{"kind": "process", "key": "a", "version": 1}]}
    answer = run("deploy", tmp_path / "a.bpmn", tmp_path / "b.dmn")
    assert (answer.exit_code, answer.output) == (0, "process a version 1\n")
    files = (("a.bpmn", b"<a/>"), ("b.dmn", b"<b/>"))
    assert engine.executed == [DeployResources(files, "tongban deploy", "")]


def test_a_calendar_is_taken_in(run, engine, tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(CALENDAR, encoding="utf-8")
    engine.result = {"calendar": "test", "days": 2, "years": [2026]}
    assert run("calendar", "import", path).output == "test: 2 days in 1 years\n"
    command = engine.executed[0]
    assert isinstance(command, LoadCalendar)
    assert [(str(day), working) for day, working, _, _ in command.days] == [
        ("2026-01-01", False),
        ("2026-01-04", True),
    ]


def test_a_broken_calendar_is_refused(run, engine, tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    for text in ("", "[", "calendar: x\ndays: 3", CALENDAR.replace("2026-01-04", "2027-01-04")):
        path.write_text(text, encoding="utf-8")
        assert run("calendar", "import", path).exit_code == 1
    assert engine.executed == []


def test_a_broken_chain_is_exit_1(run, engine, monkeypatch) -> None:
    report = {"chains": 2, "events": 9, "broken": ["case X1 at 3"]}
    monkeypatch.setattr(engine, "verify_audit", lambda: report, raising=False)
    monkeypatch.setattr(cli_upkeep, "current_engine", lambda _: engine)
    answer = run("audit", "verify")
    assert answer.exit_code == 1
    assert "case X1 at 3" in answer.output


def test_a_folder_without_a_sheet_is_no_item(run, tmp_path: Path) -> None:
    answer = run("run-item", tmp_path)
    assert answer.exit_code == 2
    assert "item.yaml" in answer.output


def test_an_unknown_sample_is_named(run) -> None:
    folder = content_folder() / "construction-permit"
    if not (folder / "item.yaml").exists() or not any((folder / "samples").glob("*.json")):
        pytest.skip("the item is not there")
    answer = run("run-item", folder, "--sample", "nothing")
    assert answer.exit_code == 2
    assert "there are:" in answer.output


def test_checking_says_what_is_wrong(run, tmp_path: Path) -> None:
    (tmp_path / "bad.bpmn").write_bytes(b"<!DOCTYPE x><definitions/>")
    (tmp_path / "bad.dmn").write_bytes(b"no xml")
    (tmp_path / "bad.form.json").write_bytes(b"{")
    answer = run("check", tmp_path)
    assert answer.exit_code == 1
    for name in ("bad.bpmn", "bad.dmn", "bad.form.json"):
        assert f"✗ {tmp_path / name}" in answer.output
    assert answer.output.count("error: ") == 3


def test_the_demonstration_has_every_role() -> None:
    posts = " ".join(row[3] for row in accounts())
    for word in ("综合窗口", "制证员", "系统管理员", "申请人"):
        assert word in posts
