"""`tb:approval`: how the opinions of several signers become one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tongban.engine.bpmn.extensions.facts import Facts

MODES = ("any", "all", "ratio", "count", "sequential", "leader", "weight", "random", "pool")
ON_REJECT = ("immediate", "count", "collect")
_WITH_THRESHOLD = ("ratio", "count", "weight")


@dataclass(frozen=True, slots=True)
class Approval:
    mode: str
    threshold: Decimal | None
    on_reject: str


def read(facts: Facts) -> Approval:
    mode = facts.choice("mode", MODES, "any")
    threshold = facts.number("threshold")
    approval = Approval(mode, threshold, facts.choice("onReject", ON_REJECT, "immediate"))
    if mode in _WITH_THRESHOLD and threshold is None:
        facts.problem("threshold", f"the mode `{mode}` needs a threshold")
    elif threshold is not None and (threshold <= 0 or (mode == "ratio" and threshold > 1)):
        facts.problem("threshold", f"`{threshold}` is not a possible threshold for `{mode}`")
    return approval
