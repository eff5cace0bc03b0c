"""The rows of the approval office: items, cases, their clocks, materials, documents, and the record of every act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class ItemVersion:
    """One version of a service item; its files never change.

    `effective_at` is when a scheduled version takes effect; `withdraw_reason` what applicants are told; `retention` how
    long the files of its cases are kept (engine/domain/preservation.py), None where the item does not say.
    """

    id: str
    code: str
    slug: str
    version: int
    state: str  # drafted | scheduled | published | replaced | withdrawn
    name: str
    name_en: str
    content_hash: str
    definition_id: str | None
    created_by: str
    created_at: datetime
    published_at: datetime | None = None
    change_note: str | None = None
    published_by: str | None = None
    effective_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdraw_reason: str | None = None
    retention: str | None = None


@dataclass(slots=True)
class ItemFile:
    """One file of an item version."""

    item_version_id: str
    path: str
    content: bytes


@dataclass(slots=True)
class Case:
    """办件: one application for one item."""

    id: str
    case_no: str
    item_version_id: str
    item_code: str
    item_name: str
    item_name_en: str
    unit: str
    window_unit: str
    state: str
    channel: str
    applicant: dict[str, Any]
    applicant_name: str
    form: dict[str, Any]
    progress_code: str
    registered_by: str
    registered_at: datetime
    agent: dict[str, Any] | None = None
    applicant_user: str | None = None
    instance_id: str | None = None
    result: str | None = None
    override_reason: str | None = None
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    # when the system held it accepted because nobody had answered in time
    deemed_at: datetime | None = None
    # what is special about it (domain.regimes); None for most
    regimes: dict[str, Any] | None = None


@dataclass(slots=True)
class ClockRow:
    """A clock of a case: the whole of it in `body`, what is searched for in columns.

    `calendar` is the code of the calendar it is counted over.
    """

    id: str
    case_id: str
    kind: str
    state: str
    due: datetime | None
    body: dict[str, Any]
    token: int | None = None
    calendar: str | None = None
    started_at: datetime | None = None


@dataclass(slots=True)
class Material:
    """A file handed in for one line of the item's material list.

    In a joint case it may be `shared_from` the joint case's row, or be the result of a member: its `document_id`.
    """

    id: str
    case_id: str
    code: str
    name: str
    file_name: str
    sha256: str
    media_type: str
    size: int
    added_by: str
    added_at: datetime
    state: str = "current"  # current | replaced
    width: int | None = None
    height: int | None = None
    shared_from: str | None = None
    document_id: str | None = None


@dataclass(slots=True)
class Document:
    """A numbered document with the data it states; the PDF is made from that data.

    Once it is signed, the file itself is kept under `sha256`. `template_id` is the office's own text it is made from.
    """

    id: str
    case_id: str
    type: str
    number: str
    title: str
    title_en: str
    data: dict[str, Any]
    verification_code: str
    created_by: str
    created_at: datetime
    sha256: str | None = None
    state: str = "issued"  # draft | reviewed | sealed | issued
    template_id: str | None = None
    sealed_at: datetime | None = None


@dataclass(slots=True)
class Event:
    """Who did what when, linked by hash to the event before it in the same chain.

    A chain is an instance's id; an event that belongs to none stands alone, with number 0 under an id of its own.
    """

    chain: str
    chain_no: int
    type: str
    at: datetime
    actor: str
    data: dict[str, Any]
    hash: bytes
    case_no: str | None = None
    task_id: str | None = None
    on_behalf_of: str | None = None


@dataclass(slots=True)
class Outgoing:
    """A notice that the worker still has to deliver."""

    id: str
    channel: str
    recipient: str
    payload: dict[str, Any]
    due_at: datetime
    attempts: int = 0
    state: str = "waiting"  # waiting | dead
    error: str | None = None


@dataclass(slots=True)
class Message:
    """A line in somebody's message box."""

    id: str
    recipient: str
    subject: str
    body: str
    subject_en: str
    body_en: str
    created_at: datetime
    case_no: str | None = None
    task_id: str | None = None
    read_at: datetime | None = None
    publication_id: str | None = None


@dataclass(slots=True)
class Answer:
    """The first answer to a call with an Idempotency-Key."""

    key: str
    fingerprint: str
    answer: Any
    created_at: datetime


@dataclass(slots=True)
class Rating:
    """好差评: what the applicant thinks of the service, once per case."""

    case_id: str
    level: int
    dims: dict[str, Any]
    text: str
    rated_by: str
    rated_at: datetime
    # the flow in which a bad rating is looked into and answered
    instance_id: str | None = None


@dataclass(slots=True)
class FollowUpRating:
    """追评: what the applicant thinks after a bad rating was looked into, once per case."""

    case_id: str
    level: int
    dims: dict[str, Any]
    text: str
    rated_by: str
    rated_at: datetime
    instance_id: str | None = None
