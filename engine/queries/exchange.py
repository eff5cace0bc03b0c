"""The exchange events of electronic supervision, read from the feed and replayable from any point of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.exchange import NAMES, TYPES, Exchanged, exchanged
from tongban.engine.persistence import feed
from tongban.engine.persistence.tables import case as cases
from tongban.engine.persistence.tables import people, process
from tongban.engine.queries.events import place_of
from tongban.engine.queries.rows import names

EVENT = cases.event
NOTICE = "correction_notice"


def exchange_events(
    connection: Connection, actor: Actor, *, after: str | None = None, limit: int = 1000
) -> dict[str, Any]:
    """`{items, after, more}`: the exchange events of the next `limit` feed events of any type that counts.

    `after` is where the next call goes on. One event of ours may be two of theirs; `serial` orders them.
    """
    may(actor, "event.read")
    last = place_of(after)
    tx = feed.transaction_of(connection, last)
    columns = [EVENT.c[name] for name in ("id", "type", "at", "actor", "case_no", "task_id", "data")]
    statement = feed.following(select(*columns), connection.dialect.name, tx, last)
    wanted = statement.where(EVENT.c.type.in_(TYPES), EVENT.c.case_no.is_not(None))
    rows = connection.execute(wanted.limit(limit + 1)).all()
    shown = rows[:limit]
    files = _files(connection, {row.case_no for row in shown})
    candidates = _candidates(connection, {row.task_id for row in shown if row.task_id})
    lists = _lists(connection, [row for row in shown if row.type == "case.correction_requested"], files)
    called = names(connection, {row.actor for row in shown})
    items = [
        _view(row, one, files[row.case_no], called, lists)
        for row in shown
        if row.case_no in files
        for one in exchanged(row.type, candidates.get(row.task_id, ()))
    ]
    for serial, item in _numbered(items):
        item["serial"] = serial
    end = str(shown[-1].id) if shown else str(last)
    return {"items": items, "after": end, "more": len(rows) > limit}


def _numbered(items: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with the id of its event and, where one event is two, which of them."""
    seen: dict[int, int] = {}
    for item in items:
        seen[item["event_id"]] = seen.get(item["event_id"], 0) + 1
        yield f"{item['event_id']}-{seen[item['event_id']]}", item


def _view(
    row: Any,
    one: Exchanged,
    file: Mapping[str, Any],
    called: Mapping[str, str],
    lists: Mapping[int, list[str]],
) -> dict[str, Any]:
    data = row.data
    special = one.code in (5, 6)
    return {
        "serial": "",
        "event_id": row.id,
        "code": one.code,
        "name": NAMES[one.code],
        "result": one.result,
        "meaning": one.meaning,
        "case_no": row.case_no,
        "unit": file["unit"],
        "unit_name": file["unit_name"],
        "item": file["item_code"],
        "handler": row.actor,
        "handler_name": called.get(row.actor, row.actor),
        "at": row.at,
        "opinion": str(
            data.get("opinion") or data.get("reason") or data.get("note") or data.get("basis") or ""
        ),
        "approver": str(data.get("approver") or "") if special else "",
        "days": data.get("days") if special else None,
        "list": lists.get(row.id, []) if one.code == 7 else [],
    }


def _files(connection: Connection, numbers: set[str]) -> dict[str, Mapping[str, Any]]:
    file, unit = cases.approval_case, people.unit
    found = select(file.c.id, file.c.case_no, file.c.unit, file.c.item_code, unit.c.name.label("unit_name"))
    rows = connection.execute(
        found.join(unit, unit.c.code == file.c.unit, isouter=True).where(file.c.case_no.in_(sorted(numbers)))
    )
    return {row.case_no: {**row._mapping, "unit_name": row.unit_name or row.unit} for row in rows}


def _candidates(connection: Connection, ids: set[str]) -> dict[str, list[str]]:
    task = process.task
    rows = connection.execute(select(task.c.id, task.c.candidates).where(task.c.id.in_(sorted(ids))))
    return {row.id: row.candidates or [] for row in rows}


def _lists(connection: Connection, asked: list[Any], files: Mapping[str, Any]) -> dict[int, list[str]]:
    """What each request for corrections asked for: its notice was made in the same act, at the same moment."""
    document = cases.document
    ids = sorted({files[row.case_no]["id"] for row in asked if row.case_no in files})
    rows = connection.execute(
        select(document.c.case_id, document.c.created_at, document.c.data).where(
            document.c.case_id.in_(ids), document.c.type == NOTICE
        )
    )
    notices = {(row.case_id, row.created_at): row.data for row in rows}
    found = {}
    for row in asked:
        notice = notices.get((files[row.case_no]["id"], row.at)) if row.case_no in files else None
        found[row.id] = [line["name"] for line in ((notice or {}).get("correction") or {}).get("items", ())]
    return found
