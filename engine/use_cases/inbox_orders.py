"""In which orders a box may be shown: its own, or for what is still to be done by a column; refused for the others."""

from __future__ import annotations

#: By a column upwards, or downwards with `-` before it; the most urgent first has no other way round.
ORDERS = ("urgency", "received", "item", "step", "applicant", "case_no", "unit")
#: Boxes of open work. What is done and what was sent grows for ever and lies in the order of its time.
SORTED_BOXES = ("mine", "pool", "returned", "drafts")


def is_order(box: str, sort: str) -> bool:
    """Whether the box may be shown in this order; the empty one is its own."""
    if not sort:
        return True
    return box in SORTED_BOXES and sort != "-urgency" and sort.removeprefix("-") in ORDERS
