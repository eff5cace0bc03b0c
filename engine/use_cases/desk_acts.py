"""The acts of daily work at desk and counter, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.counter_acts import (
    RELATIONS,
    CollectResults,
    HandPapers,
    collect_results,
    hand_papers,
)
from tongban.engine.use_cases.identity_checks import (
    ID_TYPES,
    ClearIdentity,
    ConfirmIdentity,
    clear_identity,
    confirm_identity,
)
from tongban.engine.use_cases.inbox_acts import (
    LookIntoBox,
    RemoveView,
    SaveView,
    WatchCase,
    look_into_box,
    remove_view,
    save_view,
    watch_case,
)
from tongban.engine.use_cases.inbox_orders import SORTED_BOXES, is_order
from tongban.engine.use_cases.presence import BeOnCase, be_on_case
from tongban.engine.use_cases.review_ticks import TickReview, tick_review
from tongban.engine.use_cases.small_acts import MarkMessagesRead, mark_messages_read
from tongban.engine.use_cases.visits import (
    ArriveVisit,
    BookVisit,
    CallNext,
    DrawNumber,
    EndVisit,
    OpenSlots,
    arrive_visit,
    book_visit,
    call_next,
    draw_number,
    end_visit,
    open_slots,
)

DESK: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    ArriveVisit: arrive_visit,
    BeOnCase: be_on_case,
    BookVisit: book_visit,
    CallNext: call_next,
    ClearIdentity: clear_identity,
    CollectResults: collect_results,
    ConfirmIdentity: confirm_identity,
    DrawNumber: draw_number,
    EndVisit: end_visit,
    HandPapers: hand_papers,
    OpenSlots: open_slots,
    LookIntoBox: look_into_box,
    MarkMessagesRead: mark_messages_read,
    RemoveView: remove_view,
    SaveView: save_view,
    TickReview: tick_review,
    WatchCase: watch_case,
}

__all__ = [
    "DESK",
    "ID_TYPES",
    "RELATIONS",
    "SORTED_BOXES",
    "ArriveVisit",
    "BeOnCase",
    "BookVisit",
    "CallNext",
    "ClearIdentity",
    "CollectResults",
    "ConfirmIdentity",
    "DrawNumber",
    "EndVisit",
    "HandPapers",
    "LookIntoBox",
    "MarkMessagesRead",
    "OpenSlots",
    "RemoveView",
    "SaveView",
    "TickReview",
    "WatchCase",
    "is_order",
]
