"""Whether a webhook came from the server and came just now, as Standard Webhooks describes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

TOLERANCE = 300


class WebhookRefused(Exception):
    """The webhook is not from whom it says, or not from now; answer 401 and do nothing."""


def verify_webhook(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    tolerance: int = TOLERANCE,
    now: float | None = None,
) -> dict[str, Any]:
    """`{type, timestamp, data}` of a genuine webhook; `webhook-id` is the same on every repeat: drop what you know.

    `secret` is what the webhook was made with, `whsec_…`; `body` the bytes as they came; `tolerance` in seconds.
    """
    known = {name.lower(): value for name, value in headers.items()}
    try:
        message, stamp, signed = (known[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
        moment = int(stamp)
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (KeyError, ValueError, binascii.Error) as missing:
        raise WebhookRefused("A header is missing, or the secret is not one.") from missing
    if abs((time.time() if now is None else now) - moment) > tolerance:
        raise WebhookRefused("It is too old, or from the future.")
    expected = hmac.new(key, f"{message}.{stamp}.".encode() + body, hashlib.sha256).digest()
    wanted = b"v1," + base64.b64encode(expected)
    # While the secret is changed there are two signatures.
    if not any(hmac.compare_digest(wanted, one.encode()) for one in signed.split(" ")):
        raise WebhookRefused("The signature does not match.")
    event = json.loads(body)
    if not isinstance(event, dict):
        raise WebhookRefused("The body is no event.")
    return event
