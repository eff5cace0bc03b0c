"""Hearings of a case, and the clocks that an organ starts and stops itself."""

from __future__ import annotations

from typing import Any

from tongban.api.requests import Blueprint, act
from tongban.api.schemas.case import Case
from tongban.api.schemas.clock import (
    ClockBody,
    ClockReasonBody,
    HearingCallBody,
    HearingEndBody,
    HearingRequestBody,
    HearingRightBody,
)
from tongban.engine import AskHearing, CallHearing, EndHearing, StartClock, StopClock, TellHearing

blueprint = Blueprint("clocks", __name__, description="Hearings and time limits of a case")


@blueprint.post("/cases/<case_no>/hearing/tell")
@blueprint.body(HearingRightBody)
@blueprint.answer(200, Case)
def tell_hearing(case_no: str, given: dict[str, Any]) -> Any:
    """Tell the right to a hearing; it may be asked for within five working days (§47)."""
    return act(TellHearing(case_no, given["matter"]))


@blueprint.post("/cases/<case_no>/hearing/ask")
@blueprint.body(HearingRequestBody)
@blueprint.answer(200, Case)
def ask_hearing(case_no: str, given: dict[str, Any]) -> Any:
    """Ask for the hearing; it is held within twenty working days (§47)."""
    return act(AskHearing(case_no, given["reason"]))


@blueprint.post("/cases/<case_no>/hearing/call")
@blueprint.body(HearingCallBody)
@blueprint.answer(200, Case)
def call_hearing(case_no: str, given: dict[str, Any]) -> Any:
    """Tell time and place, seven working days ahead (§48)."""
    return act(CallHearing(case_no, given["at"], given["place"], given["chair"]))


@blueprint.post("/cases/<case_no>/hearing/end")
@blueprint.body(HearingEndBody)
@blueprint.answer(200, Case)
def end_hearing(case_no: str, given: dict[str, Any]) -> Any:
    """The hearing was held, or will not be."""
    return act(EndHearing(case_no, given["result"]))


@blueprint.post("/cases/<case_no>/clocks")
@blueprint.body(ClockBody)
@blueprint.answer(200, Case)
def start_clock(case_no: str, given: dict[str, Any]) -> Any:
    """Start a lower organ's review (§43), or joint handling in place of the ordinary limit (§42-2)."""
    return act(StartClock(case_no, given["kind"], given["reason"]))


@blueprint.post("/cases/<case_no>/clocks/<kind>/stop")
@blueprint.body(ClockReasonBody)
@blueprint.answer(200, Case)
def stop_clock(case_no: str, kind: str, given: dict[str, Any]) -> Any:
    """What a clock times is done."""
    return act(StopClock(case_no, kind, given["reason"]))
