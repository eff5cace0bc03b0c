"""What decisions state, and records made while an application is examined or after a licence was granted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

Facts = dict[str, Any]


def reason_of(facts: Facts) -> str:
    """The last opinion with words in it is the reason of a decision."""
    words = [one["text"] for one in facts["opinions"] if one["text"]]
    return words[-1] if words else ""


def decision(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    """What was decided, why and on which basis."""
    reason = reason_of(facts)
    basis = str(variables.get("decision_basis") or "") or facts["item"]["legal_basis"]
    return {
        "decision": {
            "content": str(variables.get("permit_conditions") or "") or reason,
            "reason": reason,
            "basis": basis,
            "competent_organ": str(variables.get("competent_organ") or facts["organ"]["name"]),
        }
    }


def _inspection(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    """`inspectors` (names), `inspection_findings`, `inspected_at`, `inspection_place`."""
    names = [str(one) for one in variables.get("inspectors") or ()]
    return {
        "inspection": {
            "inspectors": [{"name": one} for one in names],
            "findings": str(variables.get("inspection_findings") or "") or reason_of(facts),
            "held_at": str(variables.get("inspected_at") or act.uow.now.isoformat()),
            "place": str(variables.get("inspection_place") or ""),
        }
    }


def _interested(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    """`interested_party`, `interested_matter`, `statement_due`."""
    return {
        "interested": {
            "name": str(variables.get("interested_party") or ""),
            "matter": str(variables.get("interested_matter") or "") or reason_of(facts),
            "due": str(variables.get("statement_due") or ""),
        }
    }


def _changed(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    """A decision on a licence that is there: the decision, and which licence."""
    given = {"no": "certificate_no", "valid_from": "valid_from", "valid_to": "valid_to"}
    certificate = {name: variables[key] for name, key in given.items() if variables.get(key)}
    return {**decision(act, run, variables, facts, number), "certificate": certificate}


LIFE_FACTS: dict[str, Callable[[Any, Any, Mapping[str, Any], Facts, str], Facts]] = {
    "inspection_record": _inspection,
    "interested_party_notice": _interested,
    "change_decision": _changed,
    "renewal_decision": _changed,
    "retraction_decision": _changed,
    "cancellation_decision": _changed,
}
