"""Acts on a joint case as a whole and on its members: one line each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.joint.change_members import (
    AddMember,
    CancelMember,
    ReturnMember,
    add_member,
    cancel_member,
    return_member,
)
from tongban.engine.use_cases.joint.read_notice import ReadNotice, read_notice
from tongban.engine.use_cases.joint.record_meeting import RecordMeeting, record_meeting

JOINT: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    AddMember: add_member,
    CancelMember: cancel_member,
    ReadNotice: read_notice,
    RecordMeeting: record_meeting,
    ReturnMember: return_member,
}

__all__ = ["JOINT", "AddMember", "CancelMember", "ReadNotice", "RecordMeeting", "ReturnMember"]
