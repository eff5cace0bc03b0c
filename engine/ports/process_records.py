"""The rows of the generic engine: definitions, instances, their history, work, timers and waits.

Field names are column names; times are timezone-aware UTC; ids are the 20 characters of `domain.ids`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

#: Where work is kept in the order of its due dates: what has none, and behind everything what somebody has taken.
NO_LIMIT = datetime(9000, 1, 1, tzinfo=UTC)
TAKEN = datetime(9001, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Deployment:
    """What was deployed together."""

    id: str
    name: str
    change_note: str
    created_by: str
    created_at: datetime


@dataclass(slots=True)
class Definition:
    """One version of a process, decision model or form; its source never changes."""

    id: str
    kind: str  # process | decision | form
    key: str
    version: int
    name: str
    content_hash: str
    source: bytes
    created_at: datetime
    deployment_id: str | None = None
    item_version_id: str | None = None
    enabled: bool = True


@dataclass(slots=True)
class StartSubscription:
    """A start event that the newest version of a process listens with."""

    id: str
    definition_id: str
    process_key: str
    element: str
    kind: str  # message | signal
    name: str


@dataclass(slots=True)
class Instance:
    """A running or finished process; `state_blob` holds what is open, `flows` what was walked,
    `chain_*` is the head of its audit chain.
    """

    id: str
    definition_id: str
    process_key: str
    state: str  # running | suspended | completed | terminated | incident
    starter: str
    started_at: datetime
    state_blob: bytes
    chain_no: int = 0
    chain_hash: bytes = b""
    flows: list[str] = field(default_factory=list)
    business_key: str | None = None
    parent_id: str | None = None
    parent_token: int | None = None
    case_id: str | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class Activity:
    """One visit of one element."""

    instance_id: str
    no: int
    element: str
    scope: int
    state: str  # active | completed | cancelled
    started_at: datetime
    ended_at: datetime | None = None
    token: int | None = None
    task_id: str | None = None
    child_instance_id: str | None = None


@dataclass(slots=True)
class Task:
    """A piece of work for one signer (a person, or any one of some people)."""

    id: str
    instance_id: str
    token: int
    element: str
    name: str
    scope: int
    process_key: str
    state: str  # open | claimed | completed | cancelled
    created_at: datetime
    candidates: list[str] = field(default_factory=list)
    assignee: str | None = None
    case_id: str | None = None
    case_no: str | None = None
    form: str | None = None
    due: datetime | None = None
    priority: int = 50
    signer: str | None = None
    outcome: str | None = None
    opinion: str | None = None
    completed_by: str | None = None
    completed_at: datetime | None = None
    on_behalf_of: str | None = None
    # the first owner while somebody else does it for them
    owner: str | None = None
    # the task that called for this one, and as what: before | after | parallel | consult | redo | amend
    parent_id: str | None = None
    part: str | None = None
    # before: waits for signers called in before it; added: signers were called in
    held: str | None = None


@dataclass(slots=True)
class TaskCandidate:
    """Who may take an open task, by reference; gone as soon as the task is not open.

    `due` is the task's own or NO_LIMIT while nobody has it, TAKEN while somebody has: the unit of work sees to it.
    """

    task_id: str
    ref: str
    due: datetime = NO_LIMIT


def place_in_pool(task: Task) -> datetime:
    """Where a task stands among what may be taken: by its due date, or behind everything once somebody has it."""
    return (task.due or NO_LIMIT) if task.state == "open" else TAKEN


@dataclass(slots=True)
class Signing:
    """The votes on one step that several people sign."""

    instance_id: str
    token: int
    body: dict[str, Any]


@dataclass(slots=True)
class Timer:
    """Something that falls due: a BPMN timer (token set), a case's clock (clock_id set) or a start event
    (definition_id set), which comes again every `each`, `remaining` times (None: without end).
    """

    id: str
    due_at: datetime
    kind: str  # date | duration | cycle | clock | reminder | start
    instance_id: str | None = None
    token: int | None = None
    element: str | None = None
    case_id: str | None = None
    clock_id: str | None = None
    definition_id: str | None = None
    each: str = ""
    remaining: int | None = 0
    attempts: int = 0
    error: str | None = None


@dataclass(slots=True)
class Subscription:
    """One open wait of an instance for a message, a signal or a condition."""

    id: str
    instance_id: str
    token: int
    element: str
    kind: str
    name: str
    business_key: str | None
    correlation: dict[str, Any]


@dataclass(slots=True)
class ExternalJob:
    """A service task that a connector or an outside worker has to do.

    `available_at` is when somebody may take it: while a `worker` of the actor `locked_by` has it, the end of the
    lock; None while it stands still because its `retries` (attempts left) are used up.
    """

    id: str
    instance_id: str
    token: int
    element: str
    topic: str
    created_at: datetime
    available_at: datetime | None = None
    worker: str | None = None
    locked_by: str | None = None
    retries: int = 3
    message: str | None = None
    details: str | None = None


@dataclass(slots=True)
class Incident:
    """Why an instance stands still: at visit `no`, or because of a job (`no` is its token) or a timer."""

    id: str
    instance_id: str
    element: str
    no: int
    reason: str
    message: str
    created_at: datetime
    resolved_at: datetime | None = None
    job_id: str | None = None
    timer_id: str | None = None
    details: str | None = None
    resolution: str | None = None  # retried | resolved | gone
    resolved_by: str | None = None
    note: str | None = None
