"""`tb:notice`: somebody is told when this node is done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts

_TO = re.compile(r"applicant|agent|unit|initiator|(role|user|post|group|unit):\S+")


@dataclass(frozen=True, slots=True)
class Notice:
    template: str
    to: tuple[str, ...]
    channel: str


def read(facts: Facts) -> Notice:
    template = facts.required("template")
    to = facts.names("to") or ("applicant",)
    for receiver in to:
        if not _TO.fullmatch(receiver):
            facts.problem("to", f"`{receiver}` is not applicant, unit, role:…, user:…")
    return Notice(template, to, facts.text("channel") or "message")
