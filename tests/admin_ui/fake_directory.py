"""Made-up people of the fake engine's office, where work may be returned to, and a task nobody has spoken about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tongban.engine import Actor

DONE_AT = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)


def a_colleague(username: str, name: str, unit: str = "zwzx", **changed: Any) -> dict[str, Any]:
    """Somebody of the office as the directory has them."""
    post = {
        "code": f"{unit}-x",
        "role": "handler",
        "unit": unit,
        "name": f"{unit}岗",
        "name_en": f"{unit} post",
    }
    return {"username": username, "name": name, "name_en": username, "kind": "user", "disabled": False,
            "posts": [post], **changed}  # fmt: skip


COLLEAGUES = [
    a_colleague("he.section", "何科长", "zjj"),
    a_colleague("lin.applicant", "林小禾", kind="applicant"),
    a_colleague("liu.window", "刘敏之"),
    a_colleague("old.hand", "老前辈", disabled=True),
    a_colleague("wang.window", "王晓窗"),
]
NOTHING_SAID: dict[str, Any] = {"remarks": [], "copies": [], "added_signers": []}
STEPS = [
    {"element": "first_check", "type": "userTask", "name": "初审受理", "name_en": "First check"},
    {"element": "closed", "type": "endEvent", "name": "办结", "name_en": "Closed"},
]
TARGETS = [
    {"element": "first_check", "name": "初审受理", "name_en": "First check", "handler": "wang.window",
     "handler_name": "王晓窗", "completed_at": DONE_AT, "previous": True},
    {"element": "applicant", "name": "申请人", "name_en": "Applicant", "handler": None, "handler_name": None,
     "completed_at": None, "previous": False},
]  # fmt: skip


def people_named(
    actor: Actor, *, q: str | None = None, cursor: str | None = None, page_size: int = 50
) -> dict[str, Any]:
    """The directory, narrowed to a name; it has one page."""
    found = [one for one in COLLEAGUES if not q or q in one["name"] or q in one["username"]]
    return {"items": found, "next_cursor": None}
