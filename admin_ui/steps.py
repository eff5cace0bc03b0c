"""The live diagram and its text twin: the same steps, once drawn and once as a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.admin_ui import wording
from tongban.admin_ui.language import _, text

PEOPLE_WORK = ("userTask", "manualTask")


def drawn(diagram: Mapping[str, Any]) -> dict[str, Any]:
    """What the viewer needs, without anything it does not show."""
    return {
        "xml": diagram["xml"],
        "flows": list(diagram.get("flows", ())),
        "elements": {step["element"]: _painted(step) for step in diagram.get("steps", ())},
    }


def _painted(step: Mapping[str, Any]) -> dict[str, str]:
    if step["state"] != "active":
        return {"state": step["state"]}
    light = wording.lamp(step)
    badge = " · ".join(part for part in (handler(step), _left(step)) if part)
    return {"state": "overdue" if light == "overdue" else "active", "light": light, "badge": badge}


def _left(step: Mapping[str, Any]) -> str:
    return wording.left(step) if step.get("due") else ""


def handler(step: Mapping[str, Any]) -> str:
    """Who has it, or who may take it."""
    return _("、").join(dict.fromkeys(text(one) for one in step.get("handlers") or ()))


def doers(step: Mapping[str, Any]) -> str:
    """Who finished it, the first time or again."""
    return _("、").join(dict.fromkeys(text(one) for one in step.get("done_by") or ()))


def listed(diagram: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps people do, in order, with who did them and when."""
    return [
        {**step, "handler": handler(step), "doers": doers(step), "left": _left(step)}
        for step in diagram.get("steps", ())
        if step.get("type") in PEOPLE_WORK
    ]


def names(diagram: Mapping[str, Any]) -> dict[str, str]:
    """What each element is called in the reader's language."""
    return {step["element"]: text(step) for step in diagram.get("steps", ())}
