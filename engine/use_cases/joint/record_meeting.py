"""联审会议: the lead records when and where departments reviewed together, who took part and what was concluded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, group_ref
from tongban.engine.ports import JointMeeting, UnitOfWork
from tongban.engine.use_cases.flow import journal, telling
from tongban.engine.use_cases.joint.ground import opened

MAX_UNITS = 100


@dataclass(frozen=True, slots=True)
class RecordMeeting:
    """`units` are codes of the units that took part; each of them is sent the minutes."""

    joint_no: str
    held_at: datetime
    place: str
    units: tuple[str, ...]
    minutes: str
    conclusion: str


def record_meeting(command: RecordMeeting, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The meeting as recorded; it cannot be changed, only followed by another."""
    act, family = opened(uow, actor, command.joint_no)
    problems = []
    if command.held_at > uow.now:
        problems.append({"field": "held_at", "message": "会议尚未召开 / the meeting has not been held yet"})
    known = {row.unit for row in family.rows} | {family.case.unit, family.case.window_unit}
    for unit in command.units:
        if unit not in known:
            message = f"该单位未参加本联办件 / not a unit of this joint case: {unit[:60]}"
            problems.append({"field": "units", "message": message})
    if not command.units or len(command.units) > MAX_UNITS:
        problems.append(
            {"field": "units", "message": f"须有 1 至 {MAX_UNITS} 个单位 / 1 to {MAX_UNITS} units"}
        )
    for name, text in (("minutes", command.minutes), ("conclusion", command.conclusion)):
        if not text.strip():
            problems.append({"field": name, "message": "必填 / required"})
    if problems:
        raise errors.Invalid(errors=problems)
    meeting = JointMeeting(
        id=uow.new_id(),
        joint_id=family.case.id,
        held_at=command.held_at,
        place=command.place.strip(),
        units=list(dict.fromkeys(command.units)),
        minutes=command.minutes.strip(),
        conclusion=command.conclusion.strip(),
        recorded_by=actor.id,
        recorded_at=uow.now,
    )
    uow.add(meeting)
    journal.write(
        act,
        family.joint,
        "joint.meeting_recorded",
        meeting=meeting.id,
        units=meeting.units,
        conclusion=meeting.conclusion,
    )
    refs = [group_ref(unit) for unit in meeting.units]
    telling.notify(act, family.joint, "joint_minutes", refs, facts={"conclusion": meeting.conclusion})
    act.settle()
    return meeting_view(meeting)


def meeting_view(meeting: JointMeeting) -> dict[str, Any]:
    """One meeting."""
    return {
        "id": meeting.id,
        "held_at": meeting.held_at,
        "place": meeting.place,
        "units": meeting.units,
        "minutes": meeting.minutes,
        "conclusion": meeting.conclusion,
        "recorded_by": meeting.recorded_by,
        "recorded_at": meeting.recorded_at,
    }
