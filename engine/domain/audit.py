"""A chain of hashes over what happened: changing, dropping or moving one row breaks every later link."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64


def canonical(payload: Mapping[str, Any]) -> bytes:
    """Sorted keys, no blanks, UTF-8; what JSON lacks is text, so a payload read back counts the same."""
    text = json.dumps(
        payload,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
        default=_as_text,
    )
    return text.encode("utf-8", "surrogatepass")


def link(prev_hash: str, payload: Mapping[str, Any]) -> str:
    return sha256(prev_hash.encode("ascii") + canonical(payload)).hexdigest()


def verify(rows: Iterable[tuple[str, Mapping[str, Any], str]], start: str = GENESIS) -> int | None:
    """The index of the first (prev_hash, payload, hash) that does not follow, or None."""
    last = start
    for index, (prev_hash, payload, row_hash) in enumerate(rows):
        if prev_hash != last or link(prev_hash, payload) != row_hash:
            return index
        last = row_hash
    return None


def _as_text(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an audit row")
