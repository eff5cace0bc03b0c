"""What the server answers, as its OpenAPI document says; it may answer with more."""

from typing import Any, NotRequired, TypedDict


class Definition(TypedDict):
    """One version of a process."""

    id: str
    key: str
    version: int
    enabled: bool


class Deployment(TypedDict):
    """What a deployment made."""

    id: str
    definitions: list[dict[str, Any]]


class Instance(TypedDict):
    """One run of a process; `state` is running, suspended, completed, terminated or incident."""

    id: str
    process: str
    version: int
    business_key: str | None
    state: str
    parent_id: str | None
    variables: dict[str, Any]
    started_at: str
    ended_at: str | None


class TaskRow(TypedDict):
    """A piece of work in a list; `state` is open, claimed, completed or cancelled."""

    id: str
    element: str
    name: str | None
    instance_id: str
    process: str
    case_no: str | None
    state: str
    assignee: str | None
    candidates: dict[str, Any]
    due: str | None
    created_at: str


class Task(TaskRow):
    """A piece of work with its form, what may be read and what may be done."""

    form_schema: NotRequired[dict[str, Any] | None]
    data: NotRequired[dict[str, Any] | None]
    operations: NotRequired[list[str]]
    outcomes: NotRequired[list[dict[str, Any]]]
    completed_by: NotRequired[str | None]
    completed_at: NotRequired[str | None]


class CaseRow(TypedDict):
    """A case in a list."""

    case_no: str
    item: dict[str, Any]
    state: str
    result: str | None
    unit: str
    channel: str
    registered_at: str
    closed_at: str | None


class Case(CaseRow):
    """One application for one item."""

    applicant: dict[str, Any]
    form: dict[str, Any]
    progress_code: str
    instance_id: str | None
    accepted_at: str | None
    decided_at: str | None
    receipt: NotRequired[dict[str, Any]]
    clocks: NotRequired[list[dict[str, Any]]]
    materials: NotRequired[list[dict[str, Any]]]
    documents: NotRequired[list[dict[str, Any]]]
    tasks: NotRequired[list[dict[str, Any]]]


class Material(TypedDict):
    """A file handed in."""

    code: str


class ItemRow(TypedDict):
    """A service item of the catalogue."""

    code: str
    version: int
    name: str


class ExternalTask(TypedDict):
    """A job as its worker gets it."""

    id: str
    topic: str
    instance_id: str
    element: str
    worker: str | None
    locked_until: str | None
    retries: int
    process: str
    version: int
    business_key: str | None
    variables: dict[str, Any]


class TakenTasks(TypedDict):
    """What a worker has from now on."""

    jobs: list[ExternalTask]


class Job(TypedDict):
    """A job as it stands after a report."""

    id: str
    topic: str
    worker: str | None
    retries: int


class Event(TypedDict):
    """Something that happened; `id` passed as `after` goes on from there."""

    id: int
    type: str
    at: str
    actor: str
    case_no: str | None
    instance_id: str | None
    task_id: str | None
    data: dict[str, Any]


class Webhook(TypedDict):
    """An address that is told what happens; `secret` only where it was just made."""

    id: str
    name: str
    url: str
    enabled: bool
    types: list[str]
    secret: NotRequired[str]


class Delivered(TypedDict):
    """How many running instances a signal reached or started."""

    delivered: int
