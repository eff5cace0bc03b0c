"""Which groups somebody is in: the posts that are held, their roles, their units, and a role in a unit."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from tongban.engine.persistence import statements


def known_groups(connection: Connection, names: Collection[str]) -> set[str]:
    """Those of the names, `post`, `role`, `unit` or `role@unit`, that somebody answers to."""
    asked = {*names, *(part for name in names for part in name.split("@"))}
    known: set[str] = set()
    for post, role, unit in connection.execute(statements.HELD_POSTS, {"names": sorted(asked)}):
        known.update((post, role, unit, f"{role}@{unit}"))
    return known & set(names)
