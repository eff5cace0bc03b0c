"""When the escalation rules speak up about one time limit: what is due now, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.clock import Clock
from tongban.engine.domain.escalation import TASK, EscalationRule, Phase

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """`occurrence` is the same whenever it is reckoned for the same due date, and never the same for another."""

    at: datetime
    rule: EscalationRule
    occurrence: str

    @property
    def phase(self) -> Phase:
        return self.rule.phase


def due_now(
    rules: Iterable[EscalationRule], clock: Clock, calendar: WorkingCalendar, now: datetime
) -> list[Moment]:
    """The last moment of each rule that has come; a reminder is stale once the limit is over.

    Moments missed while nobody looked are not made up one by one: the last speaks for all.
    """
    if clock.due is None or clock.state not in ("running", "expired"):
        return []
    late = now > clock.due
    found = []
    for rule in rules:
        if late != (rule.phase == "overdue"):
            continue
        come = [one for one in _around(rule, clock, calendar, now) if clock.start < one.at <= now]
        found.extend(come[-1:])
    return sorted(found, key=lambda one: one.at)


def next_at(
    rules: Iterable[EscalationRule], clock: Clock, calendar: WorkingCalendar, now: datetime
) -> tuple[datetime, Phase] | None:
    """The next moment a rule speaks; the end of a clock is not among them, since the clock itself tells of it."""
    if clock.due is None or clock.state not in ("running", "expired"):
        return None
    ahead: list[tuple[datetime, Phase]] = []
    for rule in rules:
        for one in _around(rule, clock, calendar, now):
            if one.at == clock.due + SECOND and clock.kind != TASK:
                continue
            if one.at > max(now, clock.start):
                ahead.append((one.at, one.phase))
    return min(ahead, default=None)


def _around(rule: EscalationRule, clock: Clock, calendar: WorkingCalendar, now: datetime) -> Iterator[Moment]:
    """In order of time; of a rule that repeats, the moments on both sides of now."""
    assert clock.due is not None
    last = calendar.day_of(clock.due)
    stamp = f"@{clock.due.astimezone(calendar.zone):%Y%m%dT%H%M%S}"
    if rule.phase == "before":
        yield Moment(_before(rule, clock, calendar, last), rule, f"before{stamp}")
    elif rule.phase == "due":
        yield Moment(_last_day(clock, calendar, last), rule, f"due{stamp}")
    else:
        for days in _counts(rule, calendar, last, calendar.day_of(now)):
            at = clock.due + SECOND if days == 0 else calendar.opening(calendar.add_working_days(last, days))
            yield Moment(at, rule, f"overdue+{days}{stamp}")


def _before(rule: EscalationRule, clock: Clock, calendar: WorkingCalendar, last: date) -> datetime:
    ahead = max(rule.value, clock.total * rule.percent // 100)
    if clock.unit == "hour":
        return calendar.add_working_hours(clock.start, max(clock.total - ahead, 0))
    # Months are long: what comes before their end is counted in working days.
    day = last - timedelta(days=ahead) if clock.unit == "day" else calendar.add_working_days(last, -ahead)
    return calendar.opening(day)


def _last_day(clock: Clock, calendar: WorkingCalendar, last: date) -> datetime:
    assert clock.due is not None
    return clock.due if clock.unit == "hour" else min(calendar.opening(last), clock.due)


def _counts(rule: EscalationRule, calendar: WorkingCalendar, last: date, today: date) -> list[int]:
    """Working days after the end at which the rule speaks, as far as they lie about today."""
    if not rule.every:
        return [rule.value]
    passed = calendar.working_days_between(last, today) if today > last else 0
    times = max(0, (passed - rule.value) // rule.every)
    return [rule.value + rule.every * number for number in range(max(0, times - 1), times + 3)]
