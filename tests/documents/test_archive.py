"""The archive package of a closed case holds everything, verifies by itself, and shows every change."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from office import CONTENT, Office, open_office

from tongban.api.cli import main
from tongban.engine import SYSTEM, errors, items, verify_archive
from tongban.engine.samples import play
from tongban.engine.settings import Settings
from tongban.migrations import migrate


def closed(office: Office) -> str:
    item = office.publish(CONTENT / "sole-trader-registration")
    found: items.Sample = next(one for one in item.samples.values() if one.key == "granted")
    return str(play(office.engine, office.clock, item, found, lambda said: None)["case_no"])


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One package for all the tests that only look at it."""
    folder = tmp_path_factory.mktemp("archive")
    settings = Settings(f"sqlite:///{folder}/one.db", folder, embedded_worker=False)
    migrate(settings.database_url)
    office = open_office(settings)
    try:
        return office.engine.archive(SYSTEM, closed(office))[0]
    finally:
        office.engine.sql_engine.dispose()


def files(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(found: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in found.items():
            package.writestr(name, content)
    return made.getvalue()


def test_it_holds_everything(package: bytes) -> None:
    found = files(package)
    index = json.loads(found["index.json"])
    assert {one["path"] for one in index["files"]} | {
        "index.json",
        "checksums.sha256",
        "checksums.sig",
    } == set(found)
    case = json.loads(found["case.json"])
    assert case["opinions"] and case["form"] and case["clocks"]
    assert b"bpmn" in found["item/flow.bpmn"]
    pdfs = [content for name, content in found.items() if name.startswith("documents/")]
    assert len(pdfs) == len(case["documents"]) and all(b"/ByteRange" in one for one in pdfs)
    assert sum(name.startswith("materials/") for name in found) == sum(
        bool(m.get("sha256")) for m in case["materials"]
    )
    told = verify_archive(package)
    assert told["valid"] and told["problems"] == [] and told["case_no"] == index["case_no"]
    assert told["test_only"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda found: found.update({"case.json": b"{}"}), "case.json: was changed"),
        (lambda found: found.pop("item/flow.bpmn"), "is missing"),
        (lambda found: found.update({"more.txt": b"x"}), "is not listed"),
        (lambda found: found.update({"checksums.sig": b"x"}), "signature"),
        (lambda found: found.update({"signer.pem": b"x"}), "certificate"),
    ],
    ids=["changed", "missing", "added", "signature", "certificate"],
)
def test_every_change_shows(package: bytes, change: Callable[[dict[str, bytes]], object], told: str) -> None:
    found = files(package)
    change(found)
    result = verify_archive(packed(found))
    assert not result["valid"] and any(told in one for one in result["problems"])


def test_a_line_taken_out_of_the_record_shows_even_with_new_checksums(package: bytes) -> None:
    found = files(package)
    lines = found["audit.jsonl"].splitlines(keepends=True)
    found["audit.jsonl"] = b"".join([*lines[:3], *lines[4:]])
    listed = [name for name in found if name not in ("checksums.sha256", "checksums.sig")]
    sums = "".join(f"{hashlib.sha256(found[name]).hexdigest()}  {name}\n" for name in listed)
    result = verify_archive(packed({**found, "checksums.sha256": sums.encode()}))
    assert "audit.jsonl: line 4 does not follow from the line before" in result["problems"]
    assert any("signature" in one for one in result["problems"])


def test_what_is_no_zip_is_told(tmp_path: Path, package: bytes) -> None:
    assert verify_archive(b"hello")["problems"]
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(package)
    bad.write_bytes(package[:-100])
    assert CliRunner().invoke(main, ["archive", "verify", str(good)]).exit_code == 0
    assert CliRunner().invoke(main, ["archive", "verify", str(bad)]).exit_code == 1


def test_it_is_made_once_and_again_when_the_case_went_on(office: Office) -> None:
    case_no = closed(office)
    assert office.engine.queries.archives_waiting(5) == [case_no]
    assert office.engine.archivist.sweep() == 1
    assert office.engine.queries.archives_waiting(5) == []
    first, name = office.engine.archive(SYSTEM, case_no)
    assert name == f"{case_no}.zip" and office.engine.archive(SYSTEM, case_no)[0] == first
    made = [
        one for one in office.engine.queries.audit(SYSTEM, case_no)["items"] if one["type"] == "archive.made"
    ]
    assert [one["data"]["sha256"] for one in made] == [hashlib.sha256(first).hexdigest()]
    for who in ("lin.applicant", "song.agent", "zhao.zaj"):
        with pytest.raises(errors.EngineError):
            office.engine.archive(office.actor(who), case_no)


def test_an_open_case_has_none(office: Office) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    case_no = office.register(item)["case_no"]
    with pytest.raises(errors.Conflict):
        office.engine.archive(SYSTEM, case_no)
