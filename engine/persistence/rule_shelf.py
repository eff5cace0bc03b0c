"""The rules of escalation, supervision and documents in force, kept for a short while."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tongban.engine.domain import escalation, supervision
from tongban.engine.persistence.statements import fields
from tongban.engine.persistence.tables import papers
from tongban.engine.persistence.tables import supervision as tables
from tongban.engine.ports import DocumentRule

KEPT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Rules:
    """The shipped rules as changed here, and those made here."""

    escalation: tuple[escalation.EscalationRule, ...]
    alarm: tuple[supervision.AlarmRule, ...]
    documents: Mapping[tuple[str, str], DocumentRule]


class RuleShelf:
    """One per process, read again every half minute or when told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[float, Rules] | None = None

    def get(self, connection: Connection) -> Rules:
        """The rules in force."""
        kept = self._kept
        if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1]
        with self._lock:
            rules = read_rules(connection)
            self._kept = (time.monotonic(), rules)
            return rules

    def forget(self) -> None:
        """Read again next time."""
        self._kept = None


def read_rules(connection: Connection) -> Rules:
    """The rules as the tables have them now."""
    table = tables.kept_rule
    found: dict[str, dict[str, dict[str, object]]] = {"escalation": {}, "alarm": {}}
    for row in connection.execute(select(table.c.id, table.c.kind, table.c.body)):
        found[row.kind][row.id] = row.body
    rule = papers.document_rule
    rows = connection.execute(select(*(rule.c[name] for name in fields(DocumentRule))))
    documents = {(row.unit, row.type): DocumentRule(*row) for row in rows}
    return Rules(escalation.in_force(found["escalation"]), supervision.in_force(found["alarm"]), documents)
