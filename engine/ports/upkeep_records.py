"""The rows of upkeep: batch jobs with their rows, how long what is kept, and legal holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class BatchJob:
    """One act on many things; `which` says how they are found, `cursor` up to where they have been."""

    id: str
    kind: str  # migrate | suspend | resume | terminate | retry | delete
    state: str  # gathering | running | paused | cancelled | done
    body: dict[str, Any]
    which: dict[str, Any]
    reason: str
    created_by: str
    created_at: datetime
    cursor: str | None = ""
    total: int = 0
    succeeded: int = 0
    failed: int = 0
    dry_run: bool = False
    undoes: str | None = None
    worker: str | None = None
    lease_until: datetime | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class BatchRow:
    """One thing of a batch; `before` is what undoing needs, `problems` why it failed."""

    batch_id: str
    no: int
    object_id: str
    state: str = "waiting"  # waiting | done | failed
    before: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    message: str | None = None
    at: datetime | None = None


@dataclass(slots=True)
class RetentionRule:
    """So many days after its end something may be deleted; `scope` is a process key or empty for the rest."""

    kind: str
    scope: str
    days: int
    changed_by: str
    changed_at: datetime


@dataclass(slots=True)
class LegalHold:
    """What may not be deleted whatever the rules say: an instance, everything of a process or of a business key."""

    id: str
    kind: str  # instance | process | business_key
    object_id: str
    state: str  # held | lifted
    reason: str
    placed_by: str
    placed_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None
