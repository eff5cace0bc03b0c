"""Alarms, rules and firings: lists of what the reader may see, each by index and in pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select, true

from tongban.engine import errors
from tongban.engine.domain import alarm_life, escalation, supervision
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, allowed, may
from tongban.engine.domain.events import EVENTS
from tongban.engine.persistence.rule_shelf import read_rules
from tongban.engine.persistence.tables import case as cases
from tongban.engine.persistence.tables import people as organisation
from tongban.engine.persistence.tables import supervision as tables
from tongban.engine.ports import Alarm, AlarmStep, Firing, Library
from tongban.engine.queries.groups import group_names
from tongban.engine.queries.paging import DEFAULT_PAGE, decode, encode, page
from tongban.engine.queries.rows import names, one, record, records, select_all
from tongban.engine.queries.visibility import sees_everything
from tongban.engine.use_cases.supervision.alarm_life import alarm_view
from tongban.engine.use_cases.views import english_name

ALARM, FIRING = tables.alarm, tables.firing
EQUAL = ("level", "state", "item_code", "unit", "region", "person", "case_no", "rule_id")


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Every alarm for those who oversee, else those of one's unit and those about oneself."""
    if sees_everything(actor):
        return true()
    return or_(ALARM.c.unit.in_(sorted(actor.units)), ALARM.c.person == actor.id)


def alarms(
    connection: Connection,
    actor: Actor,
    *,
    is_open: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
    **equal: str | None,
) -> dict[str, Any]:
    """A page of alarms, the newest first."""
    may(actor, "alarm.list")
    statement = select_all(Alarm).where(seen_by(actor))
    for name, value in equal.items():
        if value is not None:
            assert name in EQUAL
            statement = statement.where(ALARM.c[name] == value)
    if is_open is not None:
        states = alarm_life.OPEN if is_open else alarm_life.OVER
        statement = statement.where(ALARM.c.state.in_(states))
    if since is not None:
        statement = statement.where(ALARM.c.raised_at >= since)
    if until is not None:
        statement = statement.where(ALARM.c.raised_at < until)
    found = page(
        connection, statement, ALARM.c.id, lambda row: alarm_view(record(Alarm, row), ()), cursor, page_size
    )
    _name_people(connection, found["items"])
    for alarm in found["items"]:
        del alarm["steps"], alarm["operations"]
    return found


def alarm(connection: Connection, actor: Actor, library: Library, alarm_id: str) -> dict[str, Any]:
    """One alarm with its life, and what the reader may do with it."""
    found = one(connection, Alarm, select_all(Alarm).where(ALARM.c.id == alarm_id))
    thing = Thing(assignee=found.person, unit=found.unit)
    if not allowed(actor, "alarm.read", thing):
        raise errors.NotFound()
    table = tables.alarm_step
    steps = records(
        connection,
        AlarmStep,
        select_all(AlarmStep).where(table.c.alarm_id == alarm_id).order_by(table.c.no).limit(500),
    )
    view = alarm_view(found, steps)
    view["operations"] = [
        act
        for act in view["operations"]
        if allowed(actor, f"alarm.{act}", thing)
        and not (act in ("lift", "uphold") and found.person == actor.id)
    ]
    free = found.instance_id is None and found.state not in alarm_life.OVER
    if free and allowed(actor, "alarm.supervise", thing):
        view["operations"].append("supervise")
    _name_people(connection, [view])
    view["step"], view["step_en"] = _step_names(connection, library, found)
    called = names(connection, {step["by"] for step in view["steps"]})
    for step in view["steps"]:
        step["by_name"] = called.get(step["by"], step["by"])
    return view


def rules(connection: Connection, actor: Actor, *, kind: str) -> dict[str, Any]:
    """The rules of one kind in force, those switched off included; a unit sees its own and those for all."""
    may(actor, "supervision.read")
    found = read_rules(connection)
    shown = found.alarm if kind == "alarm" else found.escalation
    items = [
        {
            "id": rule.id,
            "kind": kind,
            "source": rule.source,
            **rule.to_json(),
            "changeable": allowed(actor, "supervision.configure", Thing(unit=rule.unit)),
        }
        for rule in shown
        if sees_everything(actor) or rule.unit is None or rule.unit in actor.units
    ]
    return {"items": items, "next_cursor": None}


def rule(connection: Connection, actor: Actor, kind: str, rule_id: str) -> dict[str, Any]:
    """One rule in force; NotFound for one of another unit, too."""
    found = [one for one in rules(connection, actor, kind=kind)["items"] if one["id"] == rule_id]
    if not found:
        raise errors.NotFound
    return dict(found[0])


