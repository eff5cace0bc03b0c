"""The escalation rules an item brings along, and what must hold between them, its laws and its diagram."""

from __future__ import annotations

from tongban.engine import bpmn, errors
from tongban.engine.domain.escalation import (
    ACTS,
    CHANNELS,
    CLOCKS,
    ON_DEADLINE,
    PHASES,
    EscalationRule,
    check,
)
from tongban.engine.items.parts import Basis
from tongban.engine.items.problems import Problems
from tongban.engine.items.wording import Part

KEYS = (
    *("id", "name", "phase", "value", "percent", "every", "clock", "element", "to", "channels"),
    *("act", "act_to", "outcome", "basis", "on_deadline"),
)
FILE = "item.yaml"


def read_escalations(root: Part) -> tuple[EscalationRule, ...]:
    """The rules of `escalations`, each told apart from those of other items by the item's code."""
    code = root.text("code", required=False)
    return tuple(_read(one, code) for one in root.parts("escalations"))


def _read(part: Part, code: str) -> EscalationRule:
    part.only(KEYS)
    name = part.words("name")
    basis = part.part("basis", required=False)
    basis.only(("law", "article"))
    return EscalationRule(
        id=f"{code}/{part.text('id')}",
        name=name.zh,
        name_en=name.on("en"),
        phase=part.choice("phase", PHASES),  # type: ignore[arg-type]
        value=part.number("value", 0),
        percent=part.number("percent", 0),
        every=part.number("every", 0),
        clock=part.choice("clock", CLOCKS, default="*"),
        element=part.text("element", required=False) or None,
        to=part.texts("to"),
        channels=part.texts("channels", CHANNELS) or ("message_box",),
        act=part.choice("act", ACTS, default="") or None,
        act_to=part.text("act_to", required=False) or None,
        outcome=part.text("outcome", required=False) or None,
        law=basis.text("law", required=False) or None,
        article=basis.text("article", required=False) or None,
        on_deadline=part.choice("on_deadline", ON_DEADLINE, default="") or None,
        source="item",
    )


def check_escalations(
    rules: tuple[EscalationRule, ...],
    legal_basis: tuple[Basis, ...],
    definition: bpmn.ProcessDefinition | None,
    problems: Problems,
) -> None:
    """Each rule holds by itself, its step is in the diagram, and its law among those the item names."""
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        at = f"escalations[{number}]"
        if rule.id in seen:
            problems.error(
                FILE, at, "twice", f"{at}: 标识重复 / this id is taken: {rule.id.partition('/')[2]}"
            )
        seen.add(rule.id)
        try:
            check(rule)
        except errors.Invalid as refused:
            for one in refused.errors:
                problems.error(
                    FILE, f"{at}.{one['field']}", "value", f"{at}.{one['field']}: {one['message']}"
                )
        if rule.law and not has_basis(legal_basis, rule):
            problems.error(
                *(FILE, f"{at}.basis", "legal_basis"),
                f"{at}.basis: 设定依据中没有 / not among the item's legal basis: 《{rule.law}》{rule.article or ''}",
            )
        if definition is not None and rule.element:
            _check_element(rule, definition, at, problems)


def has_basis(legal_basis: tuple[Basis, ...], rule: EscalationRule) -> bool:
    """Whether the item names the law, and the article if the rule names one."""
    return any(
        rule.law in (one.law.zh, one.law.en) and (not rule.article or rule.article in one.articles)
        for one in legal_basis
    )


def _check_element(
    rule: EscalationRule, definition: bpmn.ProcessDefinition, at: str, problems: Problems
) -> None:
    element = definition.elements.get(rule.element or "")
    if element is None or element.type != "userTask":
        problems.error(
            FILE, f"{at}.element", "element", f"{at}.element: 图中没有此环节 / no such step: {rule.element}"
        )
        return
    outcomes = {one.id for one in element.extensions.outcomes}
    if rule.act == "decide" and outcomes and rule.outcome not in outcomes:
        known = ", ".join(sorted(outcomes))
        problems.error(
            FILE, f"{at}.outcome", "value", f"{at}.outcome: 须为其中之一 / must be one of: {known}"
        )
