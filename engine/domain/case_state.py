"""The states of a case 办件 and the only ways between them, with the document and the clocks of each."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

from tongban.engine import errors

ClockAction = Literal["start", "stop", "pause", "resume"]
ClockEffect = tuple[ClockAction, str]
ALL_CLOCKS = "*"


@dataclass(frozen=True, slots=True)
class State:
    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Transition:
    """`who` engine = follows by itself; `clocks` are in the order in which they take effect."""

    source: str
    to: str
    who: str
    document: str | None = None
    clocks: tuple[ClockEffect, ...] = ()
    law: str = ""


STATES: dict[str, State] = {
    state.id: state
    for state in (
        State("draft", "草稿", "Draft"),
        State("registered", "预登记", "Registered"),
        State("pre_review", "预审中", "In pre-review"),
        State("submitted", "已提交", "Submitted"),
        State("received", "已收件", "Received"),
        State("correction_requested", "待补正", "Correction requested"),
        State("accepted", "已受理", "Accepted"),
        State("not_required", "不受理", "No licence needed"),
        State("not_accepted", "不予受理", "Not accepted"),
        State("under_review", "审查中", "Under review"),
        State("suspended", "特别程序中", "Suspended"),
        State("reported", "已上报", "Sent up"),
        State("approved", "准予许可", "Granted"),
        State("rejected", "不予许可", "Refused"),
        State("withdrawn", "撤回申请", "Withdrawn"),
        State("terminated", "终止办理", "Terminated"),
        State("voided", "作废", "Voided"),
        State("forwarded", "转报办结", "Forwarded"),
        State("revoked", "已撤销", "Revoked"),
        State("certificate_made", "已制证", "Certificate made"),
        State("delivered", "已送达", "Delivered"),
        State("closed", "办结", "Closed"),
        State("archived", "已归档", "Archived"),
    )
}

ENDS = frozenset(
    {"not_required", "not_accepted", "withdrawn", "terminated", "voided", "forwarded", "revoked"}
)
CLOSED = ENDS | {"closed", "archived"}
DECIDED = frozenset({"approved", "rejected", "certificate_made", "delivered"})

_CHECK: ClockEffect = ("start", "correction")
_CHECKED: ClockEffect = ("stop", "correction")
_REVIEW: tuple[ClockEffect, ...] = (("start", "statutory"), ("start", "promised"))
_OVER: tuple[ClockEffect, ...] = (("stop", ALL_CLOCKS),)
_DECIDED: tuple[ClockEffect, ...] = (*_OVER, ("start", "delivery"))
_PAUSABLE = ("step", "assist", "promised", "statutory", "joint", "first_review")
_PAUSED: tuple[ClockEffect, ...] = tuple(("pause", kind) for kind in _PAUSABLE)
_RESUMED: tuple[ClockEffect, ...] = tuple(("resume", kind) for kind in reversed(_PAUSABLE))

TRANSITIONS: tuple[Transition, ...] = (
    Transition("draft", "registered", "applicant"),
    Transition("draft", "submitted", "applicant", "receipt_voucher", (_CHECK,), "§29"),
    Transition("registered", "pre_review", "clerk"),
    Transition("registered", "submitted", "applicant", "receipt_voucher", (_CHECK,), "§29"),
    Transition("pre_review", "submitted", "applicant", "receipt_voucher", (_CHECK,), "§29"),
    Transition("submitted", "submitted", "applicant", law="§32-3"),
    Transition("submitted", "received", "engine", "receipt_voucher"),
    Transition("submitted", "not_required", "clerk", "not_required_notice", _OVER, "§32-1"),
    Transition("submitted", "not_accepted", "clerk", "refusal_to_accept", _OVER, "§32-2"),
    Transition(
        "submitted",
        "correction_requested",
        "clerk",
        "correction_notice",
        (_CHECKED, ("start", "supplement")),
        "§32-4",
    ),
    Transition("submitted", "accepted", "clerk", "acceptance_notice", (_CHECKED, *_REVIEW), "§32-5"),
    Transition("received", "received", "applicant", law="§32-3"),
    Transition("received", "not_required", "clerk", "not_required_notice", _OVER, "§32-1"),
    Transition("received", "not_accepted", "clerk", "refusal_to_accept", _OVER, "§32-2"),
    Transition(
        "received",
        "correction_requested",
        "clerk",
        "correction_notice",
        (_CHECKED, ("start", "supplement")),
        "§32-4",
    ),
    Transition("received", "accepted", "clerk", "acceptance_notice", (_CHECKED, *_REVIEW), "§32-5"),
    Transition(
        "correction_requested", "received", "applicant", "receipt_voucher", (("stop", "supplement"), _CHECK)
    ),
    Transition(
        "correction_requested",
        "accepted",
        "clerk",
        "acceptance_notice",
        (("stop", "supplement"), *_REVIEW),
        "§32-5",
    ),
    Transition("correction_requested", "not_accepted", "clerk", "refusal_to_accept", _OVER),
    Transition("correction_requested", "withdrawn", "timer", "termination_notice", _OVER),
    Transition("accepted", "under_review", "engine"),
    *(
        Transition(state, "not_accepted", "timer", "refusal_to_accept", _OVER)
        for state in ("accepted", "under_review", "suspended", "reported")
    ),
    *(
        Transition(state, "reported", "organ", "forwarding_slip", (("stop", "first_review"), *_REVIEW), "§43")
        for state in ("accepted", "under_review")
    ),
    Transition("reported", "under_review", "engine"),
    Transition("under_review", "suspended", "reviewer", "special_procedure_notice", _PAUSED, "§45"),
    Transition("suspended", "under_review", "reviewer", None, _RESUMED, "§45"),
    Transition("under_review", "approved", "approver", "grant_decision", _DECIDED, "§38-1"),
    Transition("under_review", "rejected", "approver", "refusal_decision", _DECIDED, "§38-2"),
    Transition("under_review", "forwarded", "organ", "forwarding_slip", _OVER, "§43"),
    Transition("approved", "certificate_made", "clerk", "certificate", law="§39"),
    Transition("approved", "delivered", "clerk", "delivery_receipt", (("stop", "delivery"),), "§44"),
    Transition("certificate_made", "delivered", "clerk", "delivery_receipt", (("stop", "delivery"),), "§44"),
    Transition("rejected", "delivered", "clerk", "delivery_receipt", (("stop", "delivery"),), "§44"),
    *(
        Transition(state, "revoked", "organ", "revocation_decision", _OVER, "§69")
        for state in ("approved", "certificate_made", "delivered")
    ),
    Transition("delivered", "closed", "engine", None, _OVER),
    *(
        Transition(state, "withdrawn", "applicant", "termination_notice", _OVER)
        for state in (
            "registered",
            "pre_review",
            "submitted",
            "received",
            "accepted",
            "under_review",
            "suspended",
            "reported",
        )
    ),
    *(
        Transition(state, "terminated", "organ", "termination_decision", _OVER)
        for state in ("accepted", "under_review", "suspended", "reported")
    ),
    *(
        Transition(state, "voided", "organ", None, _OVER)
        for state in (
            "draft",
            "registered",
            "pre_review",
            "submitted",
            "received",
            "correction_requested",
            "accepted",
            "under_review",
            "suspended",
            "reported",
        )
    ),
    *(Transition(state, "closed", "engine", None, _OVER) for state in sorted(ENDS)),
    Transition("closed", "archived", "engine", "archive_index"),
)

_TABLE = {(one.source, one.to): one for one in TRANSITIONS}


def transition(state: str, to: str) -> Transition:
    """The one step between two states; errors.Conflict names both when there is none."""
    found = _TABLE.get((state, to))
    if found is None:
        raise _no_way(state, to)
    return found


def route(state: str, to: str) -> tuple[Transition, ...]:
    """The step to `to`, preceded by the steps the engine takes by itself (accepted → under_review)."""
    if (state, to) in _TABLE:
        return (_TABLE[state, to],)
    waiting: deque[tuple[str, tuple[Transition, ...]]] = deque([(state, ())])
    seen = {state}
    while waiting:
        here, path = waiting.popleft()
        for step in TRANSITIONS:
            if step.source != here or step.to in seen:
                continue
            if step.to == to:
                return (*path, step)
            if step.who == "engine":
                seen.add(step.to)
                waiting.append((step.to, (*path, step)))
    raise _no_way(state, to)


def clock_effects(state: str, to: str) -> tuple[ClockEffect, ...]:
    """What the way from one state to the other does to the clocks, in order; the kind * is every clock."""
    return tuple(effect for step in route(state, to) for effect in step.clocks)


def is_closed(state: str) -> bool:
    return state in CLOSED


def label(state: str, language: str = "zh") -> str:
    known = STATES.get(state)
    if known is None:
        return state
    return known.en if language == "en" else known.zh


def _no_way(state: str, to: str) -> errors.Conflict:
    return errors.Conflict(
        f"A case that is {label(state, 'en')} cannot become {label(to, 'en')}"
        f"（{label(state)}的办件不能变为{label(to)}）。",
        state=state,
        to=to,
    )