def vocabulary(actor: Actor) -> dict[str, Any]:
    """What rules may say: the facts of a condition, events, levels, clocks, recipients, channels and acts."""
    may(actor, "supervision.read")
    return {
        "facts": [
            {"name": name, "zh": words[0], "en": words[1]} for name, words in supervision.FACT_WORDS.items()
        ],
        "events": [{"name": name, "zh": words.zh, "en": words.en} for name, words in EVENTS.items()],
        "levels": list(supervision.LEVELS),
        "phases": list(escalation.PHASES),
        "clocks": list(escalation.CLOCKS),
        "recipients": list(escalation.RECIPIENTS),
        "channels": list(escalation.CHANNELS),
        "acts": list(escalation.ACTS),
    }


def firings(
    connection: Connection,
    actor: Actor,
    *,
    case_no: str | None = None,
    rule_id: str | None = None,
    unit: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of what escalation rules did, the newest first."""
    may(actor, "supervision.read")
    statement = select_all(Firing)
    if not sees_everything(actor):
        statement = statement.where(FIRING.c.unit.in_(sorted(actor.units)))
    for column, value in ((FIRING.c.case_no, case_no), (FIRING.c.rule_id, rule_id), (FIRING.c.unit, unit)):
        if value is not None:
            statement = statement.where(column == value)
    statement = statement.order_by(FIRING.c.at.desc(), FIRING.c.subject.desc(), FIRING.c.rule_id.desc())
    if cursor:
        statement = statement.where(_after(decode(cursor)))
    found = records(connection, Firing, statement.limit(page_size + 1))
    last = found[page_size - 1] if len(found) > page_size else None
    shown = [_firing(row) for row in found[:page_size]]
    _name_told(connection, shown)
    return {
        "items": shown,
        "next_cursor": encode(f"{last.at.isoformat()}|{last.subject}|{last.rule_id}") if last else None,
    }


def units_of_region(region: str) -> Any:
    """A subquery of the units in a region."""
    return select(organisation.unit.c.code).where(organisation.unit.c.region == region)


def _after(text: str) -> ColumnElement[bool]:
    at, _, rest = text.partition("|")
    subject, _, rule_id = rest.partition("|")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise errors.Invalid(errors=[{"field": "cursor", "message": "Not a cursor of this list."}]) from None
    same = FIRING.c.at == moment
    return or_(
        FIRING.c.at < moment,
        same & (FIRING.c.subject < subject),
        same & (FIRING.c.subject == subject) & (FIRING.c.rule_id < rule_id),
    )


def _firing(row: Firing) -> dict[str, Any]:
    return {
        "rule": {"id": row.rule_id, "name": row.rule["name"], "name_en": row.rule["name_en"]},
        "subject": row.subject,
        "occurrence": row.occurrence,
        "at": row.at,
        "case_no": row.case_no,
        "instance_id": row.instance_id,
        "unit": row.unit,
        "did": row.did,
    }


def _name_told(connection: Connection, firings: list[dict[str, Any]]) -> None:
    """Who was told, by name in both languages; an address goes by itself."""
    told = [row for firing in firings for row in firing["did"].get("told", ())]
    called = group_names(connection, {row["recipient"] for row in told if ":" in row["recipient"]})
    for row in told:
        name, name_en = called.get(row["recipient"], (row["recipient"], row["recipient"]))
        row["name"], row["name_en"] = name, name_en or name


def _step_names(connection: Connection, library: Library, found: Alarm) -> tuple[str | None, str | None]:
    """What the step an alarm is about is called, in both languages."""
    file = cases.approval_case
    version = connection.execute(
        select(file.c.item_version_id).where(file.c.case_no == found.case_no)
    ).scalar_one_or_none()
    if found.element is None or version is None:
        return found.element, None
    element = library.item(version).process.elements.get(found.element)
    return (element.name or found.element, english_name(element)) if element else (found.element, None)


def _name_people(connection: Connection, views: list[dict[str, Any]]) -> None:
    called = names(connection, {view["person"] for view in views if view["person"]})
    units = unit_names(connection, {view["unit"] for view in views})
    for view in views:
        view["person_name"] = called.get(view["person"], view["person"])
        view["unit_name"], view["unit_name_en"] = units.get(view["unit"], (view["unit"], view["unit"]))


def unit_names(connection: Connection, codes: set[str]) -> dict[str, tuple[str, str]]:
    """What units are called in both languages."""
    table = organisation.unit
    if not codes:
        return {}
    found: list[Row[Any]] = list(
        connection.execute(
            select(table.c.code, table.c.name, table.c.name_en).where(table.c.code.in_(sorted(codes)))
        )
    )
    return {row.code: (row.name, row.name_en or row.name) for row in found}
