"""The tag of what somebody has read: the same content has the same tag, whoever reads it (RFC 9110 §8.8.3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tongban.engine import errors

#: The tags that a caller has read, None for any.
Tags = frozenset[str] | None


def tag_of(content: Mapping[str, Any]) -> str:
    """32 hexadecimal digits of a hash of the content."""
    text = json.dumps(_plain(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def demand(content: Mapping[str, Any], tags: Tags) -> None:
    """PreconditionFailed unless this is what the caller has read."""
    if tags is not None and tag_of(content) not in tags:
        raise errors.PreconditionFailed


def nothing_there(tags: Tags) -> None:
    """PreconditionFailed for who has read something where there is nothing now."""
    if tags is not None:
        raise errors.PreconditionFailed


def _plain(value: Any) -> Any:
    """Numbers and moments spelled one way, wherever they came from."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return ["number", format(Decimal(str(value)).normalize(), "f")]
    return value
