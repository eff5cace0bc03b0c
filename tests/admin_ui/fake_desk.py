"""What the fake engine answers about one's desk and the counter: nothing is going on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
PERMIT = {"code": "0116", "name": "建筑工程施工许可证核发", "name_en": "Construction permit"}
UNIT = {"name": "住建局", "name_en": "Housing bureau"}
FOUND = {**PERMIT, "unit": UNIT, "case_kind": "promised", "promised": None, "promised_en": None}
DESK: dict[str, Any] = {
    "unread_messages": 1,
    "identity_state": {"checked": True, "id_no": "", "checked_at": None, "unit": None},
    "inbox_views": {"items": [], "seen": {"mine": NOW, "pool": NOW}},
    "item_choices": {"items": [PERMIT]},
    "watched": {"items": [], "next_cursor": None},
    "visits_today": {"items": [], "day": NOW.date(), "slots": []},
    "free_slots": {"units": [], "unit": None, "slots": [], "mine": []},
    "find_items": {"items": [{**FOUND, "tolerant": False, "materials": 3}]},
    "at_counter": {"moves": [], "collections": []},
    "case_beside": {
        "watched": False,
        "earlier": [],
        "changes": None,
        "ticks": {"papers": [], "points": []},
        "moves": [],
        "collections": [],
    },
}
TIMELINE = [
    {"at": NOW - timedelta(days=4), "type": "case.registered", "text": "登记申请", "text_en": "Registered",
     "actor": "song.agent", "actor_name": "宋代办", "step": None, "step_en": None, "number": None, "reason": None},
    {"at": NOW - timedelta(days=4), "type": "document.issued", "text": "出具文书", "text_en": "Document issued",
     "actor": "song.agent", "actor_name": "宋代办", "step": None, "step_en": None, "number": "临住建收〔2026〕1号",
     "reason": None},
    {"at": NOW - timedelta(days=2), "type": "task.completed", "text": "办理完成", "text_en": "Completed",
     "actor": "wang.window", "actor_name": "王晓窗", "step": "初审受理", "step_en": "First check", "number": None,
     "reason": None, "outcome": "accept"},
]  # fmt: skip
