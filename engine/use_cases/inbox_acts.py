"""What people arrange in their own inbox: saved views, cases they watch, and when they last looked into a box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Case, CaseWatch, InboxSeen, InboxView, Person, UnitOfWork
from tongban.engine.use_cases.inbox_orders import is_order
from tongban.engine.use_cases.things import look_at_case

#: In the order of the page's tabs; `watched` holds cases and is read by `queries.inbox_beside`.
BOXES = ("mine", "pool", "watched", "returned", "cc", "done", "drafts")
URGENCIES = ("overdue", "soon", "later", "none")
ARRIVED = ("1", "3", "7", "30")
#: What a row may leave out; urgency and the step itself are always there.
COLUMNS = ("applicant", "case_no", "unit", "arrived")
USUAL_COLUMNS = ("applicant", "case_no", "arrived")
MOST_VIEWS, MOST_WATCHED, LONGEST_NAME = 30, 500, 30


@dataclass(frozen=True, slots=True)
class SaveView:
    """A box with `filters` (item, urgency, arrived, q) and `columns`, under a name; the same name is written over.

    `sort`: use_cases.inbox_orders, empty for the box's own. `is_default`: what the inbox opens with.
    """

    name: str
    box: str
    filters: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = USUAL_COLUMNS
    is_default: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class RemoveView:
    """One of one's own."""

    view_id: str


@dataclass(frozen=True, slots=True)
class LookIntoBox:
    """Remember when a box was opened."""

    box: str


@dataclass(frozen=True, slots=True)
class WatchCase:
    """Keep an eye on a case, or no longer."""

    case_no: str
    watch: bool = True


def save_view(command: SaveView, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The view."""
    may(actor, "inbox.arrange")
    name = command.name.strip()[:LONGEST_NAME]
    problems = _problems(command, name)
    if problems:
        raise errors.Invalid(errors=problems)
    own = uow.find(InboxView, username=actor.id)
    filters = {key: str(value)[:60] for key, value in command.filters.items() if value}
    columns = [one for one in COLUMNS if one in command.columns]
    body = {"filters": filters, "columns": columns, "sort": command.sort}
    if command.is_default:
        for other in own:
            if other.is_default and other.name != name:
                other.is_default = False
                uow.save(other, "is_default")
    view = next((one for one in own if one.name == name), None)
    if view is not None:
        view.box, view.body, view.is_default = command.box, body, command.is_default
        uow.save(view, "box", "body", "is_default")
        return view_of(view)
    if len(own) >= MOST_VIEWS:
        raise errors.Conflict(f"最多保存 {MOST_VIEWS} 个视图，请先删掉不用的 / at most {MOST_VIEWS} views")
    view = InboxView(uow.new_id(), actor.id, name, command.box, body, command.is_default, uow.now)
    uow.add(view)
    return view_of(view)


def remove_view(command: RemoveView, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The view that was removed; somebody else's is not there."""
    view = uow.get(InboxView, command.view_id)
    if view is None or view.username != actor.id:
        raise errors.NotFound()
    uow.remove(InboxView, id=view.id)
    return view_of(view)


def look_into_box(command: LookIntoBox, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{box, at}`."""
    may(actor, "inbox.arrange")
    if command.box not in BOXES:
        raise errors.Invalid(errors=[{"field": "box", "message": f"One of {', '.join(BOXES)}."}])
    seen = uow.get(InboxSeen, actor.id, command.box)
    if seen is None:
        # Two pages of one person that open at once must not both be the first.
        uow.get(Person, actor.id, lock=True)
        seen = uow.get(InboxSeen, actor.id, command.box)
    if seen is None:
        uow.add(InboxSeen(actor.id, command.box, uow.now))
    else:
        seen.at = uow.now
        uow.save(seen, "at")
    return {"box": command.box, "at": uow.now}


def watch_case(command: WatchCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{case_no, watched}`; asking for what is so already changes nothing."""
    may(actor, "inbox.arrange")
    case = look_at_case(uow, actor, command.case_no)
    known = uow.get(CaseWatch, actor.id, case.id)
    if command.watch == (known is not None):
        return _watched(case, command.watch)
    if command.watch:
        if len(uow.find(CaseWatch, username=actor.id, limit=MOST_WATCHED)) >= MOST_WATCHED:
            message = f"最多关注 {MOST_WATCHED} 件，请先取消不用的 / at most {MOST_WATCHED} watched cases"
            raise errors.Conflict(message)
        uow.add(CaseWatch(actor.id, case.id, uow.now))
    else:
        uow.remove(CaseWatch, username=actor.id, case_id=case.id)
    return _watched(case, command.watch)


def view_of(view: InboxView) -> dict[str, Any]:
    """One saved view."""
    return {
        "id": view.id,
        "name": view.name,
        "box": view.box,
        "filters": dict(view.body.get("filters") or {}),
        "columns": list(view.body.get("columns") or ()),
        "sort": str(view.body.get("sort") or ""),
        "is_default": view.is_default,
    }


def _watched(case: Case, watch: bool) -> dict[str, Any]:
    return {"case_no": case.case_no, "watched": watch}


def _problems(command: SaveView, name: str) -> list[dict[str, Any]]:
    filters = command.filters
    wrong = {
        "name": not name,
        "box": command.box not in BOXES,
        "urgency": bool(filters.get("urgency")) and filters["urgency"] not in URGENCIES,
        "arrived": bool(filters.get("arrived")) and filters["arrived"] not in ARRIVED,
        "columns": not set(command.columns) <= set(COLUMNS),
        "sort": not is_order(command.box, command.sort),
        "filters": not set(filters) <= {"item", "urgency", "arrived", "q"},
    }
    told = {
        "name": "请给视图起个名字 / give the view a name",
        "box": f"须为其中之一 / must be one of: {', '.join(BOXES)}",
        "urgency": f"须为其中之一 / must be one of: {', '.join(URGENCIES)}",
        "arrived": f"须为其中之一 / must be one of: {', '.join(ARRIVED)}",
        "columns": f"须为其中之一 / must be of: {', '.join(COLUMNS)}",
        "sort": "这个分类不能这样排序 / this box cannot be sorted so",
        "filters": "不认识的筛选条件 / an unknown filter",
    }
    return [{"field": name, "message": told[name]} for name, bad in wrong.items() if bad]
