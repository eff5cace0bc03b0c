"""`tb:candidates`: who may take the work; also what Camunda's candidate attributes become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn.dialect import Dialect
from tongban.engine.bpmn.extensions.facts import Facts
from tongban.engine.bpmn.names import bpmn, text
from tongban.engine.bpmn.value import Value

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading

# Not those inside the braces of an expression.
_COMMA = re.compile(r",(?![^{}]*\})")
_WHO = re.compile(r"\s*(?:(user|group)\s*\()?([^()]+)\)?\s*")

RELATIONS = ("", "applicant", "initiator", "previousHandler", "leadUnitLeader", "initiatorUnit")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Names as they are written; `assignee` and the `…_expressions` come from Camunda attributes."""

    users: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    expression: Value | None = None
    relation: str = ""
    unit: str = ""
    # roles in every unit of a region: its code, `own` for that of the case's unit, `city` for the city above it
    region: str = ""
    assignee: Value | None = None
    user_expressions: tuple[Value, ...] = ()
    group_expressions: tuple[Value, ...] = ()


def read(facts: Facts) -> Candidates:
    found = Candidates(
        users=facts.names("users"),
        roles=facts.names("roles"),
        posts=facts.names("posts"),
        units=facts.names("units"),
        groups=facts.names("groups"),
        expression=facts.value("expression"),
        relation=facts.choice("relation", RELATIONS),
        unit=facts.text("unit"),
        region=facts.text("region"),
    )
    if found == Candidates(unit=found.unit, region=found.region):
        facts.problem("empty", "tb:candidates names nobody")
    return found


def of_dialect(dialect: Dialect) -> Candidates | None:
    """The candidates that Camunda attributes name."""
    if not (dialect.assignee or dialect.candidate_users or dialect.candidate_groups):
        return None
    return Candidates(
        users=_literal(dialect.candidate_users),
        groups=_literal(dialect.candidate_groups),
        assignee=dialect.assignee,
        user_expressions=tuple(value for value in dialect.candidate_users if not value.is_literal),
        group_expressions=tuple(value for value in dialect.candidate_groups if not value.is_literal),
    )


def of_resources(element: str, node: etree._Element, reading: Reading) -> Candidates | None:
    """The standard's `humanPerformer` and `potentialOwner`: `user(a), group(b)`, a bare name being a group (C7)."""
    assignee: Value | None = None
    users: list[Value] = []
    groups: list[Value] = []
    for tag in ("humanPerformer", "potentialOwner"):
        for role in node.iterfind(bpmn(tag)):
            source = text(role.find(f".//{bpmn('formalExpression')}"))
            if not source:
                reading.warning(element, "ignored", f"`{tag}` without an expression names nobody")
            elif tag == "humanPerformer":
                assignee = reading.template(element, tag, source)
            else:
                _owners(element, source, users, groups, reading)
    if assignee is None and not users and not groups:
        return None
    return Candidates(
        users=_literal(tuple(users)),
        groups=_literal(tuple(groups)),
        assignee=assignee,
        user_expressions=tuple(value for value in users if not value.is_literal),
        group_expressions=tuple(value for value in groups if not value.is_literal),
    )


def _owners(element: str, source: str, users: list[Value], groups: list[Value], reading: Reading) -> None:
    for piece in [source] if source.startswith("=") else _COMMA.split(source):
        kind, name = (match[1], match[2]) if (match := _WHO.fullmatch(piece)) else (None, piece)
        value = reading.template(element, "potentialOwner", name)
        if value is not None:
            (users if kind == "user" else groups).append(value)


def _literal(values: tuple[Value, ...]) -> tuple[str, ...]:
    return tuple(value.text for value in values if value.is_literal)
