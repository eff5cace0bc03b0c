"""`tb:document`: a document is made when this node is done."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts


@dataclass(frozen=True, slots=True)
class Document:
    type: str


def read(facts: Facts) -> Document:
    return Document(facts.required("type"))
