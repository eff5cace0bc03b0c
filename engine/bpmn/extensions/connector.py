"""`tb:connector`: what a service task calls."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts


@dataclass(frozen=True, slots=True)
class Connector:
    name: str


def read(facts: Facts) -> Connector:
    return Connector(facts.required("name"))
