"""The course of a case: its timeline in words, its diagram with what has happened, its verified record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import bpmn
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.events import event_text
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import process
from tongban.engine.ports import Activity, Case, Event, Instance, Library, Task
from tongban.engine.queries.cases import visible_case
from tongban.engine.queries.groups import Name, group_names, holders_of, named, people_names
from tongban.engine.queries.rows import one, records, select_all
from tongban.engine.use_cases.flow.journal import link, payload
from tongban.engine.use_cases.views import english_name

MAX_EVENTS = 5000
STEP_TYPES = ("Task", "task", "startEvent", "endEvent", "subProcess", "callActivity")
SHOWN = (*TASK_OPEN, "completed")
RANK = {"waiting": 0, "cancelled": 1, "completed": 2, "active": 3}


def timeline(connection: Connection, actor: Actor, library: Library, case_no: str) -> dict[str, Any]:
    """Who did what when, in words, oldest first."""
    found = visible_case(connection, actor, case_no)
    events = _events(connection, found)
    elements = _definition(connection, library, found).elements
    called = people_names(
        connection, {name for event in events for name in (event.actor, event.on_behalf_of) if name}
    )
    return {"items": [_told(event, called, elements) for event in events], "next_cursor": None}


def diagram(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    case_no: str,
) -> dict[str, Any]:
    """The chart as XML, the flows taken, and every step with its state and who has it."""
    found = visible_case(connection, actor, case_no)
    instance = one(
        connection, Instance, select_all(Instance).where(process.instance.c.id == found.instance_id)
    )
    definition = library.process(instance.definition_id)
    visits = _visits(connection, instance.id)
    tasks = records(
        connection,
        Task,
        select_all(Task)
        .where(process.task.c.instance_id == instance.id, process.task.c.state.in_(SHOWN))
        .order_by(process.task.c.id)
        .limit(500),
    )
    called = group_names(connection, {ref for task in tasks for ref in _people_of(task)})
    return {
        "xml": library.item(found.item_version_id).diagram.xml.decode(),
        "flows": instance.flows,
        "steps": steps_of(definition, visits, tasks, called, calendar, now),
    }


def steps_of(
    definition: bpmn.ProcessDefinition,
    visits: Mapping[str, Activity],
    tasks: list[Task],
    called: Mapping[str, Name],
    calendar: WorkingCalendar,
    now: datetime,
) -> list[dict[str, Any]]:
    """Every step of the chart in document order, as the text twin of the picture."""
    steps = []
    for element in definition.elements.values():
        if not element.type.endswith(STEP_TYPES):
            continue
        visit = visits.get(element.id)
        holders = [task for task in tasks if task.element == element.id and task.state in TASK_OPEN]
        done_by = [task.completed_by for task in tasks if task.element == element.id and task.completed_by]
        due = min((task.due for task in holders if task.due), default=None)
        left = calendar.working_days_between(calendar.day_of(now), calendar.day_of(due)) if due else None
        steps.append(
            {
                "element": element.id,
                "type": element.type,
                "name": element.name or element.id,
                "name_en": english_name(element),
                "lane": element.lane,
                "state": visit.state if visit else "waiting",
                "handlers": [
                    {"name": called[ref][0], "name_en": called[ref][1]}
                    for task in holders
                    for ref in holders_of(task)
                ],
                "due": due,
                "days_left": left,
                "done_by": [
                    {"name": called[f"user:{who}"][0], "name_en": called[f"user:{who}"][1]}
                    for who in dict.fromkeys(done_by)
                ],
                "ended_at": visit.ended_at if visit else None,
            }
        )
    return steps


def audit(connection: Connection, actor: Actor, case_no: str) -> dict[str, Any]:
    """Every event with its hash, and whether the chain holds; `first_bad` numbers the first that does not."""
    found = visible_case(connection, actor, case_no)
    may(actor, "audit.read")
    events = _events(connection, found)
    head = connection.execute(
        select(process.instance.c.chain_no, process.instance.c.chain_hash).where(
            process.instance.c.id == found.instance_id
        )
    ).one()
    first_bad = verify_chain(events, head.chain_no, bytes(head.chain_hash))
    return {
        "case_no": case_no,
        "valid": first_bad is None,
        "first_bad": first_bad,
        "items": [
            {
                "no": event.chain_no,
                "type": event.type,
                "at": event.at,
                "actor": event.actor,
                "on_behalf_of": event.on_behalf_of,
                "task_id": event.task_id,
                "data": event.data,
                "hash": event.hash.hex(),
            }
            for event in events
        ],
    }


def hash_of(event: Event, previous: bytes) -> bytes:
    """What its hash must be after the one of the event before."""
    facts = payload(
        event.chain,
        event.chain_no,
        event.type,
        event.at,
        event.actor,
        event.data,
        event.case_no,
        event.task_id,
        event.on_behalf_of,
    )
    return link(previous, facts)


def verify_chain(events: list[Event], head_no: int, head_hash: bytes) -> int | None:
    """The number of the first event that was changed, moved or dropped; None when all is well."""
    previous = b""
    for number, event in enumerate(events, 1):
        previous = hash_of(event, previous)
        if event.chain_no != number or bytes(event.hash) != previous:
            return number
    return None if (len(events), previous) == (head_no, head_hash) else len(events) + 1


def _events(connection: Connection, found: Case) -> list[Event]:
    table = tables.event
    return records(
        connection,
        Event,
        select_all(Event)
        .where(table.c.chain == found.instance_id)
        .order_by(table.c.chain_no)
        .limit(MAX_EVENTS),
    )


def _definition(connection: Connection, library: Library, found: Case) -> bpmn.ProcessDefinition:
    table = process.instance
    return library.process(
        connection.execute(select(table.c.definition_id).where(table.c.id == found.instance_id)).scalar_one()
    )


def _visits(connection: Connection, instance_id: str) -> dict[str, Activity]:
    """The visit that tells most about each element: active before completed before cancelled."""
    table = process.activity
    rows = records(
        connection,
        Activity,
        select_all(Activity).where(table.c.instance_id == instance_id).order_by(table.c.no).limit(10_000),
    )
    best: dict[str, Activity] = {}
    for row in rows:
        if row.element not in best or RANK[row.state] >= RANK[best[row.element].state]:
            best[row.element] = row
    return best


def _told(event: Event, called: Mapping[str, Name], elements: Any) -> dict[str, Any]:
    element = elements.get(event.data.get("element") or "")
    return {
        "at": event.at,
        "type": event.type,
        "text": event_text(event.type),
        "text_en": event_text(event.type, "en"),
        "actor": event.actor,
        **named("actor", event.actor, called),
        "on_behalf_of": event.on_behalf_of,
        **named("on_behalf_of", event.on_behalf_of, called),
        "step": element.name if element else None,
        "step_en": english_name(element) if element else None,
        "outcome": event.data.get("outcome"),
        "opinion": event.data.get("opinion"),
        "reason": event.data.get("reason"),
        "number": event.data.get("number"),
    }


def _people_of(task: Task) -> list[str]:
    return [f"user:{task.completed_by}"] if task.completed_by else holders_of(task)
