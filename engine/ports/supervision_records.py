"""The rows of supervision: rules as changed here, what fired, alarms with their life, and figures by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(slots=True)
class KeptRule:
    """A rule made or changed here; one that is shipped and unchanged has no row."""

    id: str
    kind: str  # escalation | alarm
    body: dict[str, Any]
    version: int
    changed_by: str
    changed_at: datetime
    item: str | None = None
    unit: str | None = None


@dataclass(slots=True)
class Firing:
    """One firing of an escalation rule: `subject` is a clock or a task, `occurrence` names the moment."""

    rule_id: str
    subject: str
    occurrence: str
    at: datetime
    rule: dict[str, Any]
    did: dict[str, Any]
    unit: str
    case_no: str | None = None
    instance_id: str | None = None


@dataclass(slots=True)
class Alarm:
    """预警: what a rule saw in one event, who answers for it and how far its life has come."""

    id: str
    number: str
    rule_id: str
    rule_name: str
    rule_name_en: str
    level: str  # warning | yellow | red
    state: str  # raised | notified | explained | appealed | lifted | upheld
    event_id: int
    happened_at: datetime
    raised_at: datetime
    case_no: str
    item_code: str
    item_name: str
    item_name_en: str
    unit: str
    region: str
    facts: dict[str, Any]
    element: str | None = None
    person: str | None = None
    instance_id: str | None = None
    closed_at: datetime | None = None


@dataclass(slots=True)
class AlarmStep:
    """One step of an alarm's life: who did what when, and why."""

    alarm_id: str
    no: int
    action: str
    by: str
    at: datetime
    reason: str = ""


@dataclass(slots=True)
class Bookmark:
    """How far something that reads in order has come: a transaction and an event, or an id."""

    name: str
    tx: int
    event_id: int
    position: str
    at: datetime


@dataclass(slots=True)
class Figure:
    """What one day adds up to for one item of one unit: how many, and a sum of seconds or days."""

    measure: str
    day: date
    unit: str
    item_code: str
    key: str
    n: int
    total: int


@dataclass(slots=True)
class FeedEvent:
    """An event as the feed gives it, with its place in the order."""

    id: int
    tx: int
    chain: str
    chain_no: int
    type: str
    at: datetime
    actor: str
    data: dict[str, Any]
    case_no: str | None
    task_id: str | None
