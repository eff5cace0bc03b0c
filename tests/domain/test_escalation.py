"""When escalation rules speak: worked examples, and properties over random limits and moments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from domain.calendars import at, state_calendar
from hypothesis import given
from hypothesis import strategies as st

from tongban.engine import errors
from tongban.engine.domain.clock import Clock
from tongban.engine.domain.escalation import DEFAULTS, EscalationRule, check
from tongban.engine.domain.escalation_times import due_now, next_at

CHINA = state_calendar()
START = at("2025-09-22")
TWENTY = Clock.begin("statutory", START, 20, "workday", CHINA)


def rule(phase: str, **body: object) -> EscalationRule:
    return EscalationRule("r", "r", "r", phase, to=("handler",), **body)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        # Due 2025-10-24; 09-28 and 10-11 are worked, 10-01…10-08 are off (facts §2.4).
        (rule("before", value=1), "10-23 09:00:00"),
        (rule("before", value=4), "10-20 09:00:00"),
        (rule("before", percent=20), "10-20 09:00:00"),
        (rule("before", value=1, percent=20), "10-20 09:00:00"),
        (rule("due"), "10-24 09:00:00"),
        (rule("overdue", value=1), "10-27 09:00:00"),
        (rule("overdue", value=3), "10-29 09:00:00"),
    ],
)
def test_the_first_moment(one: EscalationRule, expected: str) -> None:
    found = next_at([one], TWENTY, CHINA, START)
    assert found is not None and f"{found[0]:%m-%d %H:%M:%S}" == expected


def test_an_extension_makes_new_occurrences() -> None:
    before = rule("before", value=1)
    first = due_now([before], TWENTY, CHINA, at("2025-10-23", "10:00"))
    longer = TWENTY.extend(10, "局长", "案情复杂", at("2025-10-23", "11:00"), CHINA)
    assert due_now([before], longer, CHINA, at("2025-10-23", "12:00")) == []
    second = due_now([before], longer, CHINA, at("2025-11-06", "10:00"))
    assert first[0].occurrence != second[0].occurrence


def test_nothing_is_said_while_paused() -> None:
    paused = TWENTY.pause(at("2025-10-09"), CHINA, kind="hearing", basis="§45", approver="局长", announced=5)
    assert due_now(DEFAULTS, paused, CHINA, at("2025-12-01")) == []
    assert next_at(DEFAULTS, paused, CHINA, at("2025-12-01")) is None


def test_after_the_end_only_what_is_about_lateness_speaks() -> None:
    late = due_now(DEFAULTS[:4], TWENTY, CHINA, at("2025-10-27"))
    assert {one.rule.id for one in late} == {"overdue-handler", "overdue-leaders"}


@given(
    limit=st.integers(1, 60),
    value=st.integers(0, 5),
    every=st.integers(1, 7),
    steps=st.lists(st.integers(1, 200), min_size=1, max_size=40),
)
def test_looked_at_whenever_each_moment_comes_once_and_in_order(
    limit: int, value: int, every: int, steps: list[int]
) -> None:
    """However often one looks, the occurrences are those of a rule that is looked at all the time, some skipped."""
    repeat = rule("overdue", value=value, every=every)
    clock = Clock.begin("step", START, limit, "workday", CHINA)
    assert clock.due is not None
    now, seen = START, []
    for hours in steps:
        now += timedelta(hours=hours)
        expired = clock.expire(now)
        for one in due_now([repeat], expired, CHINA, now):
            assert one.at <= now
            if one.occurrence not in seen:
                seen.append(one.occurrence)
        ahead = next_at([repeat], expired, CHINA, now)
        assert ahead is None or ahead[0] > now
        assert ahead is not None or not expired.is_late(now)
    days = [int(one.partition("@")[0].removeprefix("overdue+")) for one in seen]
    assert days == sorted(set(days))
    assert all(day >= value and (day - value) % every == 0 for day in days)


@pytest.mark.parametrize(
    "body",
    [
        {"phase": "never"},
        {"phase": "before"},
        {"phase": "due", "value": 1},
        {"phase": "due", "percent": 20},
        {"phase": "before", "value": 1, "every": 1},
        {"phase": "due", "clock": "tea"},
        {"phase": "due", "to": ("teapot",)},
        {"phase": "due", "channels": ()},
        {"phase": "due", "act": "sing"},
        {"phase": "overdue", "act": "decide", "outcome": "approve", "element": "x", "law": "某法"},
    ],
)
def test_what_no_rule_may_say(body: dict[str, object]) -> None:
    with pytest.raises(errors.Invalid):
        check(EscalationRule(**{"id": "r", "name": "r", "to": ("handler",), **body}))  # type: ignore[arg-type]


def test_the_shipped_rules_hold() -> None:
    for one in DEFAULTS:
        check(one)
