"""Joint cases: one application for several items, its board, and what the lead may do to its members."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.case import CaseReasonBody
from tongban.api.schemas.joint_case import (
    JointBoard,
    JointCase,
    JointCaseBody,
    JointCaseQuery,
    JointCaseRow,
    JointMeeting,
    JointMeetingBody,
    JointMember,
    JointMemberBody,
)
from tongban.engine import (
    AddMember,
    CancelMember,
    ReadNotice,
    RecordMeeting,
    RegisterCase,
    ReturnMember,
)

blueprint = Blueprint(
    "joint cases", __name__, description="One application, several items and departments (联办件)"
)


@blueprint.post("/joint-cases")
@blueprint.body(JointCaseBody)
@blueprint.answer(201, JointCase)
def open_joint_case(given: dict[str, Any]) -> Any:
    """Register a joint case; it, its sub-cases, their numbers and the receipt are born in one transaction."""
    known = {name: value for name, value in given.items() if value is not None}
    known["joint"] = True
    if "members" in known:
        known["members"] = tuple(known["members"])
    return act(RegisterCase(**known))


@blueprint.get("/joint-cases")
@blueprint.query(JointCaseQuery)
@blueprint.answer(200, page_of(JointCaseRow))
def list_joint_cases(filters: dict[str, Any]) -> Any:
    """List the joint cases this caller may see, each with how far its members are."""
    return ask("joint_cases", **filters)


@blueprint.get("/joint-cases/<case_no>/board")
@blueprint.answer(200, JointBoard)
def read_board(case_no: str) -> Any:
    """Read the board: every department's step, clock, opinion, materials, and what it waits for."""
    return ask("joint_board", case_no)


@blueprint.post("/joint-cases/<case_no>/members")
@blueprint.body(JointMemberBody)
@blueprint.answer(201, JointMember)
def add_member(case_no: str, given: dict[str, Any]) -> Any:
    """Add a member that was not ticked (lead)."""
    return act(AddMember(case_no, given["key"], given["reason"]))


@blueprint.post("/joint-cases/<case_no>/members/<member>/cancel")
@blueprint.body(CaseReasonBody)
@blueprint.answer(200, JointMember)
def cancel_member(case_no: str, member: str, given: dict[str, Any]) -> Any:
    """Cancel a member that is not decided (lead)."""
    return act(CancelMember(case_no, member, given["reason"]))


@blueprint.post("/joint-cases/<case_no>/members/<member>/return")
@blueprint.body(CaseReasonBody)
@blueprint.answer(200, JointMember)
def return_member(case_no: str, member: str, given: dict[str, Any]) -> Any:
    """Give a member that was refused back to its department for another review (lead)."""
    return act(ReturnMember(case_no, member, given["reason"]))


@blueprint.post("/joint-cases/<case_no>/members/<member>/read")
@blueprint.answer(200, JointMember)
def read_notice(case_no: str, member: str) -> Any:
    """Confirm that the department has read what was copied to it (抄告回执)."""
    return act(ReadNotice(case_no, member))


@blueprint.post("/joint-cases/<case_no>/meetings")
@blueprint.body(JointMeetingBody)
@blueprint.answer(201, JointMeeting)
def record_meeting(case_no: str, given: dict[str, Any]) -> Any:
    """Record a joint review meeting with its minutes (联审, lead)."""
    return act(
        RecordMeeting(
            case_no,
            held_at=given["held_at"],
            place=given["place"],
            units=tuple(given["units"]),
            minutes=given["minutes"],
            conclusion=given["conclusion"],
        )
    )
