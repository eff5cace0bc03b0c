"""When to speak up about a clock: before its end, on its last day, once it is over, and when a pause outlasts itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.clock import WARN_AT, Clock, WarnAt

ReminderKind = Literal["remind", "due", "overdue", "overrun"]

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    at: datetime
    kind: ReminderKind


def reminders(clock: Clock, calendar: WorkingCalendar, warn: WarnAt = WARN_AT) -> list[Reminder]:
    """In order of time; nothing once the clock is over, and only the end of what was announced while it is paused.

    A reminder that would fall on or before the start is left out: the arrival itself tells.
    """
    pause = clock.open_pause
    if pause is not None and clock.state == "paused":
        return [Reminder(calendar.end_of(pause.ends_as_announced(calendar)) + SECOND, "overrun")]
    if clock.state != "running" or clock.due is None:
        return []
    last = calendar.day_of(clock.due)
    before = warn.before(clock.total)
    if clock.unit == "hour":
        ahead = calendar.add_working_hours(clock.start, max(clock.total - before, 0))
        due = clock.due
    else:
        ahead_day = (
            last - timedelta(days=before) if clock.unit == "day" else calendar.add_working_days(last, -before)
        )
        ahead = calendar.opening(ahead_day)
        due = min(calendar.opening(last), clock.due)
    planned = (Reminder(ahead, "remind"), Reminder(due, "due"), Reminder(clock.due + SECOND, "overdue"))
    return [one for one in planned if one.at > clock.start]
