"""The shape of what documents of the regimes state: materials to follow, commitments, revocation, posted papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict

Day = str | date
Moment = str | datetime


class FollowingLine(TypedDict, total=False):
    name: str


class RevokedDocument(TypedDict, total=False):
    name: str
    no: str


class PromisedLine(TypedDict, total=False):
    name: str
    text: str


class Tolerant(TypedDict, total=False):
    items: Sequence[FollowingLine]
    due: Day
    lapse: str  # withdrawn | not_accepted | notify


class Commitment(TypedDict, total=False):
    items: Sequence[PromisedLine]
    duty: str
    liability: str
    check: str  # "60个工作日"
    signed_by: str
    signed_at: Moment


class Rectification(TypedDict, total=False):
    problem: str
    due: Day
    how: str


class Revocation(TypedDict, total=False):
    documents: Sequence[RevokedDocument]


class Forwarding(TypedDict, total=False):
    sender: str
    recipient: str
    opinion: str


class Posting(TypedDict, total=False):
    sender: str
    recipient: str
    carrier: str
    tracking_no: str
    note: str
