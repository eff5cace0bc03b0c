"""The watch reads every event once, whatever happens to the worker, and its rules raise what they should."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import Office
from supervision.watching import accepted, rows, sweep

from tongban.engine import SYSTEM, items
from tongban.engine.persistence.unit_of_work import SqlUnitOfWork
from tongban.engine.use_cases import FireDue, WatchEvents


def seen(office: Office) -> list[tuple[str, str]]:
    return sorted((one.rule_id, one.level) for one in rows(office, "alarm"))


def test_an_ordinary_case_raises_nothing(office: Office, permit: items.Item) -> None:
    accepted(office, permit)
    office.wait(timedelta(minutes=5))

    assert seen(office) == []


def test_a_late_step_then_a_late_promise_then_the_law(office: Office, permit: items.Item) -> None:
    number = accepted(office, permit)
    office.wait(timedelta(days=20))

    found = {rule for rule, _ in seen(office)}
    assert {"step-late", "promise-late", "law-late"} <= found
    red = next(one for one in rows(office, "alarm") if one.rule_id == "law-late")
    assert (red.level, red.case_no, red.unit) == ("red", number, "zjj")
    late = [one for one in rows(office, "alarm") if one.rule_id == "step-late"]
    assert {one.element for one in late} >= {"section_review"} or all(one.element for one in late)


def test_reading_again_raises_nothing_twice(office: Office, permit: items.Item) -> None:
    accepted(office, permit)
    office.wait(timedelta(days=20))
    alarms, figures = rows(office, "alarm"), rows(office, "figure")
    for _ in range(3):
        office.engine.execute(WatchEvents(), SYSTEM)
        sweep(office)

    assert rows(office, "alarm") == alarms
    assert rows(office, "figure") == figures


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_the_size_of_a_batch_changes_nothing(office: Office, permit: items.Item, limit: int) -> None:
    accepted(office, permit)
    while office.engine.execute(WatchEvents(limit), SYSTEM)["read"]:
        pass
    by_key = {(one.measure, one.key): (one.n, one.total) for one in rows(office, "figure")}

    assert by_key["cases", "registered"] == (1, 0)
    assert by_key["cases", "accepted"] == (1, 0)
    assert by_key["step", "first_check"][0] == 1


def test_a_watch_that_dies_at_its_end_has_done_nothing(
    office: Office, permit: items.Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(office, permit)
    office.clock.advance(timedelta(days=20))
    while office.engine.due_timers(200):
        for one in office.engine.due_timers(200):
            office.engine.execute(FireDue(one), SYSTEM)

    def dies(self: SqlUnitOfWork, figures: Any) -> None:
        self.flush()
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(SqlUnitOfWork, "add_figures", dies)
        with pytest.raises(RuntimeError):
            office.engine.execute(WatchEvents(), SYSTEM)
    assert rows(office, "alarm") == [] and rows(office, "figure") == []
    sweep(office)
    once = seen(office)
    sweep(office)
    assert once and seen(office) == once
