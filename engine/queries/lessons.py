"""What real cases teach of an item: where the time went, and the path of one case, act by act, without its applicant."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import SYSTEM, Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.events import event_text
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import people, process
from tongban.engine.ports import Library
from tongban.engine.queries import statistics
from tongban.engine.use_cases.views import english_name

MOST_CASES, MOST_EVENTS, MOST_VISITS, MOST_ACTS = 20, 5000, 5000, 400
STATES = ("completed", "running", "incident", "terminated")
#: What somebody did comes before what followed from it.
FIRST = ("task.", "case.")
#: What the engine writes down for itself.
INNER = ("activity.", "clock.", "notice.", "variables.", "sign.", "timer.", "message.")


def heat(
    connection: Connection, actor: Actor, library: Library, today: date, item: str, **span: Any
) -> dict[str, Any]:
    """Visits, mean hours and lateness of each step in the whole office; `item` is a code or a key."""
    may(actor, "item.learn")
    code, _ = _item(connection, item)
    return statistics.heat(connection, SYSTEM, library, today, item=code, **span)


def cases(connection: Connection, actor: Actor, item: str) -> dict[str, Any]:
    """The newest cases of an item in each state: numbers and times, nothing of the applicants."""
    may(actor, "item.learn")
    _, key = _item(connection, item)
    file, instance, version = tables.approval_case, process.instance, tables.item_version
    found: list[dict[str, Any]] = []
    for state in STATES:
        rows = connection.execute(
            select(
                file.c.case_no,
                file.c.state,
                file.c.result,
                file.c.registered_at,
                file.c.closed_at,
                version.c.version,
            )
            .select_from(instance)
            .join(file, file.c.instance_id == instance.c.id)
            .join(version, version.c.id == file.c.item_version_id)
            .where(instance.c.process_key == key, instance.c.state == state)
            .order_by(instance.c.id.desc())
            .limit(MOST_CASES)
        )
        found += [dict(row._mapping) for row in rows]
    return {"items": found, "next_cursor": None}


def replay(connection: Connection, actor: Actor, library: Library, case_no: str) -> dict[str, Any]:
    """`{xml, names, acts}`: every act with who, what, when, and the elements it entered, left and the flows it took."""
    may(actor, "item.learn")
    file, instance = tables.approval_case, process.instance
    found = connection.execute(
        select(
            file.c.case_no,
            file.c.item_code,
            file.c.item_name,
            file.c.item_name_en,
            file.c.item_version_id,
            file.c.state,
            file.c.result,
            file.c.registered_at,
            instance.c.id,
            instance.c.definition_id,
            instance.c.flows,
        )
        .join(instance, instance.c.id == file.c.instance_id)
        .where(file.c.case_no == case_no)
    ).first()
    if found is None:
        raise errors.NotFound(case_no=case_no)
    elements = library.process(found.definition_id).elements
    acts = _acts(connection, found.id, elements)
    _walk(connection, found.id, acts, elements, frozenset(found.flows))
    return {
        "case_no": found.case_no,
        "item": {"code": found.item_code, "name": found.item_name, "name_en": found.item_name_en},
        "state": found.state,
        "result": found.result,
        "registered_at": found.registered_at,
        "xml": library.item(found.item_version_id).diagram.xml.decode(),
        "steps": [
            {"element": one.id, "name": one.name or one.id, "name_en": english_name(one)}
            for one in elements.values()
        ],
        "acts": acts,
    }


def _item(connection: Connection, item: str) -> tuple[str, str]:
    """The item's code and the key of its process; the code, or the key itself, names it."""
    version, definition = tables.item_version, process.definition
    found = connection.execute(
        select(version.c.code, definition.c.key)
        .join(definition, definition.c.id == version.c.definition_id)
        .where(version.c.code == item if item.isdecimal() or len(item) > 30 else definition.c.key == item)
        .order_by(version.c.version.desc())
        .limit(1)
    ).first()
    if found is None:
        raise errors.NotFound(item=item)
    return found.code, found.key


def _acts(
    connection: Connection, instance_id: str, elements: Mapping[str, bpmn.Element]
) -> list[dict[str, Any]]:
    """One entry for all that one person did at one moment, in order, with what followed from it."""
    table = tables.event
    rows = connection.execute(
        select(table.c.at, table.c.type, table.c.actor, table.c.data)
        .where(table.c.chain == instance_id)
        .order_by(table.c.chain_no)
        .limit(MOST_EVENTS)
    ).all()
    staff = _staff(connection, {row.actor for row in rows})
    acts: list[dict[str, Any]] = []
    for row in rows:
        last = acts[-1] if acts else None
        if last is None or (last["at"], last["actor"]) != (row.at, row.actor):
            name, name_en = staff.get(row.actor, ("", ""))
            last = {"at": row.at, "actor": row.actor, "name": name, "name_en": name_en, "said": []}
            acts.append({**last, "entered": [], "left": [], "flows": []})
            last = acts[-1]
        if not row.type.startswith(INNER):
            last["said"].append(_said(row, elements))
    for act in acts:
        act["said"].sort(key=lambda one: not one["type"].startswith(FIRST))
        act["who"] = "system" if act["actor"] == "system" else ("staff" if act["name"] else "applicant")
        del act["actor"]
    return acts[:MOST_ACTS]


def _said(row: Any, elements: Mapping[str, bpmn.Element]) -> dict[str, Any]:
    element = elements.get(row.data.get("element") or "")
    outcomes = {one.id: one for one in element.extensions.outcomes} if element else {}
    outcome = outcomes.get(row.data.get("outcome") or "")
    return {
        "type": row.type,
        "text": event_text(row.type),
        "text_en": event_text(row.type, "en"),
        "step": (element.name or element.id) if element else "",
        "step_en": english_name(element) if element else "",
        "outcome": outcome.name if outcome else "",
        "outcome_en": outcome.name_en if outcome else "",
    }


def _staff(connection: Connection, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The names of those who hold a post; applicants stay without."""
    person, holding = people.person, people.holding
    rows = connection.execute(
        select(person.c.username, person.c.name, person.c.name_en)
        .join(holding, holding.c.username == person.c.username)
        .where(person.c.username.in_(sorted(names)))
        .distinct()
    )
    return {row.username: (row.name, row.name_en) for row in rows}


def _walk(
    connection: Connection,
    instance_id: str,
    acts: list[dict[str, Any]],
    elements: Mapping[str, bpmn.Element],
    taken: frozenset[str],
) -> None:
    """Note on each act what it entered and left, and a flow where it led into what was entered then."""
    if not acts:
        return
    table, moments = process.activity, [act["at"] for act in acts]
    rows = connection.execute(
        select(table.c.element, table.c.started_at, table.c.ended_at, table.c.state)
        .where(table.c.instance_id == instance_id)
        .order_by(table.c.no)
        .limit(MOST_VISITS)
    ).all()

    def act_of(moment: datetime) -> dict[str, Any]:
        return acts[min(bisect_left(moments, moment), len(acts) - 1)]

    for row in rows:
        began = act_of(row.started_at)
        began["entered"].append(row.element)
        element = elements.get(row.element)
        for flow in element.incoming if element else ():
            if flow.id in taken and flow.id not in began["flows"]:
                began["flows"].append(flow.id)
        if row.ended_at is not None:
            act_of(row.ended_at)["left"].append({"element": row.element, "state": row.state})
