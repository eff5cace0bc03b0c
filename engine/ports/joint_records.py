"""The rows of joint cases: their members, and the meetings at which departments reviewed together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class JointMember:
    """One sub-case of a joint case; a member called again after a refusal has a further row, with the next `round`.

    `token` is the call of the joint flow that waits for it, `passed` what that call handed in.
    """

    case_id: str
    joint_id: str
    key: str
    position: int
    round: int
    unit: str
    instance_id: str
    state: str  # born | waiting | active | committed | finished | cancelled
    stage: str | None = None
    token: int | None = None
    join_rule: str | None = None
    passed: dict[str, Any] = field(default_factory=dict)
    result: str | None = None
    deemed: bool = False
    begun_at: datetime | None = None
    committed_at: datetime | None = None
    ended_at: datetime | None = None
    read_by: str | None = None
    read_at: datetime | None = None
    reason: str | None = None


@dataclass(slots=True)
class JointMeeting:
    """联审会议: when, where, who took part, what was said and concluded."""

    id: str
    joint_id: str
    held_at: datetime
    place: str
    units: list[str]
    minutes: str
    conclusion: str
    recorded_by: str
    recorded_at: datetime
