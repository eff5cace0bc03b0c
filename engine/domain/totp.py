"""Codes of an authenticator: TOTP as RFC 6238 describes, six digits every thirty seconds, HMAC-SHA-1."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote

SECONDS = 30
DIGITS = 6
#: A clock may be this many steps wrong, either way.
DRIFT = 1
SECRET_BYTES = 20


def code_at(secret: bytes, step: int) -> str:
    """The code of a step (RFC 4226 §5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(moment: datetime) -> int:
    """Which step a moment is in."""
    return int(moment.timestamp()) // SECONDS


def matching_step(secret: bytes, code: str, moment: datetime, after: int) -> int | None:
    """The step this is the code of, if it is around now and later than the last that was used."""
    typed = "".join(code.split())
    if not (len(typed) == DIGITS and typed.isascii() and typed.isdigit()):
        return None
    now, found = step_of(moment), None
    # All are compared, so that the time taken tells nothing.
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step), typed) and step > after:
            found = step
    return found


def spelled(secret: bytes) -> str:
    """The secret as people type it: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def uri(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code holds."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?secret={spelled(secret)}&issuer={quote(issuer)}&digits={DIGITS}&period={SECONDS}"
