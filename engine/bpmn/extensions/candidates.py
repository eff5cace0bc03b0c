"""`tb:candidates`: who may take the work; also what Camunda's candidate attributes become."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.dialect import Dialect
from tongban.engine.bpmn.extensions.facts import Facts
from tongban.engine.bpmn.value import Value

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


def _literal(values: tuple[Value, ...]) -> tuple[str, ...]:
    return tuple(value.text for value in values if value.is_literal)
