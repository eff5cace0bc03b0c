"""Who a step would go to if a case came to it today: what its rule says without a case, and what only a case decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import group_ref, user_ref
from tongban.engine.use_cases.flow import candidates

# What only a case knows: who applied, who began it, who did the step before.
OF_A_CASE = ("applicant", "initiator", "initiatorUnit", "previousHandler")


@dataclass(frozen=True, slots=True)
class Beforehand:
    """`refs` would have it; `missing` are groups nobody holds; `open` are expressions and relations a case decides.

    `instead`: nobody was found, so `refs` are the unit's administrators.
    """

    refs: tuple[str, ...]
    missing: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    relation: str = ""
    instead: bool = False


def beforehand(office: candidates.Office, element: bpmn.Element, own: str) -> Beforehand:
    """The engine's own rule for a case of the unit `own` that nobody has begun."""
    rule = element.extensions.candidates or bpmn.Candidates()
    if rule.assignee is not None and rule.assignee.is_literal:
        return Beforehand((user_ref(rule.assignee.text),))
    refs = candidates.named(office, rule, own)
    asked = [*_expressions(rule)]
    unknown = [rule.assignee.text] if rule.assignee is not None else []
    for value, make in asked:
        found = _now(value)
        if found is None:
            unknown.append(value.text)
        else:
            refs.extend(candidates.refs_of(found, make))
    if rule.relation == "leadUnitLeader":
        refs.append(candidates.leader_of(rule.unit or own))
    relation = rule.relation if rule.relation in OF_A_CASE else ""
    refs = list(dict.fromkeys(refs))
    held, missing = candidates.parted(office, refs)
    if not held and (unknown or relation):
        return Beforehand((), tuple(missing), tuple(unknown), relation)
    given = candidates.settled(office, element, refs, held, missing, own)
    return Beforehand(tuple(given), tuple(missing), tuple(unknown), relation, not held)


def _expressions(rule: bpmn.Candidates) -> Iterator[tuple[bpmn.Value, Any]]:
    yield from ((value, user_ref) for value in rule.user_expressions)
    yield from ((value, group_ref) for value in rule.group_expressions)
    if rule.expression is not None:
        yield rule.expression, group_ref


def _now(value: bpmn.Value) -> Any:
    """What an expression gives that asks for nothing of a case; None when it does, or when it fails."""
    if any(one.names for one in value.expressions):
        return None
    try:
        return value({})
    except errors.ExpressionFailed:
        return None
