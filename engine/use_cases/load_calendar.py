"""Take in a working calendar: what it is called and rests on, the days that differ, and which years are published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.calendar import FIRST, LAST
from tongban.engine.domain.calendar_layers import NATIONAL, chain, check_end, check_zone, read_hours
from tongban.engine.ports import Calendar, CalendarDay, CalendarYear, UnitOfWork
from tongban.engine.use_cases import calendar_rows
from tongban.engine.use_cases.calendar_rows import Day

STATUSES = ("published", "estimated")


@dataclass(frozen=True, slots=True)
class LoadCalendar:
    """`days` are (date, working, name, source); `years` are (year, published or estimated).

    `name` is (Chinese, English); `hours` are pairs of "HH:MM"; `ends_at` is "24:00" or "HH:MM"; `places` are
    unit:code and region:code. What is None stays as it is, or is left to the calendar beneath.
    """

    calendar: str
    days: tuple[Day, ...]
    years: tuple[tuple[int, str], ...]
    name: tuple[str, str] | None = None
    base: str | None = None
    hours: tuple[tuple[str, str], ...] | None = None
    ends_at: str | None = None
    zone: str | None = None
    places: tuple[str, ...] | None = None


def load_calendar(command: LoadCalendar, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """How much was taken in, and the changes whose clocks are now counted again; each named year is replaced whole."""
    calendar_rows.may_change(actor, uow, command.calendar, whole=True)
    _check(command)
    head, hours_differ = _head(command, uow)
    changes = []
    if hours_differ:
        first = FIRST if hours_differ == "base" else uow.calendar().day_of(uow.now)
        changes.append(
            calendar_rows.changed(uow, actor, head.code, "hours", first, LAST, "工作时间或基础日历变更")
        )
    differing = _years(command, uow)
    if differing:
        year_days = [differing[0], differing[-1]]
        reason = "、".join(str(year) for year in sorted({one.year for one in year_days}))
        changes.append(
            calendar_rows.changed(
                uow, actor, head.code, "year", differing[0], differing[-1], f"{reason} 年日历导入"
            )
        )
    for place in command.places or ():
        change = calendar_rows.assign(uow, actor, place, head.code)
        changes += [change] if change else []
    years = sorted({year for year, _ in command.years})
    counts = {"days": len(command.days), "years": years}
    calendar_rows.record(uow, actor, "calendar.loaded", calendar=head.code, **counts)
    return {"calendar": head.code, **counts, "changes": changes}


def _check(command: LoadCalendar) -> None:
    wrong = [*_wrong_years(command), *_wrong_days(command)]
    if not calendar_rows.CODE.fullmatch(command.calendar):
        wrong.append(("calendar", "代码须为字母、数字、点和连字符 / letters, digits, . and -"))
    if wrong:
        raise errors.Invalid(errors=[{"field": name, "message": message} for name, message in wrong[:50]])
    if command.hours is not None:
        read_hours(command.hours)
    if command.ends_at is not None:
        check_end(command.ends_at)
    if command.zone is not None:
        check_zone(command.zone)


def _wrong_years(command: LoadCalendar) -> Iterator[tuple[str, str]]:
    for year, status in command.years:
        if not FIRST.year <= year <= LAST.year:
            yield "years", f"{year}: {FIRST.year}–{LAST.year}"
        if status not in STATUSES:
            yield "years", f"{year}: {' / '.join(STATUSES)}, not {status}"
    if len(dict(command.years)) != len(command.years):
        yield "years", "年度重复 / a year stands there twice"


def _wrong_days(command: LoadCalendar) -> Iterator[tuple[str, str]]:
    years = dict(command.years)
    seen: set[date] = set()
    for day, *_ in command.days:
        if day.year not in years:
            yield "days", f"{day}: 年度未列出 / its year is not named"
        if day in seen:
            yield "days", f"{day}: 重复 / stands there twice"
        seen.add(day)


def _head(command: LoadCalendar, uow: UnitOfWork) -> tuple[Calendar, str]:
    """The calendar's own row, and what about it counts differently now: nothing, its hours, or its base."""
    known = uow.get(Calendar, command.calendar, lock=True)
    base = command.base or (known.base if known else None)
    if command.calendar != NATIONAL:
        base = base or NATIONAL
    elif base is not None:
        raise errors.Invalid(
            errors=[{"field": "base", "message": "全国日历没有基础 / the nation's rests on none"}]
        )
    bases = {one.code: one.base for one in uow.find(Calendar)} | {command.calendar: base}
    if base is not None and base not in bases and base != NATIONAL:
        raise errors.Invalid(
            errors=[{"field": "base", "message": f"没有日历 {base} / there is no calendar {base}"}]
        )
    chain(command.calendar, bases)
    name = command.name or ((known.name, known.name_en) if known else (command.calendar, command.calendar))
    given: Mapping[str, Any] = {
        "hours": [list(span) for span in command.hours] if command.hours is not None else None,
        "ends_at": command.ends_at,
        "zone": command.zone,
    }
    now = {field: given[field] or getattr(known, field, None) for field in given}
    head = Calendar(command.calendar, name[0], name[1], base, **now)
    if known is None:
        uow.add(head)
    elif head != known:
        uow.save(head)
    if known is not None and known.base != base:
        return head, "base"
    hours_differ = any(value != getattr(known, field, None) for field, value in now.items())
    return head, "hours" if hours_differ else ""


def _years(command: LoadCalendar, uow: UnitOfWork) -> list[date]:
    """Replace the named years; every day that is worked differently now, whole years where the status changed."""
    years = dict(command.years)
    statuses = {one.year: one.status for one in uow.find(CalendarYear, calendar=command.calendar)}
    old = calendar_rows.days_of_years(uow, command.calendar, years)
    new = {one[0]: CalendarDay(command.calendar, *one) for one in command.days}
    worked = [{day: row.working for day, row in rows.items()} for rows in (old, new)]
    differing = {day for day in old.keys() | new.keys() if worked[0].get(day) != worked[1].get(day)}
    for day in old.keys() - new.keys():
        uow.remove(CalendarDay, calendar=command.calendar, day=day)
    for day, row in new.items():
        _put(uow, row, old.get(day))
    for year, status in years.items():
        before = CalendarYear(command.calendar, year, statuses[year]) if year in statuses else None
        after = CalendarYear(command.calendar, year, status)
        _put(uow, after, before)
        if before != after:
            differing |= {date(year, 1, 1), date(year, 12, 31)}
    return sorted(differing)


def _put(uow: UnitOfWork, row: Any, before: Any) -> None:
    if before is None:
        uow.add(row)
    elif before != row:
        uow.save(row)
