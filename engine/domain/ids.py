"""Identifiers that sort by the moment they were made: 9 characters of milliseconds, 11 of chance."""

from __future__ import annotations

import secrets
from datetime import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 20


def new_id(now: datetime) -> str:
    moment = int(now.timestamp() * 1000) & ((1 << 45) - 1)
    return _spell(moment, 9) + _spell(secrets.randbits(55), 11)


def lowest_id(moment: datetime) -> str:
    """The smallest id that can be made at this moment: every id from then on is equal or larger."""
    return _spell(int(moment.timestamp() * 1000) & ((1 << 45) - 1), 9) + ALPHABET[0] * 11


def is_id(text: str) -> bool:
    return len(text) == LENGTH and all(character in ALPHABET for character in text)


def _spell(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (length - 1), -1, -5))
