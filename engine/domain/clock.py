"""One legal or promised time limit: what started, paused and extended it, and the moment it ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, Literal

from tongban.engine import errors
from tongban.engine.domain.calendar import UNITS, Unit, WorkingCalendar, add_months
from tongban.engine.domain.clock_history import Extension, Pause
from tongban.engine.domain.clock_rules import SPECIAL_PROCEDURES, ExtensionRule, Level, clock_rule

ClockState = Literal["running", "paused", "stopped", "expired"]
Light = Literal["green", "amber", "red", "paused"]

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WarnAt:
    """Amber begins at `days` before the end, or at `share` of the limit if that is earlier."""

    days: int = 1
    share: Fraction = Fraction(1, 5)

    def before(self, limit: int) -> int:
        return max(self.days, int(limit * self.share))


WARN_AT = WarnAt()


@dataclass(frozen=True, slots=True)
class Clock:
    """Never changed in place; `due` is None while a pause is open."""

    kind: str
    start: datetime
    limit: int
    unit: Unit
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    due: datetime | None = None
    state: ClockState = "running"
    stopped_at: datetime | None = None
    provisional: bool = False

    @classmethod
    def begin(cls, kind: str, start: datetime, limit: int, unit: Unit, calendar: WorkingCalendar) -> Clock:
        if unit not in UNITS:
            raise errors.Invalid(f"{unit} is not a unit of time limits.", unit=unit)
        if limit < 0:
            raise errors.Invalid("A time limit cannot be negative.", limit=limit)
        return cls(kind, start, limit, unit)._reckoned(calendar)

    @property
    def total(self) -> int:
        return self.limit + sum(extension.days for extension in self.extensions)

    @property
    def is_live(self) -> bool:
        return self.state in ("running", "paused")

    @property
    def open_pause(self) -> Pause | None:
        last = self.pauses[-1] if self.pauses else None
        return last if last is not None and last.end is None else None

    def pause(
        self,
        now: datetime,
        calendar: WorkingCalendar,
        *,
        kind: str,
        basis: str,
        approver: str,
        announced: int,
        reason: str = "",
        local_kinds: Collection[str] = (),
    ) -> Clock:
        self._must_run(now)
        today = calendar.day_of(now)
        if not clock_rule(self.kind).pausable:
            raise errors.Conflict("A clock of this kind is never paused.", clock=self.kind)
        _all_hold(
            (
                (
                    "kind",
                    kind in SPECIAL_PROCEDURES or kind in local_kinds,
                    "是法定或本地规定的特别程序 / a special procedure",
                ),
                ("basis", bool(basis.strip()), "须写明依据 / the basis is needed"),
                ("approver", bool(approver.strip()), "须写明批准人 / the approver is needed"),
                ("days", announced >= 1, "须告知所需天数 / the announced days are needed"),
            )
        )
        if self.pauses and self.pauses[-1].covers(today):
            raise errors.Conflict("Two pauses must not overlap.", until=str(self.pauses[-1].end))
        added = Pause(today, kind, basis, approver, announced, reason)
        return replace(self, pauses=(*self.pauses, added), state="paused")._reckoned(calendar)

    def resume(self, now: datetime, calendar: WorkingCalendar) -> Clock:
        if self.state != "paused":
            raise errors.Conflict("The clock is not paused.", clock=self.kind, state=self.state)
        return replace(self, pauses=self._pauses_closed(now, calendar), state="running")._reckoned(calendar)

    def extend(
        self,
        days: int,
        approver: str,
        reason: str,
        now: datetime,
        calendar: WorkingCalendar,
        *,
        level: Level = "organ",
        rule: ExtensionRule | None = None,
    ) -> Clock:
        """`rule` stands in for the law's own where an item has another basis."""
        self._must_be_live(now)
        allowed = rule or clock_rule(self.kind).extension
        if allowed is None:
            raise errors.Conflict("A clock of this kind is never extended.", clock=self.kind)
        if self.extensions:
            raise errors.Conflict(
                "The clock has been extended already.", at=self.extensions[0].at.isoformat()
            )
        _all_hold(
            (
                ("days", 1 <= days <= allowed.most, f"1–{allowed.most}"),
                ("approver", bool(approver.strip()), "须写明批准人 / the approver is needed"),
                ("level", level == allowed.level, f"须由{_LEVELS[allowed.level]}批准"),
                ("reason", bool(reason.strip()), "须写明理由 / the reason is needed"),
            )
        )
        added = Extension(days, approver, level, reason, now)
        return replace(self, extensions=(*self.extensions, added))._reckoned(calendar)

    def stop(self, now: datetime, calendar: WorkingCalendar) -> Clock:
        """The thing timed is done; an open pause ends with it."""
        if self.state == "stopped":
            raise errors.Conflict("The clock has stopped already.", clock=self.kind)
        closed = replace(self, pauses=self._pauses_closed(now, calendar))._reckoned(calendar)
        return replace(closed, state="stopped", stopped_at=now)

    def expire(self, now: datetime) -> Clock:
        """Expired once the limit is over; otherwise unchanged."""
        return replace(self, state="expired") if self.state == "running" and self.is_late(now) else self

    def recompute(self, calendar: WorkingCalendar, now: datetime | None = None) -> Clock:
        """The same history over another calendar; what had run out runs on if its last day is still ahead of `now`."""
        if self.is_live:
            return self._reckoned(calendar)
        if self.state != "expired" or now is None:
            return self
        counted = replace(self, state="running")._reckoned(calendar)
        return counted if not counted.is_late(now) else replace(counted, state="expired")

    def is_late(self, now: datetime) -> bool:
        moment = self.stopped_at or now
        return self.due is not None and moment.replace(microsecond=0) > self.due

    def days_left(self, now: datetime, calendar: WorkingCalendar) -> int:
        """Working days, days or whole hours (days for months); negative when overdue, frozen while paused."""
        pause = self.open_pause
        moment = self.stopped_at or now
        due = self.due or self._end(calendar, self._closed_pauses())
        if self.unit == "hour":
            since = max(min(moment, calendar.opening(pause.start)), self.start) if pause else moment
            return int(calendar.working_hours_between(since, due, self._is_paused) // HOUR)
        today = pause.start - DAY if pause else calendar.day_of(moment)
        today = max(today, calendar.day_of(self.start))
        last = calendar.day_of(due)
        if self.unit == "workday":
            return calendar.working_days_between(today, last)
        return (last - today).days

    def light(self, now: datetime, calendar: WorkingCalendar, warning: WarnAt = WARN_AT) -> Light:
        if self.state == "paused":
            return "paused"
        if self.is_late(now):
            return "red"
        if self.state == "stopped":
            return "green"
        return "amber" if self.days_left(now, calendar) <= warning.before(self.total) else "green"

    def overrun(self, now: datetime, calendar: WorkingCalendar) -> int:
        """Working days by which the last pause is longer than announced."""
        if not self.pauses:
            return 0
        pause = self.pauses[-1]
        end = pause.end or calendar.day_of(now)
        return max(0, calendar.working_days_between(pause.start - DAY, end) - pause.announced)

    def _must_run(self, now: datetime) -> None:
        if self.state != "running":
            raise errors.Conflict("The clock is not running.", clock=self.kind, state=self.state)
        self._must_be_live(now)

    def _must_be_live(self, now: datetime) -> None:
        if not self.is_live or self.is_late(now):
            raise errors.Conflict(
                "The time limit is over.", clock=self.kind, state=self.state, due=str(self.due)
            )

    def _pauses_closed(self, now: datetime, calendar: WorkingCalendar) -> tuple[Pause, ...]:
        pause = self.open_pause
        if pause is None:
            return self.pauses
        return (*self.pauses[:-1], replace(pause, end=max(pause.start, calendar.day_of(now))))

    def _closed_pauses(self) -> tuple[Pause, ...]:
        return self.pauses[:-1] if self.open_pause else self.pauses

    def _is_paused(self, day: date) -> bool:
        return any(pause.covers(day) for pause in self._closed_pauses())

    def _reckoned(self, calendar: WorkingCalendar) -> Clock:
        if self.open_pause:
            return replace(self, due=None)
        due = self._end(calendar, self.pauses)
        return replace(self, due=due, provisional=calendar.provisional(calendar.day_of(due)))

    def _end(self, calendar: WorkingCalendar, pauses: tuple[Pause, ...]) -> datetime:
        first = calendar.day_of(self.start)
        if self.unit == "hour":
            return calendar.add_working_hours(self.start, self.total, self._is_paused)
        if self.unit == "workday":
            end = _working_end(calendar, first, self.total, pauses)
        elif self.unit == "month":
            end = _natural_end(add_months(first, self.total), first, pauses)
        else:
            end = _natural_end(first + self.total * DAY, first, pauses)
        while not calendar.is_working(end) or self._is_paused(end):
            end = calendar.add_working_days(end, 1)
        return calendar.end_of(end)


_LEVELS: Mapping[Level, str] = {
    "organ": "本行政机关负责人 / the head of the organ ",
    "government": "本级人民政府负责人 / the head of the government ",
}


def _working_end(calendar: WorkingCalendar, first: date, total: int, pauses: tuple[Pause, ...]) -> date:
    """Each pause that begins in time pushes the end back by the working days it holds."""
    end = calendar.add_working_days(first, total)
    for pause in pauses:
        if total and pause.start <= end and pause.end is not None and pause.end > first:
            held = calendar.working_days_between(max(pause.start - DAY, first), pause.end)
            end = calendar.add_working_days(end, held)
    return end


def _natural_end(end: date, first: date, pauses: tuple[Pause, ...]) -> date:
    for pause in pauses:
        if pause.start <= end and pause.end is not None:
            end += max((pause.end - max(pause.start - DAY, first)).days, 0) * DAY
    return end


def _all_hold(conditions: tuple[tuple[str, bool, str], ...]) -> None:
    broken = [{"field": name, "message": message} for name, holds, message in conditions if not holds]
    if broken:
        raise errors.Invalid(errors=broken)


def to_json(clock: Clock) -> dict[str, Any]:
    return {
        "kind": clock.kind,
        "start": clock.start.isoformat(),
        "limit": clock.limit,
        "unit": clock.unit,
        "pauses": [pause.to_json() for pause in clock.pauses],
        "extensions": [extension.to_json() for extension in clock.extensions],
        "due": clock.due.isoformat() if clock.due else None,
        "state": clock.state,
        "stopped_at": clock.stopped_at.isoformat() if clock.stopped_at else None,
        "provisional": clock.provisional,
    }


def from_json(data: Mapping[str, Any]) -> Clock:
    return Clock(
        kind=data["kind"],
        start=datetime.fromisoformat(data["start"]),
        limit=data["limit"],
        unit=data["unit"],
        pauses=tuple(Pause.from_json(one) for one in data["pauses"]),
        extensions=tuple(Extension.from_json(one) for one in data["extensions"]),
        due=datetime.fromisoformat(data["due"]) if data["due"] else None,
        state=data["state"],
        stopped_at=datetime.fromisoformat(data["stopped_at"]) if data["stopped_at"] else None,
        provisional=data["provisional"],
    )
