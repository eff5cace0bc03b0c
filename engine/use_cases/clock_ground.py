"""What the acts on a case's clocks share: a case under review, no second clock of a kind, plain words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.clock import Clock
from tongban.engine.domain.clock_rules import clock_rule
from tongban.engine.ports import Case, ClockRow, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, clocks, milestones
from tongban.engine.use_cases.flow.paper_facts import notice_facts
from tongban.engine.use_cases.things import find_case

REVIEWED = ("accepted", "under_review", "suspended", "reported")
MOST_TEXT = 500


def opened(case_no: str, actor: Actor, uow: UnitOfWork, verb: str) -> tuple[Act, Run, Case]:
    """The case, open for an act; Conflict unless it is under review."""
    case, instance = find_case(uow, actor, verb, case_no)
    if case.state not in REVIEWED:
        raise errors.Conflict(
            "只有审查中的办件 / only for a case under review", current={"state": case.state}
        )
    act = Act(uow, actor)
    return act, act.open(instance, case), case


def stop(act: Act, run: Run, rows: list[ClockRow]) -> None:
    """Stop these clocks."""
    assert run.case is not None
    calendar = act.uow.calendar(run.case.unit)

    def stopped(clock: Clock) -> Clock:
        return clock.stop(act.uow.now, calendar)

    for row in rows:
        clocks.change(act, run, row, stopped)


def none_live(act: Act, run: Run, *kinds: str) -> None:
    """Conflict when one of these kinds is running already."""
    for kind in kinds:
        if clocks.live(act, run, kind):
            raise errors.Conflict(
                f"{clock_rule(kind).zh}已在计时 / this clock is running already", current={"clock": kind}
            )


def words(name: str, given: str) -> str:
    """A text that must say something; Invalid otherwise."""
    words = given.strip()
    if not words or len(words) > MOST_TEXT:
        raise errors.Invalid(
            errors=[{"field": name, "message": f"1–{MOST_TEXT} 字 / 1–{MOST_TEXT} characters"}]
        )
    return words


def day(uow: UnitOfWork, case: Case, moment: datetime | None) -> str:
    """The day of a moment, in words."""
    return uow.calendar(case.unit).day_of(moment).isoformat() if moment else ""


def tell_applicant(act: Act, run: Run, template: str, hearing: Mapping[str, Any]) -> None:
    """A notice to the applicant's message box and mail."""
    facts = {**notice_facts(act, run), **hearing}
    milestones.notify(act, run, template, milestones.recipients(run, "applicant"), facts=facts)
