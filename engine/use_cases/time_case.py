"""What the law does to a running case's time: special procedure, resumption, extension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.clock import from_json
from tongban.engine.domain.clock_rules import SPECIAL_PROCEDURES, Level, clock_rule
from tongban.engine.items.parts import Limit
from tongban.engine.ports import Case, ClockRow, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, clocks, journal, milestones, papers
from tongban.engine.use_cases.things import find_case
from tongban.engine.use_cases.views import case_view


@dataclass(frozen=True, slots=True)
class SuspendCase:
    """特别程序 (行政许可法 §45): the time announced to the applicant is not counted."""

    case_no: str
    kind: str
    basis: str
    approver: str
    days: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ResumeCase:
    """The special procedure has its result."""

    case_no: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExtendCase:
    """延长审批 (行政许可法 §42): once, before expiry, approved by the head."""

    case_no: str
    days: int
    approver: str
    reason: str
    level: Level = "organ"


def suspend_case(command: SuspendCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with its clocks paused and the applicant told."""
    act, run, case = _opened(command.case_no, actor, uow, "case.suspend")
    if case.state not in ("accepted", "under_review", "reported"):
        raise errors.Conflict("Only a case under review can be suspended.", current={"state": case.state})
    local = {one.kind: one.name.zh for one in run.item.sheet.special_procedures} if run.item else {}
    calendar = uow.calendar(case.unit)
    for row in _pausable(act, run, case):
        clocks.change(
            act,
            run,
            row,
            lambda clock: clock.pause(
                uow.now,
                calendar,
                kind=command.kind,
                basis=command.basis,
                approver=command.approver,
                announced=command.days,
                reason=command.reason,
                local_kinds=local,
            ),
        )
    before, case.state = case.state, "suspended"
    uow.save(case, "state")
    journal.write(
        act,
        run,
        "case.suspended",
        state_before=before,
        kind=command.kind,
        basis=command.basis,
        approver=command.approver,
        days=command.days,
    )
    name, name_en = _named(run, command.kind)
    papers.issue(
        act,
        run,
        "special_procedure_notice",
        {
            "special_procedure": {
                "kind": name,
                "reason": command.reason or command.basis,
                "days": command.days,
                "started_at": uow.now.isoformat(),
                "approver": command.approver,
            }
        },
    )
    facts = {"procedure": name, "procedure_en": name_en, "days": command.days}
    milestones.notify(act, run, "special_procedure", milestones.recipients(run, "applicant"), facts=facts)
    act.settle()
    return case_view(case)


def resume_case(command: ResumeCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with its clocks running again."""
    act, run, case = _opened(command.case_no, actor, uow, "case.resume")
    if case.state != "suspended":
        raise errors.Conflict("The case is not suspended.", current={"state": case.state})
    milestones.move(act, run, "under_review")
    journal.write(act, run, "case.resumed", reason=command.reason)
    act.settle()
    return case_view(case)


def extend_case(command: ExtendCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with its legal limit extended and the applicant told."""
    act, run, case = _opened(command.case_no, actor, uow, "case.extend")
    rows = [row for row in clocks.live(act, run) if row.kind in ("statutory", "joint")]
    if not rows:
        raise errors.Conflict("No legal limit is running.", current={"state": case.state})
    before, calendar = rows[0].due, uow.calendar(case.unit)
    if before is None:
        raise errors.Conflict(
            "特别程序期间时限暂停，恢复计时后才能延长 / the limit stands still; it can be extended once it runs again",
            current={"state": case.state},
        )
    clock = clocks.change(
        act,
        run,
        rows[0],
        lambda one: one.extend(
            command.days,
            command.approver,
            command.reason,
            uow.now,
            calendar,
            level=command.level,
            rule=run.item.sheet.extension if run.item and one.kind == "statutory" else None,
        ),
    )
    assert clock.due is not None
    old, new = calendar.day_of(before).isoformat(), calendar.day_of(clock.due).isoformat()
    words = Limit(command.days, clock.unit)
    papers.issue(
        act,
        run,
        "extension_notice",
        {
            "extension": {
                "old_due": old,
                "new_due": new,
                "days": command.days,
                "length": words.words(),
                "length_en": words.words("en"),
                "reason": command.reason,
                "approver": command.approver,
            }
        },
    )
    journal.write(
        act,
        run,
        "case.extended",
        clock=clock.kind,
        before=old,
        after=new,
        days=command.days,
        approver=command.approver,
        level=command.level,
        reason=command.reason,
    )
    facts = {
        "new_end": f"由 {old} 延长至 {new}",
        "new_end_en": f"from {old} to {new}",
        "reason": command.reason,
    }
    milestones.notify(act, run, "extended", milestones.recipients(run, "applicant"), facts=facts)
    act.settle()
    return case_view(case)


def _named(run: Run, kind: str) -> tuple[str, str]:
    """What the special procedure is called: by the item, or by the law."""
    own = run.item.sheet.special_procedures if run.item else ()
    return (
        next(((one.name.zh, one.name.en) for one in own if one.kind == kind), None)
        or SPECIAL_PROCEDURES[kind]
    )


def _opened(case_no: str, actor: Actor, uow: UnitOfWork, verb: str) -> tuple[Act, Run, Case]:
    case, instance = find_case(uow, actor, verb, case_no)
    act = Act(uow, actor)
    return act, act.open(instance, case), case


def _pausable(act: Act, run: Run, case: Case) -> list[ClockRow]:
    """The clocks a special procedure holds up; what has run out already stays so and holds up nothing."""
    rows = [row for row in clocks.live(act, run) if clock_rule(row.kind).pausable]
    known = [(row, from_json(row.body)) for row in rows]
    running = [row for row, clock in known if clock.state == "running" and not clock.is_late(act.uow.now)]
    if all(row.kind == "step" for row in running):
        raise errors.Conflict("No clock is running that could be paused.", current={"state": case.state})
    return running
