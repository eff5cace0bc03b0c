"""The rows of the approval operations: added signers, remarks, copies, drafts, proxies, asked-for jumps, phrases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class AddedSigner:
    """Somebody a task's holder called in to sign too; `sub_task_id` once it is their turn."""

    id: str
    instance_id: str
    token: int
    task_id: str
    username: str
    position: str  # before | after | parallel
    added_by: str
    added_at: datetime
    state: str = "waiting"  # waiting | open | done | removed
    sub_task_id: str | None = None


@dataclass(slots=True)
class Remark:
    """Words about a task that do not complete it: a comment, an urging, the opinion of a delegate, and why the
    work came back. `outcome` is what a delegate chose; of a `field` that came back it is the field's key.
    """

    id: str
    instance_id: str
    task_id: str
    kind: str  # comment | urge | delegate | returned | field
    author: str
    text: str
    at: datetime
    case_no: str | None = None
    on_behalf_of: str | None = None
    outcome: str | None = None
    mentions: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CopySent:
    """A task copied to somebody who only has to know, and when they read it."""

    task_id: str
    recipient: str
    instance_id: str
    sent_by: str
    at: datetime
    case_no: str | None = None
    text: str = ""
    read_at: datetime | None = None


@dataclass(slots=True)
class Draft:
    """What a task's holder has entered so far."""

    task_id: str
    username: str
    variables: dict[str, Any]
    saved_at: datetime


@dataclass(slots=True)
class Proxy:
    """Somebody acts for somebody else for a time; no `processes` means all of them."""

    id: str
    principal: str
    agent: str
    starts_at: datetime
    ends_at: datetime
    processes: list[str]
    existing: bool
    reason: str
    created_by: str
    created_at: datetime
    items: list[str] = field(default_factory=list)
    revoked_at: datetime | None = None


@dataclass(slots=True)
class Jump:
    """A jump that one administrator asked for and another has to approve."""

    id: str
    task_id: str
    instance_id: str
    to: str
    reason: str
    asked_by: str
    asked_at: datetime
    state: str = "waiting"  # waiting | done | refused
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(slots=True)
class Phrase:
    """A sentence a unit often uses in its opinions."""

    id: str
    unit: str
    kind: str  # approve | reject | return | any
    text: str
    created_by: str
    created_at: datetime
