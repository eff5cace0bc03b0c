"""Webhooks as Standard Webhooks describes them: the signature, which events are meant, and when to try again."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

PREFIX = "whsec_"
SECRET_BYTES = 32
#: After the n-th failure; after the last one it is a dead letter.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=8),
)


def spell_secret(random: bytes) -> str:
    """A secret as its receiver gets it."""
    return PREFIX + b64encode(random).decode()


def headers(id: str, at: datetime, body: bytes, secrets: Iterable[str]) -> Mapping[str, str]:
    """`webhook-id`, `webhook-timestamp` and `webhook-signature`: HMAC-SHA256 over id.timestamp.body, one per secret."""
    stamp = str(int(at.timestamp()))
    signed = b".".join((id.encode(), stamp.encode(), body))
    signatures = [
        hmac.new(b64decode(secret.removeprefix(PREFIX)), signed, hashlib.sha256).digest()
        for secret in secrets
    ]
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{b64encode(one).decode()}" for one in signatures),
    }


def meant(types: Sequence[str], type_: str) -> bool:
    """Whether an event's type is asked for: by its name, or as `case.*`; no types means all."""
    return not types or any(
        type_ == one or (one.endswith(".*") and type_.startswith(one[:-1])) for one in types
    )


def next_try(now: datetime, failures: int) -> datetime | None:
    """When to send again after so many failures; None when that is enough."""
    return now + WAITS[failures - 1] if failures <= len(WAITS) else None
