"""The gate before publishing: everything an item still lacks, sorted by what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.engine import errors
from tongban.engine.bpmn.extensions.milestone import Milestone
from tongban.engine.items.flow_checks import FILE as FLOW
from tongban.engine.items.item import Item
from tongban.engine.items.problems import Problem, Problems
from tongban.engine.items.reader import check_item, read_item
from tongban.engine.items.sheet import FILE as SHEET

#: What is looked at, in the order in which it is shown.
SECTIONS = ("elements", "clocks", "flow", "forms", "rules", "samples", "notices")
CLOCK_RULES = ("promise_too_long", "limit_too_long", "immediate", "special_procedure", "limit_units")
FORM_RULES = ("unknown_form", "unknown_field")
AFTER_DECISION = ("certificate_made", "delivered", "closed", "archived")
# An ordinary week has five working days.
DAYS = {"workday": 1.0, "day": 5 / 7, "hour": 1 / 8, "month": 22.0}


def gate(files: Mapping[str, bytes], also: Iterable[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """A line per section: `{key, state, problems}`, `state` being good, warn or bad.

    What only the office knows is not in it: whether the samples were played, whether members are in force; problems
    it has found itself are put in by `also`.
    """
    found = [*check_item(files), *_advice(files)]
    found += [dict(one) for one in also]
    sorted_: dict[str, list[Problem]] = {key: [] for key in SECTIONS}
    for one in found:
        sorted_[section_of(one)].append(one)
    return [{"key": key, "state": state_of(lines), "problems": lines} for key, lines in sorted_.items()]


def state_of(problems: Iterable[Mapping[str, Any]]) -> str:
    """The worst of them."""
    severities = {one["severity"] for one in problems}
    return "bad" if "error" in severities else "warn" if severities else "good"


def section_of(problem: Mapping[str, Any]) -> str:
    """What a problem is about."""
    file, rule = str(problem.get("file") or ""), str(problem.get("rule") or "")
    element = str(problem.get("element") or "")
    if "notice" in rule:
        return "notices"
    if file == SHEET:
        about_time = rule in CLOCK_RULES or element.startswith(("limits", "special_procedures"))
        return "clocks" if about_time else "elements"
    if file == FLOW:
        if rule.startswith(("deadline", "no_deadline")):
            return "clocks"
        return "forms" if rule in FORM_RULES else "flow"
    if file.endswith(".dmn"):
        return "rules"
    if file.startswith("samples"):
        return "samples"
    return "forms" if file == "form.json" or file.startswith("forms/") else "elements"


def _advice(files: Mapping[str, bytes]) -> list[Problem]:
    """What the check lets pass and a reviewer would ask about."""
    try:
        item = read_item(files)
    except errors.InvalidItem:
        return []
    problems = Problems()
    _advise_on_steps(item, problems)
    _advise_on_notices(item, problems)
    return list(problems.warnings)


def _advise_on_steps(item: Item, problems: Problems) -> None:
    promised = item.sheet.limits.get("promised")
    whole = promised.value * DAYS.get(promised.unit, 1.0) if promised is not None else None
    for element in item.process.elements.values():
        if element.extensions.candidates is None:
            continue
        limit = element.extensions.deadline
        if limit is None:
            name = element.name or element.id
            message = f"{name}：没有办理时限 / {name}: the step has no time limit"
            problems.warning(FLOW, element.id, "no_deadline", message)
        elif whole is not None and _counts(item, element.extensions.milestone):
            days = limit.value * DAYS.get(limit.unit, 1.0)
            if days > whole:
                name = element.name or element.id
                message = f"{name}：时限比承诺时限还长 / {name}: may take longer than the whole promise"
                problems.warning(FLOW, element.id, "deadline_over_promise", message)


def _counts(item: Item, milestone: Milestone | None) -> bool:
    """Whether the step lies in the promised time: delivery comes after it, a first review below has its own."""
    after = milestone is not None and milestone.state in AFTER_DECISION
    return item.sheet.case_kind == "promise" and not after and "first_review" not in item.sheet.limits


def _advise_on_notices(item: Item, problems: Problems) -> None:
    """The applicant must hear of acceptance and of the decision: by a notice, or by a document that is delivered."""
    for word, states in (
        ("受理 / acceptance", ("accepted", "not_accepted")),
        ("决定 / the decision", ("approved", "rejected")),
    ):
        nodes = [
            one
            for one in item.process.elements.values()
            if one.extensions.milestone is not None and one.extensions.milestone.state in states
        ]
        if nodes and not any(one.extensions.notices or one.extensions.documents for one in nodes):
            zh, _, en = word.partition(" / ")
            message = f"{zh}环节既没有通知，也没有文书 / {en} is told by no notice and no document"
            problems.warning(FLOW, nodes[0].id, "no_notice", message)
