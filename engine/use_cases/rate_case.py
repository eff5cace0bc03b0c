"""好差评: the applicant's opinion of the service, once per case (国办发〔2019〕51号), and 追评 once more afterwards.

A rating of 4 or 5 is looked into and answered; when that is done the applicant may say once what they think of it now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.case_state import is_closed
from tongban.engine.ports import Case, FollowUpRating, Instance, Rating, UnitOfWork
from tongban.engine.use_cases import ratings
from tongban.engine.use_cases.flow import Act, journal, milestones
from tongban.engine.use_cases.things import find_case

LEVELS = range(1, 6)
DIMENSIONS = ("efficiency", "quality", "attitude", "discipline")
BAD = 4


@dataclass(frozen=True, slots=True)
class RateCase:
    """Level 1 very satisfied … 5 very dissatisfied (GB/T 39046-2020); `dims` the same per topic."""

    case_no: str
    level: int
    dims: Mapping[str, int] = field(default_factory=dict)
    text: str = ""


def rate_case(command: RateCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The rating, `follow_up` when it is the second; levels 4 and 5 begin a flow of putting right, and are told."""
    case, instance = find_case(uow, actor, "case.rate", command.case_no)
    problems = [
        {"field": name, "message": "须为 1–5 / must be 1 to 5"}
        for name, value in {
            "level": command.level,
            **{f"dims.{k}": v for k, v in command.dims.items()},
        }.items()
        if value not in LEVELS
    ]
    problems += [
        {"field": f"dims.{name}", "message": f"须为 / must be one of: {', '.join(DIMENSIONS)}"}
        for name in command.dims
        if name not in DIMENSIONS
    ]
    if problems:
        raise errors.Invalid(errors=problems)
    if not is_closed(case.state) and case.state != "delivered":
        raise errors.Conflict("A case is rated when it is finished.", current={"state": case.state})
    follows = _follows(uow, case)
    act = Act(uow, actor)
    run = act.open(instance, case)
    text = command.text.strip()[:2000]
    record = FollowUpRating if follows else Rating
    rating = record(case.id, command.level, dict(command.dims), text, actor.id, uow.now)
    uow.add(rating)
    journal.write(act, run, "case.rated_again" if follows else "case.rated", level=command.level)
    if command.level >= BAD:
        rating.instance_id = ratings.begin(act, run, case, command.level, text)
        milestones.notify(act, run, "bad_rating", [f"group:unit_admin@{case.unit}", "group:supervisor"])
    act.settle()
    return {
        "case_no": case.case_no,
        "level": command.level,
        "dims": dict(command.dims),
        "text": command.text,
        "follow_up": follows,
    }


def _follows(uow: UnitOfWork, case: Case) -> bool:
    """Whether this is the second word on a bad rating; Conflict when there is nothing more to say, or not yet."""
    first = uow.get(Rating, case.id)
    if first is None:
        return False
    if first.instance_id is None or uow.get(FollowUpRating, case.id) is not None:
        raise errors.Conflict(
            "已经评价过了 / the case has been rated already", current={"level": first.level}
        )
    looked_into = uow.get(Instance, first.instance_id)
    if looked_into is not None and looked_into.ended_at is None:
        raise errors.Conflict(
            "差评正在核实整改，答复后可以追加评价一次 / the bad rating is being looked into; "
            "rate once more when it is answered",
            current={"level": first.level, "rectification": looked_into.state},
        )
    return True
