"""`tb:promise`: what the check of an applicant's written commitment 告知承诺 has come to once this node is done."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts

STATES = ("kept", "broken", "rectified", "revoked")


@dataclass(frozen=True, slots=True)
class Promise:
    """`state` is one of STATES; of no consequence in a case without a commitment."""

    state: str


def read(facts: Facts) -> Promise:
    return Promise(facts.choice("state", STATES))
