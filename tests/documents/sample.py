"""Builders: complete made-up data for every document type."""

from __future__ import annotations

from typing import Any

from tongban.engine.documents import specimen


def complete_data(**changes: Any) -> dict[str, Any]:
    """A deep copy of the complete data; a change `case__no="x"` sets `case.no`, `None` removes it."""
    data = specimen()
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = data
        for parent in parents:
            place = place[parent]
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return data
