"""What documents of the regimes state: rectification, revocation, forwarding, posted papers, a promise at its pace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine.domain import regimes
from tongban.engine.domain.clock import Clock
from tongban.engine.items.parts import Limit
from tongban.engine.ports import Document
from tongban.engine.use_cases.flow import directory
from tongban.engine.use_cases.flow.life_facts import reason_of

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

Facts = dict[str, Any]
# What a revocation takes the effect from.
REVOKED = ("grant_decision", "certificate")


def promised_text(run: Run) -> str:
    """The promise in words, at the pace of the case; with a lower level first, of both together."""
    assert run.case is not None and run.item is not None
    sheet = run.item.sheet
    promise, below = sheet.limit("promised"), sheet.limit("first_review")
    if promise is None:
        return ""
    own = Limit(regimes.paced(run.case.regimes, promise.value), promise.unit)
    if sheet.ways.forwarding is None or below is None:
        return own.words()
    return f"下级初审{below.words()}、上级决定{own.words()}"


def promise_of_both_levels(act: Act, run: Run) -> Facts:
    """By when the decision can be expected before the upper level's own clock runs; its own due day wins."""
    assert run.case is not None and run.item is not None
    sheet = run.item.sheet
    promise, below = sheet.limit("promised"), sheet.limit("first_review")
    if sheet.ways.forwarding is None or promise is None or below is None:
        return {}
    calendar = act.uow.calendar(run.case.unit)
    since = run.case.accepted_at or act.uow.now
    first = Clock.begin("first_review", since, below.value, below.unit, calendar).due  # type: ignore[arg-type]
    assert first is not None
    own = regimes.paced(run.case.regimes, promise.value)
    due = Clock.begin("promised", first, own, promise.unit, calendar).due  # type: ignore[arg-type]
    return {"promised_due": due.astimezone(calendar.zone).date().isoformat()} if due is not None else {}


def other_state(run: Run, code: str) -> str | None:
    """What a material that is not there counts as instead."""
    assert run.case is not None
    if code in regimes.outstanding(run.case.regimes):
        return "deferred"
    return "promised" if code in regimes.committed(run.case.regimes) else None


def _rectification(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    return {
        "rectification": {
            "problem": str(variables.get("check_problem") or "") or reason_of(facts),
            "due": variables.get("rectify_by"),
            "how": str(variables.get("rectify_how") or ""),
        }
    }


def _revocation(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    assert run.case is not None
    issued = act.uow.find(Document, case_id=run.case.id, type=list(REVOKED), order="id")
    basis = str(variables.get("revocation_basis") or "")
    return {
        "decision": {
            "reason": reason_of(facts),
            "basis": basis or "《中华人民共和国行政许可法》第六十九条、《优化营商环境条例》第四十条",
        },
        "revocation": {
            "documents": [{"name": one.title, "no": one.number} for one in issued]
            or [{"name": facts["item"]["result_name"], "no": run.case.case_no}]
        },
    }


def _forwarding(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    assert run.case is not None
    upper = directory.unit_or_code(act, run.case.unit)
    return {
        "forwarding": {
            "sender": facts["organ"]["name"],
            "recipient": upper.name,
            "opinion": reason_of(facts),
        },
        "receiver": {"name": ""},
    }


def _posting(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    """From whoever acts to the other side: the window that accepted, or the owner."""
    case = run.case
    assert case is not None
    outward = case.window_unit in act.actor.units
    sender, recipient = (case.window_unit, case.unit) if outward else (case.unit, case.window_unit)
    return {
        "posting": {
            "sender": directory.unit_or_code(act, sender).name,
            "recipient": directory.unit_or_code(act, recipient).name,
            "carrier": str(variables.get("carrier") or "邮政特快专递"),
            "tracking_no": str(variables.get("tracking_no") or ""),
            "note": str(variables.get("posting_note") or ""),
        },
        "receiver": {"name": ""},
    }


REGIME_FACTS: dict[str, Callable[[Any, Any, Mapping[str, Any], Facts, str], Facts]] = {
    "rectification_order": _rectification,
    "revocation_decision": _revocation,
    "forwarding_slip": _forwarding,
    "material_flow_voucher": _posting,
}
