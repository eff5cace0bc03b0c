"""The life of a case through the diagram: every way accepts before it decides, and decides before it ends."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping

from tongban.engine import bpmn, errors
from tongban.engine.domain import case_state
from tongban.engine.items.flow_checks import FILE
from tongban.engine.items.problems import Problems

FIRST = "received"
OPEN = frozenset(
    {
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
    }
)
FORKS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess"})


def check_life(definition: bpmn.ProcessDefinition, problems: Problems) -> None:
    """Follow every way from the start with the state the milestones give the case."""
    elements = definition.elements
    before: dict[str, set[str]] = defaultdict(set)
    after: dict[str, set[str]] = defaultdict(set)
    waiting = deque((id, FIRST) for id in _starts(elements, None))
    while waiting:
        id, state = waiting.popleft()
        if state in before[id]:
            continue
        before[id].add(state)
        element = elements[id]
        left = _milestone(element, state)
        if left is not None:
            after[id].add(left)
            waiting.extend((next_id, left) for next_id in _next(elements, element))
        waiting.extend((guard.id, state) for guard in _guards(elements, element))
    tolerant = any(element.type in FORKS for element in elements.values())
    for id, states in before.items():
        _report(elements[id], states, after[id], tolerant, problems)
    _check_both(definition, problems)


def _milestone(element: bpmn.Element, state: str) -> str | None:
    """The state once the element is done; None when its milestone cannot follow."""
    milestone = element.extensions.milestone
    if milestone is None or milestone.state == state or milestone.state not in case_state.STATES:
        return state
    try:
        case_state.route(state, milestone.state)
    except errors.Conflict:
        return None
    return str(milestone.state)


def _report(
    element: bpmn.Element, before: set[str], after: set[str], tolerant: bool, problems: Problems
) -> None:
    # After a fork one branch may carry the milestone for all: then one good way is enough.
    wrong = {state for state in before if _milestone(element, state) is None}
    if wrong and not (tolerant and after):
        labels = "、".join(case_state.label(state) for state in sorted(wrong))
        message = f"{labels}的办件不能到达 / a case that is {', '.join(sorted(wrong))} cannot become: "
        message += element.extensions.milestone.state if element.extensions.milestone else ""
        problems.error(FILE, element.id, "milestone_order", message)
    if element.outgoing or element.scope or element.type in CONTAINERS or not after:
        return
    undecided = after & OPEN
    if undecided and not (tolerant and after - OPEN):
        message = f"流程在未作决定时结束 / the case ends while still {', '.join(sorted(undecided))}"
        problems.error(FILE, element.id, "ends_undecided", message)


def _check_both(definition: bpmn.ProcessDefinition, problems: Problems) -> None:
    states = {
        element.extensions.milestone.state
        for element in definition.elements.values()
        if element.extensions.milestone is not None
    }
    if "accepted" not in states:
        message = "没有受理节点 / no node has tb:milestone accepted"
        problems.error(FILE, definition.key, "never_accepted", message)
    for state in ("approved", "rejected"):
        if state not in states:
            message = f"没有决定节点 / no node has tb:milestone {state}"
            add = problems.error if state == "approved" else problems.warning
            add(FILE, definition.key, "never_decided", message)


def _starts(elements: Mapping[str, bpmn.Element], scope: str | None) -> Iterator[str]:
    for element in elements.values():
        if element.scope == scope and not element.incoming and element.type != "boundaryEvent":
            yield element.id


def _next(elements: Mapping[str, bpmn.Element], element: bpmn.Element) -> Iterator[str]:
    """Where a token goes on; into a subprocess first, and out of it from any of its ends."""
    if element.type in CONTAINERS:
        yield from _starts(elements, element.id)
    for flow in element.outgoing:
        yield flow.target.id
    outer = elements.get(element.scope or "")
    if not element.outgoing and outer is not None:
        yield from (flow.target.id for flow in outer.outgoing)


def _guards(elements: Mapping[str, bpmn.Element], element: bpmn.Element) -> Iterator[bpmn.Element]:
    for other in elements.values():
        host = getattr(other, "host", None)
        if host is not None and host.id == element.id:
            yield other
