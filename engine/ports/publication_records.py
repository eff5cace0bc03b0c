"""The rows of publishing: what was submitted with its files, and how the samples of a folder ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Publication:
    """A draft on its way to becoming a version, as it was when it was submitted last.

    `content_hash` is that of the files kept with it, which are what the reviewers see and what is published.
    """

    id: str
    draft_id: str
    code: str
    slug: str
    name: str
    name_en: str
    revision: int
    content_hash: str
    change_note: str
    state: str  # open | published | scheduled | withdrawn
    instance_id: str
    submitted_by: str
    submitted_at: datetime
    report: list[dict[str, Any]] = field(default_factory=list)
    ended_by: str | None = None
    ended_at: datetime | None = None
    version_id: str | None = None


@dataclass(slots=True)
class PublicationFile:
    """One file as it was submitted."""

    publication_id: str
    path: str
    content: bytes


@dataclass(slots=True)
class DraftTrial:
    """How the samples of a folder with this content ended when they were played last; `samples` says it of each."""

    content_hash: str
    green: bool
    played_by: str
    played_at: datetime
    samples: list[dict[str, Any]] = field(default_factory=list)
