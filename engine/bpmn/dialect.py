"""What the attributes of Camunda 7 and its relatives say of a node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn.names import dialect
from tongban.engine.bpmn.value import Value

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading


@dataclass(frozen=True, slots=True)
class Dialect:
    """The attributes that have a meaning here, compiled."""

    assignee: Value | None = None
    candidate_users: tuple[Value, ...] = ()
    candidate_groups: tuple[Value, ...] = ()
    form_key: Value | None = None
    due_date: Value | None = None
    follow_up_date: Value | None = None
    priority: Value | None = None
    initiator: str | None = None
    topic: str | None = None
    result_variable: str | None = None


def read(element: str, node: etree._Element, reading: Reading) -> Dialect:
    """The Dialect of one node."""

    def one(name: str) -> Value | None:
        return reading.template(element, name, dialect(node, name))

    return Dialect(
        assignee=one("assignee"),
        candidate_users=_many(element, "candidateUsers", node, reading),
        candidate_groups=_many(element, "candidateGroups", node, reading),
        form_key=one("formKey"),
        due_date=one("dueDate"),
        follow_up_date=one("followUpDate"),
        priority=one("priority"),
        initiator=dialect(node, "initiator"),
        topic=dialect(node, "topic"),
        result_variable=dialect(node, "resultVariable") or dialect(node, "resultVariableName"),
    )


def _many(element: str, name: str, node: etree._Element, reading: Reading) -> tuple[Value, ...]:
    """A list written with commas, which may also stand inside the braces of an expression."""
    found: list[str] = []
    depth = 0
    for piece in (dialect(node, name) or "").split(","):
        if depth:
            found[-1] += f",{piece}"
        else:
            found.append(piece)
        depth += piece.count("{") - piece.count("}")
    values = (reading.template(element, name, text) for text in found)
    return tuple(value for value in values if value is not None)
