"""What a window looks at: who waits, free times, an item by plain words, papers and collections of a case."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.search_terms import asked, normal
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import desk, people
from tongban.engine.ports import Collection, Library, PaperMove, Visit, VisitSlot
from tongban.engine.queries.cases import visible_case
from tongban.engine.queries.groups import named, people_names
from tongban.engine.queries.rows import records, select_all
from tongban.engine.use_cases.visits import AHEAD_DAYS, COMING, is_past, visit_view

MOST_VISITS, MOST_ITEMS, MOST_MOVES = 500, 500, 100
#: What a word found in an item's name is worth against one found in what is said about it.
NAME, TEXT = 10, 1
#: Items that fit so many times worse than the best are not what was meant.
FAR_BEHIND = 4
UNIT, SLOT, VISIT = people.unit, desk.visit_slot, desk.visit


def visits_today(
    connection: Connection, actor: Actor, calendar: WorkingCalendar, now: datetime, unit: str
) -> dict[str, Any]:
    """The day's visits of a unit that are not over, in the order in which they are called; and its times."""
    may(actor, "visit.arrange", Thing(unit=unit))
    today = calendar.day_of(now)
    statement = (
        select_all(Visit, SLOT.c.starts)
        .join(SLOT, SLOT.c.id == VISIT.c.slot_id, isouter=True)
        .where(VISIT.c.unit == unit, VISIT.c.day == today, VISIT.c.state.in_(COMING))
        .order_by(VISIT.c.no)
        .limit(MOST_VISITS)
    )
    rows = connection.execute(statement).all()
    found = [visit_view(Visit(*row[:-1])) | {"starts": row[-1]} for row in rows]
    found.sort(key=lambda one: (one["state"] != "called", one["slot_id"] is None, one["no"]))
    return {"items": found, "day": today, "slots": _slots(connection, unit, today, today)}


def free_slots(
    connection: Connection, actor: Actor, calendar: WorkingCalendar, now: datetime, unit: str | None = None
) -> dict[str, Any]:
    """Times that may be booked from today on, by unit and day, and the actor's own visits ahead."""
    may(actor, "visit.book")
    today = calendar.day_of(now)
    last = today + timedelta(days=AHEAD_DAYS)
    units = connection.execute(
        select(UNIT.c.code, UNIT.c.name, UNIT.c.name_en)
        .where(UNIT.c.code.in_(select(SLOT.c.unit).where(SLOT.c.day >= today, SLOT.c.day <= last).distinct()))
        .order_by(UNIT.c.code)
    ).mappings()
    offered = [dict(one) for one in units]
    chosen = unit or (offered[0]["code"] if offered else None)
    own = (
        select_all(Visit, SLOT.c.starts, SLOT.c.ends, UNIT.c.name, UNIT.c.name_en)
        .join(SLOT, SLOT.c.id == VISIT.c.slot_id)
        .join(UNIT, UNIT.c.code == VISIT.c.unit)
        .where(VISIT.c.username == actor.id, VISIT.c.day >= today, VISIT.c.state.in_(COMING))
        .order_by(VISIT.c.day, SLOT.c.starts)
        .limit(50)
    )
    mine = [
        visit_view(Visit(*row[:-4])) | dict(zip(("starts", "ends", "unit_name", "unit_name_en"), row[-4:], strict=True))
        for row in connection.execute(own)
    ]  # fmt: skip
    slots = _slots(connection, chosen, today, last) if chosen else []
    ahead = [one for one in slots if not is_past(calendar, now, one["day"], one["starts"])]
    return {"units": offered, "unit": chosen, "slots": ahead, "mine": mine}


