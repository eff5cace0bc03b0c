"""Hearing (行政许可法 §46–48) and a lower organ's review (§43)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from clocks.conftest import (
    clock,
    due,
    pdf,
    to,
)
from office import Office

from tongban.engine import (
    SYSTEM,
    AskHearing,
    CallHearing,
    EndHearing,
    StartClock,
    StopClock,
    TellHearing,
    errors,
)


def test_a_hearing_is_told_asked_for_called_and_held(office: Office, accepted: str) -> None:
    leader, applicant = office.actor("zhou.branch"), office.actor("song.agent")
    office.engine.execute(TellHearing(accepted, "相邻住户采光"), leader)
    assert due(office, accepted, "hearing_request") == date(2026, 3, 9)
    to(office, "2026-03-04")
    office.engine.execute(AskHearing(accepted, "涉及采光权"), applicant)
    # Twenty working days after Wednesday 2026-03-04.
    assert due(office, accepted, "hearing") == date(2026, 4, 1)
    early, late = "2026-03-12T09:30:00+08:00", "2026-04-02T09:30:00+08:00"
    for when in (early, late, "2026-03-14T09:30:00+08:00"):
        with pytest.raises(errors.Invalid):
            office.engine.execute(CallHearing(accepted, datetime.fromisoformat(when), "四楼", "周正"), leader)
    when = datetime.fromisoformat("2026-03-13T09:30:00+08:00")
    office.engine.execute(CallHearing(accepted, when, "四楼听证室", "周正"), leader)
    assert due(office, accepted, "hearing_notice") == date(2026, 3, 13)
    office.engine.execute(EndHearing(accepted, "已听证，无异议"), leader)
    assert {clock(office, accepted, kind)["state"] for kind in ("hearing", "hearing_notice")} == {"stopped"}
    for type_ in ("hearing_right_notice", "hearing_notice"):
        assert pdf(office, accepted, type_).startswith(b"%PDF")
    assert office.engine.queries.audit(SYSTEM, accepted)["valid"]


def test_a_hearing_is_not_asked_for_after_five_working_days(office: Office, accepted: str) -> None:
    office.engine.execute(TellHearing(accepted, "采光"), office.actor("zhou.branch"))
    to(office, "2026-03-10")
    with pytest.raises(errors.Conflict):
        office.engine.execute(AskHearing(accepted), office.actor("song.agent"))


def test_a_lower_organ_has_twenty_working_days_for_its_review(office: Office, accepted: str) -> None:
    office.engine.execute(StartClock(accepted, "first_review", "下级初审"), office.actor("zhou.branch"))
    assert due(office, accepted, "first_review") == date(2026, 3, 30)
    with pytest.raises(errors.Conflict):
        office.engine.execute(StartClock(accepted, "first_review", "再次"), office.actor("zhou.branch"))
    office.engine.execute(StopClock(accepted, "first_review", "已报送"), office.actor("zhou.branch"))
    assert clock(office, accepted, "first_review")["state"] == "stopped"


def test_strangers_start_and_stop_nothing(office: Office, accepted: str) -> None:
    for who in ("song.agent", "wang.window"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(StartClock(accepted, "joint", "r"), office.actor(who))
    with pytest.raises(errors.NotFound):
        office.engine.execute(TellHearing(accepted, "r"), office.actor("yang.seal"))
