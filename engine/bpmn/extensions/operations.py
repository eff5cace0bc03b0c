"""`tb:operations`: what else may be done with a task besides completing it."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts

OPERATIONS = (
    "return", "transfer", "delegate", "addSigner", "removeSigner", "copy", "urge", "withdraw", "reject", "suspend",
    "jump", "claim", "release",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operations:
    """`targets`: elements a task may be returned to; empty for any earlier one."""

    allow: tuple[str, ...]
    targets: tuple[str, ...]


def read(facts: Facts) -> Operations:
    allow = facts.names("allow")
    for name in allow:
        if name not in OPERATIONS:
            facts.problem("allow", f"`{name}` is not one of {', '.join(OPERATIONS)}")
    return Operations(allow, facts.names("to"))
