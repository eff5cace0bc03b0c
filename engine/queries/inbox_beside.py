"""What stands beside an inbox: saved views, the cases somebody watches, and when they last looked."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, and_, bindparam, literal_column, select, tuple_

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.regimes import marks
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import desk, process
from tongban.engine.ports import Case, InboxView, Library, Task
from tongban.engine.queries import search
from tongban.engine.queries.boxes import cursor_of, here, place_of
from tongban.engine.queries.inbox_rows import light_of
from tongban.engine.queries.paging import DEFAULT_PAGE, check_size
from tongban.engine.queries.rows import record, records, select_all
from tongban.engine.queries.visibility import of_cases
from tongban.engine.use_cases.inbox_acts import MOST_VIEWS, view_of
from tongban.engine.use_cases.views import english_name

FILE = tables.approval_case
WATCH = desk.case_watch
MOST_STEPS = 1000
MOST_ITEMS = 500
_ME = bindparam("me", type_=String())
# Every page of an inbox asks these, so they are built once.
VIEWS_OF = (
    select_all(InboxView)
    .where(desk.inbox_view.c.username == _ME)
    .order_by(desk.inbox_view.c.name)
    .limit(literal_column(str(MOST_VIEWS)))
)
SEEN_BY = select(desk.inbox_seen.c.box, desk.inbox_seen.c.at).where(desk.inbox_seen.c.username == _ME)
PUBLISHED = (
    select(tables.item_version.c.code, tables.item_version.c.name, tables.item_version.c.name_en)
    .where(tables.item_version.c.state == literal_column("'published'"))
    .order_by(tables.item_version.c.name)
    .limit(literal_column(str(MOST_ITEMS)))
)


def inbox_views(connection: Connection, actor: Actor) -> dict[str, Any]:
    """The actor's saved views by name, and when each box was last opened."""
    may(actor, "inbox.arrange")
    own = {"me": actor.id}
    rows = [InboxView(*row) for row in prepared(connection, VIEWS_OF).rows(connection, own)]
    return {
        "items": [view_of(one) for one in rows],
        "seen": {box: at for box, at in prepared(connection, SEEN_BY).rows(connection, own)},
    }


def watched(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    q: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of the cases the actor watches, the last added first, each with the step it is at and who has it.

    Rows have the shape of an inbox's; a case the actor may no longer see is left out.
    """
    may(actor, "inbox.arrange")
    size, place = check_size(page_size), place_of(cursor)
    statement = (
        select_all(Case, WATCH.c.at.label("place"))
        .join(WATCH, WATCH.c.case_id == FILE.c.id)
        .where(WATCH.c.username == actor.id, of_cases(actor))
    )
    if q and q.strip():
        question = search.read(connection, q)
        statement = statement.where(
            search.matches(question, FILE.c.id, items=(FILE.c.item_name, FILE.c.item_name_en))
        )
    if place is not None:
        statement = statement.where(tuple_(WATCH.c.at, WATCH.c.case_id) < here(place))
    ordered = statement.order_by(WATCH.c.at.desc(), WATCH.c.case_id.desc()).limit(size + 1)
    rows = connection.execute(ordered).all()
    found = [(record(Case, row), row.place) for row in rows[:size]]
    steps = _open_steps(connection, [case.instance_id for case, _ in found if case.instance_id])
    return {
        "items": [
            _row(library, calendar, now, case, since, steps[case.instance_id or ""]) for case, since in found
        ],
        "next_cursor": cursor_of(found[-1][1], found[-1][0].id) if len(rows) > size else None,
    }


def item_choices(connection: Connection, actor: Actor) -> dict[str, Any]:
    """Code and names of the published items, by name, for whoever narrows a list."""
    may(actor, "item.read")
    rows = prepared(connection, PUBLISHED).rows(connection, {})
    return {"items": [{"code": code, "name": name, "name_en": name_en} for code, name, name_en in rows]}


def is_watched(connection: Connection, actor: Actor, case_id: str) -> bool:
    """Whether the actor watches the case."""
    known = select(WATCH.c.case_id).where(and_(WATCH.c.username == actor.id, WATCH.c.case_id == case_id))
    return connection.execute(known).first() is not None


def _open_steps(connection: Connection, instances: list[str]) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = defaultdict(list)
    if instances:
        statement = (
            select_all(Task)
            .where(process.task.c.instance_id.in_(instances), process.task.c.state.in_(TASK_OPEN))
            .order_by(process.task.c.id)
            .limit(MOST_STEPS)
        )
        for one in records(connection, Task, statement):
            found[one.instance_id].append(one)
    return found


def _row(
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    case: Case,
    since: datetime,
    steps: list[Task],
) -> dict[str, Any]:
    item = library.item(case.item_version_id)
    first = min(steps, key=lambda one: (one.due is None, one.due or now, one.id), default=None)
    due = first.due if first else None
    left, light = light_of(due, now, calendar)
    naming = item.sheet.naming
    names = [one.name for one in steps]
    english = [english_name(item.process.elements[one.element]) or one.name for one in steps]
    return {
        "id": case.id,
        "case_no": case.case_no,
        "name": "、".join(dict.fromkeys(names)) or naming.state(case.state),
        "name_en": ", ".join(dict.fromkeys(english)) or naming.state(case.state, "en"),
        "state": case.state,
        "item": {"code": case.item_code, "name": case.item_name, "name_en": case.item_name_en},
        "applicant_name": case.applicant_name,
        "marks": marks(case.regimes),
        "due": due,
        "days_left": left,
        "light": light,
        "created_at": since,
        "is_case": True,
    }
