"""Clocks an organ starts itself: a lower organ's first review (§43), joint handling in place of the ordinary limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.clock import from_json
from tongban.engine.domain.clock_rules import clock_rule
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases import clock_ground as ground
from tongban.engine.use_cases.flow import clocks, journal
from tongban.engine.use_cases.views import case_view

STARTED = ("first_review", "joint")
STOPPED = ("first_review", "hearing_request", "hearing", "hearing_notice")


@dataclass(frozen=True, slots=True)
class StartClock:
    """`first_review` (§43) or `joint` (§42-2, in place of the ordinary limit and counted from the same day)."""

    case_no: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class StopClock:
    """What one of these clocks times is done."""

    case_no: str
    kind: str
    reason: str


def start_clock(command: StartClock, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with the clock running."""
    act, run, case = ground.opened(command.case_no, actor, uow, "case.clock")
    _known(command.kind, STARTED)
    reason = ground.words("reason", command.reason)
    ground.none_live(act, run, command.kind)
    limit = run.item.sheet.limit(command.kind) if run.item else None
    rule = clock_rule(command.kind)
    value, unit = (limit.value, limit.clock_unit) if limit else (rule.limit, rule.unit)
    assert value is not None
    since = None
    if command.kind == "joint":
        ordinary = clocks.live(act, run, "statutory")
        if not ordinary:
            raise errors.Conflict(
                "法定时限没有在计时 / no legal limit is running", current={"state": case.state}
            )
        clock = from_json(ordinary[0].body)
        if clock.state != "running" or clock.is_late(uow.now) or clock.pauses:
            raise errors.Conflict(
                "法定时限已暂停过或已届满，不能改为联合办理 / the legal limit was paused or is over",
                current={"state": clock.state},
            )
        since = clock.start
        ground.stop(act, run, ordinary)
    clocks.start(act, run, command.kind, value, unit, since=since)
    journal.write(act, run, "clock.chosen", clock=command.kind, reason=reason)
    act.settle()
    return case_view(case)


def stop_clock(command: StopClock, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with the clock stopped."""
    act, run, case = ground.opened(command.case_no, actor, uow, "case.clock")
    _known(command.kind, STOPPED)
    reason = ground.words("reason", command.reason)
    rows = clocks.live(act, run, command.kind)
    if not rows:
        raise errors.Conflict(
            "这个时限没有在计时 / this clock is not running", current={"clock": command.kind}
        )
    ground.stop(act, run, rows)
    journal.write(act, run, "clock.ended", clock=command.kind, reason=reason)
    act.settle()
    return case_view(case)


def _known(kind: str, known: tuple[str, ...]) -> None:
    if kind not in known:
        raise errors.Invalid(
            errors=[{"field": "kind", "message": f"须为其中之一 / one of: {', '.join(known)}"}]
        )
