"""The rows of what lets people in besides a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class SecondFactor:
    """A person's authenticator: its secret, sealed, and the last step a code was taken of; in force once confirmed."""

    username: str
    secret: str
    last_step: int
    created_at: datetime
    confirmed_at: datetime | None = None


@dataclass(slots=True)
class RecoveryCode:
    """A code for who has lost the authenticator, kept as a hash; it works once."""

    username: str
    code_hash: str
    used_at: datetime | None = None


@dataclass(slots=True)
class ExternalIdentity:
    """Who an identity provider means by a subject: one of a provider for each account, at most."""

    provider: str
    subject: str
    username: str
    linked_at: datetime
    linked_by: str
    used_at: datetime | None = None
