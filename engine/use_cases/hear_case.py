"""听证 (行政许可法 §46–48): told, asked for within five working days, held within twenty, called seven before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.clock import from_json
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases import clock_ground as ground
from tongban.engine.use_cases.flow import clocks, journal, papers
from tongban.engine.use_cases.views import case_view


@dataclass(frozen=True, slots=True)
class TellHearing:
    """告知听证权利: whoever is told may ask for a hearing within five working days (§47)."""

    case_no: str
    matter: str


@dataclass(frozen=True, slots=True)
class AskHearing:
    """申请听证: the hearing has to be held within twenty working days (§47)."""

    case_no: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CallHearing:
    """听证通知: time and place, told at least seven working days before (§48); the chair has not reviewed the case."""

    case_no: str
    at: datetime
    place: str
    chair: str


@dataclass(frozen=True, slots=True)
class EndHearing:
    """The hearing was held, or will not be: its clocks stop."""

    case_no: str
    result: str


def tell_hearing(command: TellHearing, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with the term for asking running, and the notice of the right issued."""
    act, run, case = ground.opened(command.case_no, actor, uow, "case.hearing")
    matter = ground.words("matter", command.matter)
    ground.none_live(act, run, "hearing_request", "hearing")
    row = clocks.start(act, run, "hearing_request", 5, "workday")
    journal.write(act, run, "hearing.told", reason=matter)
    until = ground.day(uow, case, row.due)
    papers.issue(act, run, "hearing_right_notice", {"hearing": {"matter": matter, "ask_due": until}})
    ground.tell_applicant(act, run, "hearing_told", {"matter": matter, "ask_until": until})
    act.settle()
    return case_view(case)


def ask_hearing(command: AskHearing, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with the term for the hearing running; Conflict once the time for asking is over."""
    act, run, case = ground.opened(command.case_no, actor, uow, "case.ask_hearing")
    rows = clocks.live(act, run, "hearing_request")
    if not rows or from_json(rows[0].body).is_late(uow.now):
        raise errors.Conflict(
            "现在没有可以申请的听证，或者申请期限已过 / no hearing can be asked for now, or the time to ask is over",
            current={"state": case.state, "until": rows[0].due if rows else None},
        )
    ground.none_live(act, run, "hearing")
    ground.stop(act, run, rows)
    clocks.start(act, run, "hearing", 20, "workday")
    journal.write(act, run, "hearing.asked", reason=command.reason.strip()[: ground.MOST_TEXT])
    act.settle()
    return case_view(case)


def call_hearing(command: CallHearing, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with the notice of time and place issued; Invalid for a day too early, too late, or not worked."""
    act, run, case = ground.opened(command.case_no, actor, uow, "case.hearing")
    place, chair = ground.words("place", command.place), ground.words("chair", command.chair)
    calendar = uow.calendar(case.unit)
    rows = clocks.live(act, run, "hearing")
    if not rows:
        raise errors.Conflict(
            "没有人申请听证 / nobody has asked for a hearing", current={"state": case.state}
        )
    if command.at.tzinfo is None:
        raise errors.Invalid(errors=[{"field": "at", "message": "须带时区 / needs an offset"}])
    day = calendar.day_of(command.at)
    first = calendar.add_working_days(calendar.day_of(uow.now), 7)
    last = calendar.day_of(rows[0].due) if rows[0].due else None
    wrong = []
    if day < first:
        wrong.append(
            f"须提前七个工作日通知，最早 {first} / told seven working days before: {first} at the earliest"
        )
    if last is not None and day > last:
        wrong.append(f"须在 {last} 前组织听证 / the hearing is to be held by {last}")
    if not calendar.is_working(day):
        wrong.append("不是工作日 / not a working day")
    if wrong:
        raise errors.Invalid(errors=[{"field": "at", "message": one} for one in wrong])
    ground.stop(act, run, clocks.live(act, run, "hearing_notice"))
    clocks.start(act, run, "hearing_notice", 7, "workday")
    told = command.at.astimezone(calendar.zone)
    journal.write(act, run, "hearing.called", at=told.isoformat(), place=place, chair=chair)
    where = {"place": place, "chair": chair}
    papers.issue(act, run, "hearing_notice", {"hearing": {"held_at": told.isoformat(), **where}})
    ground.tell_applicant(act, run, "hearing_called", {"at": told.strftime("%Y-%m-%d %H:%M"), **where})
    act.settle()
    return case_view(case)


def end_hearing(command: EndHearing, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with the hearing's clocks stopped and its result on record."""
    act, run, case = ground.opened(command.case_no, actor, uow, "case.hearing")
    result = ground.words("result", command.result)
    rows = [row for row in clocks.live(act, run) if row.kind.startswith("hearing")]
    if not rows:
        raise errors.Conflict("没有听证期限在计时 / no hearing is on", current={"state": case.state})
    ground.stop(act, run, rows)
    journal.write(act, run, "hearing.ended", reason=result)
    act.settle()
    return case_view(case)
