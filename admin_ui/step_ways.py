"""Where a step of a flow leads: each outcome to its next nodes, each condition in words if it is simple, else in FEEL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tongban.admin_ui import condition_words
from tongban.admin_ui.language import _, current
from tongban.engine import feel, items

CHOOSING = ("exclusiveGateway", "inclusiveGateway")
PEOPLE = ("userTask", "manualTask")
OUTCOME = "outcome"
Way = dict[str, Any]
Known = list[dict[str, Any]]


def named(element: Any) -> str:
    """What a node is called in the reader's language; its kind or id when nobody named it."""
    english = items.english(element.extensions)
    return str((current() == "en" and english) or element.name or english or element.id)


def ways(element: Any, fields: Known) -> list[Way]:
    """`{outcome, to, when, feel}`, one for each way out; of a person's step, one for each outcome and way."""
    told = {**{one["name"]: one for one in fields}, OUTCOME: _outcome_field(element, fields)}
    known = list(told.values())
    outcomes = element.extensions.outcomes if element.type in PEOPLE else ()
    choosing = _choosing(element)
    if not outcomes or choosing is None:
        plain = [_way(flow, flow is element.default, known) for flow in element.outgoing]
        return plain if not outcomes else [{**one, "outcome": _outcomes(outcomes)} for one in plain]
    found: list[Way] = []
    for outcome in outcomes:
        found += _of_outcome(outcome, choosing, known)
    return found


def _way(flow: Any, otherwise: bool, known: Known) -> Way:
    when, text = "", ""
    if flow.condition is not None:
        text = condition_words.bare(flow.condition.text)
        when = condition_words.words(text, known)
    elif otherwise:
        when = _("其余情况")
    return {"outcome": "", "to": flow.target, "when": when, "feel": "" if when else text}


def _choosing(element: Any) -> Any:
    """The gateway right behind a step that chooses by the step's outcome."""
    if len(element.outgoing) != 1 or element.outgoing[0].condition is not None:
        return None
    target = element.outgoing[0].target
    return target if target.type in CHOOSING else None


def _of_outcome(outcome: Any, gateway: Any, known: Known) -> Iterator[Way]:
    """The ways of a gateway an outcome can take, in the gateway's own order."""
    one_only, certain, asked = gateway.type == CHOOSING[0], False, False
    name = str((current() == "en" and outcome.name_en) or outcome.name)
    for flow in gateway.outgoing:
        if flow is gateway.default or flow.condition is None or (certain and one_only):
            continue
        rest = _rest(condition_words.bare(flow.condition.text), outcome.id)
        if rest is None:
            continue
        certain, asked = certain or not rest, True
        when = condition_words.words(rest, known) if rest else ""
        yield {"outcome": name, "to": flow.target, "when": when, "feel": "" if when else rest}
    if gateway.default is not None and not certain:
        when = _("其余情况") if asked else ""
        yield {"outcome": name, "to": gateway.default.target, "when": when, "feel": ""}


def _rest(text: str, outcome: str) -> str | None:
    """What is left to ask once the outcome is known: nothing when that decides, None when it cannot be taken."""
    condition = condition_words.parts_of(text)
    if condition is None:
        return text
    held = [(part, _holds(part, outcome)) for part in condition.parts]
    decides = condition.join == "or"
    if any(known is decides for _part, known in held):
        return "" if decides else None
    left = [part for part, known in held if known is None]
    if not left:
        return None if decides else ""
    return f" {condition.join} ".join(left)


def _holds(part: str, outcome: str) -> bool | None:
    """Whether a part of a condition is true for this outcome; None when it asks for something else."""
    try:
        compiled = feel.expression(part)
        if set(compiled.names) != {OUTCOME}:
            return None
        return compiled({OUTCOME: outcome}) is True
    except feel.FeelError:
        return None


def _outcomes(outcomes: Any) -> str:
    return _("、").join(str((current() == "en" and one.name_en) or one.name) for one in outcomes)


def _outcome_field(element: Any, fields: Known) -> dict[str, Any]:
    """The field `outcome`, with the outcomes of the steps before this node as its options."""
    own = next((one for one in fields if one["name"] == OUTCOME), {"name": OUTCOME, "label": OUTCOME})
    options: dict[str, str] = {}
    seen, ahead = {element.id}, [element]
    while ahead:
        here = ahead.pop()
        for one in here.extensions.outcomes:
            options.setdefault(one.id, str((current() == "en" and one.name_en) or one.name))
        if here.type in PEOPLE:
            continue
        host = getattr(here, "host", None)
        before = [flow.source for flow in here.incoming] + ([host] if host is not None else [])
        ahead += [one for one in before if one.id not in seen]
        seen.update(one.id for one in before)
    return {**own, "options": list(options.items())}
