"""Identifiers that sort by the moment they were made: 9 characters of milliseconds, 11 of chance.

Those of one act sort in the order in which they were asked for: tasks that open together are listed as the chart has
them, and an index grows at its end alone.
"""

from __future__ import annotations

import secrets
from datetime import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 20


#: Bits of chance at first, and in each step from there: nobody can tell the next id from the last.
FIRST, STEP = 54, 32


def new_id(now: datetime) -> str:
    return IdsOfAnAct(now).next()


class IdsOfAnAct:
    """New ids, each larger than those before."""

    def __init__(self, now: datetime) -> None:
        self._moment = _moment(now)
        self._chance = secrets.randbits(FIRST)

    def next(self) -> str:
        # Four million steps are possible before the eleven characters overflow.
        self._chance += secrets.randbits(STEP) + 1
        return self._moment + _spell(self._chance, 11)


def lowest_id(moment: datetime) -> str:
    """The smallest id that can be made at this moment: every id from then on is equal or larger."""
    return _moment(moment) + ALPHABET[0] * 11


def is_id(text: str) -> bool:
    return len(text) == LENGTH and all(character in ALPHABET for character in text)


def _moment(now: datetime) -> str:
    return _spell(int(now.timestamp() * 1000) & ((1 << 45) - 1), 9)


def _spell(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (length - 1), -1, -5))
