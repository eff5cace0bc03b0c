"""The drill: a backup taken while people work is restored elsewhere, and counts, hash chains, files and work agree."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from databases import Databases
from office import CONTENT, Office
from operating.calling import diagram

from tongban.engine import (
    SYSTEM,
    AttachMaterial,
    CompleteTask,
    CreateWebhook,
    DeployResources,
    Engine,
    KeepSecret,
    StartInstance,
    backup,
    bootstrap,
    errors,
    items,
    restore,
)
from tongban.engine.backup import BadBackup
from tongban.engine.outbound import Outbound
from tongban.engine.persistence.document_store import FolderStore
from tongban.engine.settings import Settings
from tongban.engine.worker import Worker
from tongban.migrations import head

NODES = '<bpmn:startEvent id="begin"/><bpmn:userTask id="a"/><bpmn:userTask id="b"/><bpmn:endEvent id="end"/>'
FLOW = diagram("flow", NODES, "begin > a > b > end")


@pytest.fixture
def busy(office: Office) -> Iterator[list[str]]:
    """Two people who start and complete without a pause; what they were told has happened before `stop`."""
    engine = office.engine
    engine.execute(DeployResources((("flow.bpmn", FLOW),), "t", ""), SYSTEM)
    stop, told = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            found = engine.execute(StartInstance("flow", variables={"n": 1.5}), SYSTEM)["id"]
            task = engine.queries.tasks(SYSTEM, instance=found)["items"][0]
            engine.execute(CompleteTask(task["id"]), SYSTEM)
            told.append(found)

    people = [threading.Thread(target=work) for _ in range(2)]
    for one in people:
        one.start()
    while len(told) < 4:
        stop.wait(0.01)
    yield told
    stop.set()
    for one in people:
        one.join()


def make(engine: Engine, target: Path, **more: Any) -> backup.Report:
    return backup.make(engine.settings, engine.sql_engine, target, revision=head(), now=engine.now, **more)


def put_back(settings: Settings, source: Path) -> tuple[Engine, backup.Report]:
    engine = bootstrap(settings)
    try:
        report = restore.restore(settings, engine.sql_engine, source, revision=head())
    except BaseException:
        engine.sql_engine.dispose()
        raise
    return engine, report


def elsewhere(office: Office, url: str, folder: Path) -> Settings:
    return replace(office.engine.settings, database_url=url, data_dir=folder)


def test_a_backup_under_load_is_whole_and_work_goes_on_from_it(
    office: Office, databases: Databases, busy: list[str], tmp_path: Path
) -> None:
    engine = office.engine
    paper, content = _attached(office)
    before = list(busy)
    made = make(engine, tmp_path / "backup")
    assert made.problems == []
    assert made.files >= 1
    assert backup.check(tmp_path / "backup").problems == []
    url = databases.create()
    other, report = put_back(elsewhere(office, url, tmp_path / "other"), tmp_path / "backup")
    try:
        assert (report.rows, report.files, report.problems) == (made.rows, made.files, [])
        audit = other.verify_audit()
        assert audit["broken"] == []
        assert audit["chains"] >= len(before)
        assert FolderStore(tmp_path / "other" / "files").get(paper) == content
        for found in before[:10]:
            theirs = other.queries.instance(SYSTEM, found)
            assert theirs["variables"] == engine.queries.instance(SYSTEM, found)["variables"]
            (task,) = other.queries.tasks(SYSTEM, instance=found)["items"]
            other.execute(CompleteTask(task["id"]), SYSTEM)
        last = other.queries.events(SYSTEM, page_size=200)["items"]
        assert other.execute(StartInstance("flow"), SYSTEM)["state"] == "running"
        again = make(other, tmp_path / "again")
        assert again.problems == []
        assert again.rows > made.rows
        assert len({one["id"] for one in last}) == len(last)
    finally:
        other.sql_engine.dispose()
        databases.drop(url)


def test_it_goes_from_one_kind_of_database_to_the_other_and_says_the_same(
    office: Office, sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    engine = office.engine
    engine.execute(DeployResources((("flow.bpmn", FLOW),), "t", ""), SYSTEM)
    engine.execute(KeepSecret("bank", "s3cret"), SYSTEM)
    hook = engine.execute(CreateWebhook("h", "https://receiver.example/", ()), SYSTEM)
    for number in range(3):
        engine.execute(StartInstance("flow", variables={"n": number, "x": 0.1}), SYSTEM)
    Worker(engine).sweep()
    make(engine, tmp_path / "first", with_key=True)
    url = postgres_url if engine.settings.embedded else sqlite_url
    other, _ = put_back(elsewhere(office, url, tmp_path / "other"), tmp_path / "first")
    try:
        make(other, tmp_path / "second")
        first, second = _tables(tmp_path / "first"), _tables(tmp_path / "second")
        for name in ("event", "bookmark", "webhook", "webhook_delivery"):
            first.pop(name), second.pop(name)
        assert first == second
        assert (tmp_path / "other" / "secret.key").exists()
        # Nothing is read again by supervision, and the webhook is told only of what comes now.
        assert other.watch_waits() == engine.watch_waits()
        _gather(engine), _gather(other)
        counts = [one.queries.webhook(SYSTEM, hook["id"])["deliveries"] for one in (engine, other)]
        assert counts[0] == counts[1]
        assert counts[0]["waiting"] + counts[0]["queued"] > 0
    finally:
        other.sql_engine.dispose()


def test_what_is_not_whole_is_refused_before_anything_is_written(
    office: Office, databases: Databases, tmp_path: Path
) -> None:
    engine = office.engine
    paper, _ = _attached(office)
    (engine.settings.data_dir / "files" / paper[:2] / paper).unlink()
    assert make(engine, tmp_path / "b").problems == [paper], "a file that a row names is not there"
    with pytest.raises(errors.Conflict):
        make(engine, tmp_path / "b")
    url = databases.create()
    settings = elsewhere(office, url, tmp_path / "other")
    with pytest.raises(BadBackup):
        put_back(settings, tmp_path / "nothing")
    with pytest.raises(errors.Conflict):
        put_back(engine.settings, tmp_path / "b")
    manifest = tmp_path / "b" / "manifest.json"
    facts = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**facts, "revision": "0001"}))
    with pytest.raises(BadBackup, match="schema 0001"):
        put_back(settings, tmp_path / "b")
    manifest.write_text(json.dumps(facts))
    table = tmp_path / "b" / "tables" / "person.jsonl.gz"
    table.write_bytes(table.read_bytes()[:-40] + b"x" * 40)
    with pytest.raises(BadBackup) as refused:
        put_back(settings, tmp_path / "b")
    assert "person" in str(refused.value.errors)
    databases.drop(url)


def _attached(office: Office) -> tuple[str, bytes]:
    """The hash and the bytes of a file that an applicant handed in."""
    item = office.publish(CONTENT / "signboard-filing")
    case = office.register(item)
    sample = next(one for one in item.samples.values() if one.key == "granted")
    code, recipe = next(iter(sample.materials.items()))
    content = items.make_file(recipe, code)
    handed_in = AttachMaterial(case["case_no"], code, items.file_name(recipe, code), content)
    office.engine.execute(handed_in, office.actor(sample.by))
    return sha256(content).hexdigest(), content


def _tables(source: Path) -> dict[str, Any]:
    return {name: facts["sha256"] for name, facts in backup.read_manifest(source)["tables"].items()}


def _gather(engine: Engine) -> None:
    Outbound(engine, "w")._gather()
