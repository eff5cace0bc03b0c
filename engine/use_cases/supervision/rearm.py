"""After a change of the escalation rules every running clock gets its timer by the new ones, a batch at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.clock import from_json
from tongban.engine.ports import Bookmark, Case, ClockRow, Instance, Timer, UnitOfWork
from tongban.engine.use_cases.flow import escalations
from tongban.engine.use_cases.supervision.rules import REARM


@dataclass(frozen=True, slots=True)
class RearmClocks:
    """The next clocks after the place reached."""

    limit: int = 50


def rearm_clocks(command: RearmClocks, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{armed, done}`; done when no clock is left, or no rule was changed."""
    place = uow.get(Bookmark, REARM, lock=True)
    if place is None:
        return {"armed": 0, "done": True}
    ids = uow.live_clocks(place.position, command.limit)
    if not ids:
        uow.remove(Bookmark, name=REARM)
        return {"armed": 0, "done": True}
    for clock_id in ids:
        _rearm(uow, clock_id)
    place.position, place.at = ids[-1], uow.now
    uow.save(place, "position", "at")
    return {"armed": len(ids), "done": False}


def _rearm(uow: UnitOfWork, clock_id: str) -> None:
    row = uow.get(ClockRow, clock_id)
    case = uow.get(Case, row.case_id) if row is not None else None
    if case is None or case.instance_id is None:
        return
    # Whoever changes a clock holds its instance.
    uow.get(Instance, case.instance_id, lock=True)
    row = uow.get(ClockRow, clock_id)
    if row is None:
        return
    uow.remove(Timer, clock_id=row.id, kind=escalations.KIND)
    escalations.arm(uow, row, from_json(row.body), case)
