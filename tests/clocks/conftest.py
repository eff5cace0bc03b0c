"""A case of the construction permit, and the calendars a test changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import SYSTEM, ExtendCase, SuspendCase, items
from tongban.engine.worker import Worker

PERMIT = CONTENT / "construction-permit"
ACCEPT: dict[str, Any] = {"sections": ["zjj-jzy", "zjj-zaj"], "missing_materials": [], "paper_received": True}
REVISE: dict[str, Any] = {"sections": [], "missing_materials": [], "paper_received": True}


@pytest.fixture
def permit(office: Office) -> items.Item:
    return office.publish(PERMIT)


@pytest.fixture
def received(office: Office, permit: items.Item) -> str:
    """The number of a case that nobody has looked at yet."""
    return str(office.register(permit)["case_no"])


@pytest.fixture
def accepted(office: Office, received: str) -> str:
    """The number of a case under review."""
    office.complete(received, "first_check", "wang.window", "accept", "齐全", ACCEPT)
    return received


def clock(office: Office, number: str, kind: str) -> dict[str, Any]:
    """The clock of a kind that runs, or one that ran, as the case page has it."""
    found = [one for one in office.case(number)["clocks"] if one["kind"] == kind]
    assert found, kind
    return dict(min(found, key=lambda one: one["state"] == "stopped"))


def due(office: Office, number: str, kind: str) -> date | None:
    moment = clock(office, number, kind)["due"]
    return moment.astimezone(office.clock().tzinfo).date() if moment else None


def to(office: Office, day: str, hour: int = 10) -> None:
    """Let time pass until a day, without any worker."""
    local = datetime.fromisoformat(f"{day}T{hour:02}:00:00+08:00")
    office.clock.advance(local - office.engine.now)


def sweep(office: Office) -> None:
    Worker(office.engine).sweep()


def events(office: Office, number: str, type_: str) -> list[Mapping[str, Any]]:
    found = office.engine.queries.audit(SYSTEM, number)["items"]
    return [one for one in found if one["type"] == type_]


SECOND_LOOK = timedelta(seconds=61)


LAW = "行政许可法第四十五条"


def documents(office: Office, number: str) -> list[str]:
    """What was issued, by type, in order."""
    return [one["type"] for one in office.case(number)["documents"]]


def pdf(office: Office, number: str, type_: str) -> bytes:
    """The last document of a type."""
    found = [one for one in office.case(number)["documents"] if one["type"] == type_]
    content, _ = office.engine.queries.document_pdf(SYSTEM, found[-1]["id"])
    return content


def suspend(office: Office, number: str, days: int = 5, kind: str = "expert_review", **changes: Any) -> None:
    """The branch leader enters a special procedure."""
    command = SuspendCase(
        number, kind, changes.get("basis", LAW), changes.get("approver", "周分岚"), days, "危大工程"
    )
    office.engine.execute(command, office.actor("zhou.branch"))


def extend(office: Office, number: str, days: int = 10, level: str = "organ") -> None:
    """The branch leader extends the legal limit."""
    command = ExtendCase(number, days, "吴主衡 局长", "专家意见需要核实", level)  # type: ignore[arg-type]
    office.engine.execute(command, office.actor("zhou.branch"))


def asked_for_corrections(office: Office, number: str, permit: items.Item) -> None:
    """The window asks for what is missing."""
    missing = {"sections": [], "missing_materials": [permit.sheet.materials[0].code], "paper_received": True}
    office.complete(number, "first_check", "wang.window", "correct", "缺少材料", missing)
