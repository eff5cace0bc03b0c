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
    # who leads in leader mode (the first candidate when nobody is named), and what votes weigh
    leader: str = ""
    weights: tuple[tuple[str, int], ...] = ()


def read(facts: Facts) -> Approval:
    mode = facts.choice("mode", MODES, "any")
    threshold = facts.number("threshold")
    default = "count" if mode in _WITH_THRESHOLD else "immediate"
    approval = Approval(
        mode, threshold, facts.choice("onReject", ON_REJECT, default), facts.text("leader"), _weights(facts)
    )
    if mode in _WITH_THRESHOLD and threshold is None:
        facts.problem("threshold", f"the mode `{mode}` needs a threshold")
    elif threshold is not None and (threshold <= 0 or (mode == "ratio" and threshold > 1)):
        facts.problem("threshold", f"`{threshold}` is not a possible threshold for `{mode}`")
    return approval


def _weights(facts: Facts) -> tuple[tuple[str, int], ...]:
    """`a=2,b=1` by the name of the candidate."""
    found = []
    for pair in facts.names("weights"):
        name, _, weight = pair.rpartition("=")
        if not name or not weight.isdigit():
            facts.problem("weights", f"`{pair}` is not a name and its weight, as in head=2")
            continue
        found.append((name.strip(), int(weight)))
    return tuple(found)
