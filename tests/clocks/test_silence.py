"""Silence counts as acceptance from the day of receipt (行政许可法 §32-4)."""

from __future__ import annotations

from datetime import date

import pytest
from clocks.conftest import (
    ACCEPT,
    asked_for_corrections,
    clock,
    documents,
    due,
    events,
    pdf,
    sweep,
    to,
)
from office import Office

from tongban.engine import (
    errors,
    items,
)


def test_silence_is_acceptance_from_the_day_of_receipt(office: Office, received: str) -> None:
    # Received on Monday 2026-03-02: five working days end with Monday the 9th.
    to(office, "2026-03-09", 23)
    sweep(office)
    assert office.case(received)["state"] == "submitted"
    to(office, "2026-03-10", 0)
    sweep(office)

    case = office.case(received)
    assert case["state"] == "accepted"
    assert case["accepted_at"] == case["registered_at"] and case["deemed_at"] is not None
    assert clock(office, received, "statutory")["start"] == case["registered_at"]
    assert due(office, received, "promised") == date(2026, 3, 5)
    assert clock(office, received, "correction")["state"] == "stopped"
    flagged = events(office, received, "case.deemed_accepted")
    assert [(one["actor"], one["data"]["since"]) for one in flagged] == [("system", "2026-03-02")]
    assert events(office, received, "case.accepted")[0]["data"]["accepted_from"].startswith("2026-03-02")
    assert documents(office, received)[-1] == "acceptance_notice"
    assert pdf(office, received, "acceptance_notice").startswith(b"%PDF")
    assert any("视为受理" in one for one in office.messages("he.supervisor"))
    progress = office.engine.queries.public_progress(received, case["progress_code"])
    assert progress["state"] == "accepted"


def test_a_worker_that_was_away_comes_to_the_same(office: Office, received: str) -> None:
    to(office, "2026-03-20")
    sweep(office)
    assert office.case(received)["accepted_at"] == office.case(received)["registered_at"]
    assert len(events(office, received, "case.deemed_accepted")) == 1


def test_the_office_cannot_ask_or_refuse_once_the_term_is_over(
    office: Office, received: str, permit: items.Item
) -> None:
    to(office, "2026-03-10")
    with pytest.raises(errors.Conflict) as refused:
        asked_for_corrections(office, received, permit)
    assert refused.value.facts["current"]["accepted_from"] == office.case(received)["registered_at"]
    with pytest.raises(errors.Conflict):
        office.complete(
            received, "first_check", "wang.window", "refuse", "不属于本机关职权", {**ACCEPT, "sections": []}
        )
    assert office.case(received)["state"] == "submitted"


def test_accepting_late_is_accepting_from_the_receipt(office: Office, received: str) -> None:
    to(office, "2026-03-10")
    office.complete(received, "first_check", "wang.window", "accept", "齐全", ACCEPT)
    case = office.case(received)
    assert case["accepted_at"] == case["registered_at"] and case["deemed_at"] is not None
    assert due(office, received, "statutory") == date(2026, 3, 9)


def test_the_check_goes_on_after_silence_and_accepts_nothing_twice(office: Office, received: str) -> None:
    to(office, "2026-03-10")
    sweep(office)
    office.complete(received, "first_check", "wang.window", "accept", "齐全", ACCEPT)
    assert documents(office, received).count("acceptance_notice") == 1
    assert [one["element"] for one in office.case(received)["tasks"]] == ["section_review", "section_review"]
    assert clock(office, received, "statutory")["start"] == office.case(received)["registered_at"]


def test_an_answer_in_time_stops_the_term(office: Office, received: str, permit: items.Item) -> None:
    asked_for_corrections(office, received, permit)
    to(office, "2026-03-20")
    sweep(office)
    assert office.case(received)["state"] == "correction_requested"
    assert events(office, received, "case.deemed_accepted") == []
