"""The acts on calendars and clocks, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.change_calendar import (
    AssignCalendar,
    ChangeDays,
    assign_calendar,
    change_days,
)
from tongban.engine.use_cases.hear_case import (
    AskHearing,
    CallHearing,
    EndHearing,
    TellHearing,
    ask_hearing,
    call_hearing,
    end_hearing,
    tell_hearing,
)
from tongban.engine.use_cases.load_calendar import LoadCalendar, load_calendar
from tongban.engine.use_cases.recount_clocks import RecountClocks, recount_clocks
from tongban.engine.use_cases.start_clock import StartClock, StopClock, start_clock, stop_clock
from tongban.engine.use_cases.time_case import (
    ExtendCase,
    ResumeCase,
    SuspendCase,
    extend_case,
    resume_case,
    suspend_case,
)

TIME_ACTS: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    AskHearing: ask_hearing,
    AssignCalendar: assign_calendar,
    CallHearing: call_hearing,
    ChangeDays: change_days,
    EndHearing: end_hearing,
    ExtendCase: extend_case,
    LoadCalendar: load_calendar,
    RecountClocks: recount_clocks,
    ResumeCase: resume_case,
    StartClock: start_clock,
    StopClock: stop_clock,
    SuspendCase: suspend_case,
    TellHearing: tell_hearing,
}
#: After these the calendars that are kept in memory are out of date.
CALENDAR_ACTS = (AssignCalendar, ChangeDays, LoadCalendar)

__all__ = [
    "CALENDAR_ACTS",
    "TIME_ACTS",
    "AskHearing",
    "AssignCalendar",
    "CallHearing",
    "ChangeDays",
    "EndHearing",
    "ExtendCase",
    "LoadCalendar",
    "RecountClocks",
    "ResumeCase",
    "StartClock",
    "StopClock",
    "SuspendCase",
    "TellHearing",
]