def find_items(connection: Connection, actor: Actor, library: Library, q: str) -> dict[str, Any]:
    """Published items for plain words, the best first.

    Every pair of characters that fits counts, most in the name and in what people call the item (its keywords).
    """
    may(actor, "item.read")
    version = tables.item_version
    rows = connection.execute(
        select(version.c.id, version.c.code, version.c.name, version.c.name_en)
        .where(version.c.state == "published")
        .order_by(version.c.name)
        .limit(MOST_ITEMS)
    ).all()
    wanted = {term for group in asked(q) for term in group if len(term) > 1 or not term.isascii()}
    found = []
    for row in rows:
        sheet = library.item(row.id).sheet
        words = (word for one in sheet.keywords for word in (one.zh, one.en))
        name = normal(" ".join((row.name, row.name_en, row.code, *words)))
        about = normal(
            " ".join((*(one.zh for one in sheet.conditions), *(one.name.zh for one in sheet.materials)))
        )
        score = sum(NAME * (term in name) + TEXT * (term in about) for term in wanted)
        if score or not wanted:
            found.append(
                {
                    "code": row.code,
                    "name": row.name,
                    "name_en": row.name_en,
                    "unit": sheet.unit,
                    "case_kind": sheet.case_kind,
                    "promised": sheet.limit_text("promised"),
                    "promised_en": sheet.limit_text("promised", "en"),
                    "online": sheet.online,
                    "tolerant": sheet.ways.tolerant is not None,
                    "materials": len(sheet.materials),
                    "score": score,
                }
            )
    found.sort(key=lambda one: -int(one["score"]))
    least = int(found[0]["score"]) / FAR_BEHIND if found else 0
    found = [one for one in found if int(one["score"]) >= least]
    units = connection.execute(
        select(UNIT.c.code, UNIT.c.name, UNIT.c.name_en).where(
            UNIT.c.code.in_({one["unit"] for one in found})
        )
    )
    called = {row.code: {"name": row.name, "name_en": row.name_en} for row in units}
    for one in found:
        one["unit"] = called.get(str(one["unit"]), {"name": one["unit"], "name_en": one["unit"]})
    return {"items": found}


def at_counter(connection: Connection, actor: Actor, case_no: str) -> dict[str, Any]:
    """Where the papers of a case are, who had them, and what was handed out to whom."""
    return counter_records(connection, visible_case(connection, actor, case_no).id)


def counter_records(connection: Connection, case_id: str) -> dict[str, Any]:
    """The same for whoever was let see the case."""
    move, collection = desk.paper_move, desk.collection
    moves = records(
        connection,
        PaperMove,
        select_all(PaperMove).where(move.c.case_id == case_id).order_by(move.c.id.desc()).limit(MOST_MOVES),
    )
    given = records(
        connection,
        Collection,
        select_all(Collection).where(collection.c.case_id == case_id).order_by(collection.c.id).limit(50),
    )
    called = people_names(
        connection,
        {one.given_by for one in moves} | {one.taken_by for one in moves} | {one.handed_by for one in given},
    )
    return {
        "moves": [
            {
                **{name: getattr(one, name) for name in ("id", "what", "place", "at", "note")},
                **named("given_by", one.given_by, called),
                **named("taken_by", one.taken_by, called),
            }
            for one in moves
        ],
        "collections": [
            {
                **{name: getattr(one, name) for name in ("id", "collector", "id_no", "relation", "documents", "at")},
                **named("handed_by", one.handed_by, called),
                "signed": one.signature is not None,
            }
            for one in given
        ],
    }  # fmt: skip


def _slots(connection: Connection, unit: str, first: date, last: date) -> list[dict[str, Any]]:
    statement = (
        select_all(VisitSlot)
        .where(SLOT.c.unit == unit, SLOT.c.day >= first, SLOT.c.day <= last)
        .order_by(SLOT.c.day, SLOT.c.starts)
        .limit(MOST_VISITS)
    )
    return [
        {
            "id": one.id,
            "day": one.day,
            "starts": one.starts,
            "ends": one.ends,
            "capacity": one.capacity,
            "left": max(0, one.capacity - one.taken),
        }
        for one in records(connection, VisitSlot, statement)
    ]
