"""The rows of the applicants' own side: unsent applications, authorisations, codes of those who register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class ApplicationDraft:
    """暂存: an application that was not sent yet; one per person and item."""

    username: str
    item: str
    body: dict[str, Any]
    changed_at: datetime


@dataclass(slots=True)
class Mandate:
    """授权委托: `agent` may act for `principal` on these items (empty: all) from one day to another, ISO text."""

    id: str
    principal: str
    agent: str
    items: list[str]
    valid_from: str
    valid_to: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(slots=True)
class SignUpCode:
    """The code sent to a telephone number that wants an account; kept only as a hash."""

    phone: str
    code_hash: str
    expires_at: datetime
    tries: int
    sent: int
    sent_at: datetime


@dataclass(slots=True)
class IdentityCheck:
    """实名核验: a clerk has seen the paper that says who an account's holder is; `id_no` masked."""

    id: str
    username: str
    name: str
    id_type: str
    id_no: str
    note: str
    unit: str
    checked_by: str
    checked_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None
