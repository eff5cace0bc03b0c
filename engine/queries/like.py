"""A user's text for LIKE, its own wildcards taken literally."""

from __future__ import annotations

LONGEST = 100


def escape(text: str) -> str:
    r"""At most LONGEST characters, for a LIKE with the escape character `\`."""
    return text[:LONGEST].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
