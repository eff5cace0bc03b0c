"""The same as the domain's oracle, through the acts and the database: cases, calendars and the worker's recount."""

from __future__ import annotations

import os
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from clocks.conftest import ACCEPT, PERMIT, clock, sweep, to
from domain.naive_clock import Naive
from office import CALENDARS, Office

from tongban.engine import SYSTEM, ChangeDays, ExtendCase, ResumeCase, SuspendCase, errors, items
from tongban.engine.domain.calendar import ZONE

HISTORIES = int(os.environ.get("TONGBAN_ORACLE_CASES", "3"))
STEPS = 7


@pytest.fixture
def long_permit(office: Office, tmp_path: Path) -> items.Item:
    """The construction permit with twenty working days by law and ten promised."""
    folder = tmp_path / "construction-permit"
    shutil.copytree(PERMIT, folder)
    sheet = folder / "item.yaml"
    text = sheet.read_text(encoding="utf-8")
    text = text.replace("value: 7\n    unit: day", "value: 20\n    unit: workday", 1)
    sheet.write_text(
        text.replace("value: 3\n    unit: workday", "value: 10\n    unit: workday", 1), encoding="utf-8"
    )
    return office.publish(folder)


def days_of_the_state() -> dict[date, bool]:
    return {day: working for command in CALENDARS for day, working, _, _ in command.days}


def tried(office: Office, command: object, allowed: bool) -> bool:
    try:
        office.engine.execute(command, office.actor("zhou.branch"))
    except errors.EngineError:
        assert not allowed, command
        return False
    assert allowed, command
    return True


def agrees(office: Office, number: str, doubles: dict[str, Naive]) -> None:
    for kind, double in doubles.items():
        shown = clock(office, number, kind)
        assert shown["due"] == double.due(), (kind, shown, double)
        if double.paused:
            assert shown["days_left"] == double.left_when_paused()


class History:
    """A case and the doubles of its two limits, to which the same things happen."""

    def __init__(self, office: Office, item: items.Item, random: Random) -> None:
        self.office, self.random = office, random
        self.number = str(office.register(item)["case_no"])
        office.complete(self.number, "first_check", "wang.window", "accept", "齐全", ACCEPT)
        self.days = days_of_the_state()
        start = office.engine.now.astimezone(ZONE)
        limits = (("statutory", 20), ("promised", 10))
        self.doubles = {kind: Naive(start, limit, "workday", self.days, ZONE) for kind, limit in limits}
        self.legal = self.doubles["statutory"]

    def goes_on(self) -> None:
        """Some days later something is tried."""
        day = self.office.engine.now.astimezone(ZONE).date() + timedelta(days=self.random.randint(0, 4))
        to(self.office, day.isoformat())
        self.random.choice((self.suspend, self.resume, self.extend, self.change_calendar))()
        agrees(self.office, self.number, self.doubles)

    @property
    def now(self) -> datetime:
        return self.office.engine.now.astimezone(ZONE)

    def suspend(self) -> None:
        command = SuspendCase(self.number, "testing", "§45", "周分岚", self.random.randint(1, 9), "检测")
        if tried(self.office, command, self.legal.may_pause(self.now)):
            for double in self.doubles.values():
                if double.may_pause(self.now):
                    double.pause(self.now)

    def resume(self) -> None:
        if tried(self.office, ResumeCase(self.number, "已有结果"), self.legal.paused):
            for double in self.doubles.values():
                if double.paused:
                    double.resume(self.now)

    def extend(self) -> None:
        command = ExtendCase(self.number, self.random.randint(1, 10), "吴主衡", "复杂")
        if tried(self.office, command, not self.legal.paused and self.legal.may_extend(self.now)):
            self.legal.extended = command.days

    def change_calendar(self) -> None:
        day = self.now.date() + timedelta(days=self.random.randint(-5, 25))
        self.days[day] = not self.legal.worked(day)
        self.office.engine.execute(ChangeDays("national", ((day, self.days[day]),), "变更"), SYSTEM)
        sweep(self.office)


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_cases_end_where_counting_day_by_day_ends(office: Office, long_permit: items.Item, seed: int) -> None:
    history = History(office, long_permit, Random(seed))
    for _ in range(STEPS):
        history.goes_on()
    assert office.engine.queries.audit(SYSTEM, history.number)["valid"]
