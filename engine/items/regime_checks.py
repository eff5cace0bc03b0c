"""The extra ways of an item held against its materials, limits and diagram."""

from __future__ import annotations

from tongban.engine import bpmn
from tongban.engine.domain.clock_rules import CLOCK_RULES
from tongban.engine.items.parts import Limit
from tongban.engine.items.problems import Problems
from tongban.engine.items.sheet import FILE, Sheet
from tongban.engine.items.sheet_checks import longer

FLOW = "flow.bpmn"
PAPERS_RECEIVED = "papers_received"


def check_ways(sheet: Sheet, definition: bpmn.ProcessDefinition | None, problems: Problems) -> None:
    """Every fault under the key of the sheet it belongs to."""
    _tolerant(sheet, problems)
    _commitment(sheet, definition, problems)
    _elsewhere(sheet, definition, problems)
    _forwarding(sheet, definition, problems)


def _tolerant(sheet: Sheet, problems: Problems) -> None:
    if sheet.ways.tolerant and not any(one.required and not one.core for one in sheet.materials):
        message = "没有可以容缺的次要材料 / every required material is core, so nothing may follow"
        problems.error(FILE, "tolerant", "nothing_secondary", message)


def _commitment(sheet: Sheet, definition: bpmn.ProcessDefinition | None, problems: Problems) -> None:
    told = [one.code for one in sheet.materials if one.commitment]
    terms = sheet.ways.commitment
    if terms is None:
        for code in told:
            message = (
                "材料可以承诺代替，但没有 commitment / a commitment may stand for it, but there are no terms"
            )
            problems.error(FILE, code, "commitment_terms", message)
        return
    if not told:
        message = "没有可以承诺代替的材料 / no material says what is promised in its place"
        problems.error(FILE, "commitment", "nothing_promised", message)
    if definition is None:
        return
    nodes = [one.extensions for one in definition.elements.values()]
    drawn = {one.promise.state for one in nodes if one.promise}
    for state in ("kept", "revoked"):
        if state not in drawn:
            message = f"没有核查结果节点 / no node has tb:promise {state}"
            problems.error(FLOW, definition.key, "promise_never_settled", message)
    deadlines = {(one.deadline.value, one.deadline.unit) for one in nodes if one.deadline}
    if (terms.check.value, terms.check.unit) not in deadlines:
        message = f"没有环节以 {terms.check.words()} 为限 / no step has the limit of the check: {terms.check.words('en')}"
        problems.error(FLOW, definition.key, "check_limit", message)


def _elsewhere(sheet: Sheet, definition: bpmn.ProcessDefinition | None, problems: Problems) -> None:
    if sheet.ways.elsewhere is None or definition is None:
        return
    waits = {
        event.text({})
        for one in definition.elements.values()
        for event in getattr(one, "definitions", ())
        if event.kind == "message"
    }
    if PAPERS_RECEIVED not in waits:
        message = "没有等待签收的节点 / no node waits for the message papers_received"
        problems.error(FLOW, definition.key, "papers_never_received", message)


def _forwarding(sheet: Sheet, definition: bpmn.ProcessDefinition | None, problems: Problems) -> None:
    limit = sheet.limit("first_review")
    if sheet.ways.forwarding is None:
        if limit is not None:
            message = "没有下级初审机关 / there is no lower level that reviews first (forwarding)"
            problems.error(FILE, "limits.first_review", "unused_limit", message)
        return
    rule = CLOCK_RULES["first_review"]
    most = Limit(rule.limit or 0, rule.unit)
    if limit is None:
        message = "缺初审时限 / the limit of the first review is missing"
        problems.error(FILE, "limits.first_review", "missing", message)
    elif longer(limit, most):
        message = (
            f"初审不得长于 {most.words()}（行政许可法第四十三条） / the law allows at most {most.words('en')}"
        )
        problems.error(FILE, "limits.first_review", "limit_too_long", message)
    states = {
        one.extensions.milestone.state
        for one in (definition.elements.values() if definition is not None else ())
        if one.extensions.milestone is not None
    }
    if definition is not None and "reported" not in states:
        message = "没有上报节点 / no node has tb:milestone reported"
        problems.error(FLOW, definition.key, "never_reported", message)
