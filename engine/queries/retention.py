"""Rules of retention, legal holds, and what is kept no longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, exists, or_, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.ids import lowest_id
from tongban.engine.domain.preservation import PERIODS, closed_before, kept_until
from tongban.engine.persistence.tables import TABLE_OF, case, papers, process
from tongban.engine.ports import BatchJob, LegalHold, RetentionRule
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import record, records, select_all
from tongban.engine.queries.visibility import of_cases
from tongban.engine.use_cases.retention.holds import hold_view
from tongban.engine.use_cases.retention.rules import KINDS, ended_before

RULE, HOLD, BATCH = TABLE_OF[RetentionRule], TABLE_OF[LegalHold], TABLE_OF[BatchJob]
_INSTANCE = process.instance
MOST_RULES = 1000
MOST_PROCESSES = 1000
MOST_ITEMS = 1000
VERSION, FILE, PACKAGE = case.item_version, case.approval_case, papers.archive_package


def retention_rules(connection: Connection, actor: Actor) -> dict[str, Any]:
    """`{items, of_items}`: every kind, then each rule for one process; `days` None is for ever.

    `of_items`: the items in force that say themselves how long the files of their cases are kept.
    """
    may(actor, "retention.read")
    rules = {(one.kind, one.scope): one for one in _rules(connection)}
    found = []
    for kind, kept in KINDS.items():
        rule = rules.pop((kind, ""), None)
        found.append(_view(kind, "", rule, rule.days if rule else kept.usual))
    return {
        "items": [*found, *(_view(one.kind, one.scope, one, one.days) for one in rules.values())],
        "of_items": _of_items(connection),
    }


def over(
    connection: Connection,
    actor: Actor,
    now: datetime,
    *,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of closed cases whose item's period is over, the oldest first, for those who decide what becomes of them.

    `{case_no, item, item_name, closed_at, period, kept_until, held, archived}` each. Nothing is deleted by this list.
    """
    may(actor, "retention.read")
    ends = {one: end for one in PERIODS if (end := closed_before(one, now)) is not None}
    due = or_(*(and_(VERSION.c.retention == one, FILE.c.closed_at < end) for one, end in ends.items()))
    held = select(HOLD.c.id).where(
        HOLD.c.state == "held", _named_by_hold(), _INSTANCE.c.id == FILE.c.instance_id
    )
    statement = (
        select(
            FILE.c.id,
            FILE.c.case_no,
            FILE.c.closed_at,
            VERSION.c.code,
            VERSION.c.name,
            VERSION.c.name_en,
            VERSION.c.retention,
            exists(held).label("held"),
            exists(
                select(PACKAGE.c.case_id).where(PACKAGE.c.case_id == FILE.c.id, PACKAGE.c.sha256 != "")
            ).label("archived"),
        )
        .join_from(FILE, VERSION, VERSION.c.id == FILE.c.item_version_id)
        # Ids sort by the moment they were made, and what is closed was registered before.
        .where(FILE.c.id < lowest_id(max(ends.values())), due, of_cases(actor))
    )
    return page(connection, statement, FILE.c.id, _over, cursor, page_size, descending=False)


def _over(row: Row[Any]) -> dict[str, Any]:
    return {
        "case_no": row.case_no,
        "item": row.code,
        "item_name": row.name,
        "item_name_en": row.name_en,
        "closed_at": row.closed_at,
        "period": row.retention,
        "kept_until": _day(kept_until(row.retention, row.closed_at)),
        "held": bool(row.held),
        "archived": bool(row.archived),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _of_items(connection: Connection) -> list[dict[str, Any]]:
    statement = (
        select(VERSION.c.code, VERSION.c.slug, VERSION.c.name, VERSION.c.name_en, VERSION.c.retention)
        .where(VERSION.c.state == "published", VERSION.c.retention.is_not(None))
        .order_by(VERSION.c.code)
        .limit(MOST_ITEMS)
    )
    return [
        {
            "item": row.code,
            "process": row.slug,
            "name": row.name,
            "name_en": row.name_en,
            "period": row.retention,
            "years": PERIODS[row.retention],
        }
        for row in connection.execute(statement)
    ]


def legal_holds(
    connection: Connection,
    actor: Actor,
    *,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of holds, the newest first."""
    may(actor, "retention.read")
    statement = select_all(LegalHold)
    if state is not None:
        statement = statement.where(HOLD.c.state == state)
    return page(
        connection, statement, HOLD.c.id, lambda row: hold_view(record(LegalHold, row)), cursor, page_size
    )


def expired(engine: Engine, now: datetime, limit: int) -> Iterator[tuple[str, list[str]]]:
    """(kind, ids) of a little of everything that is older than its rule; what is held is not among them."""
    with engine.connect() as connection:
        rules = {(one.kind, one.scope): one.days for one in _rules(connection)}
        found = [("instance", _old_instances(connection, rules, now, limit))]
        for kind, kept in KINDS.items():
            days = rules.get((kind, ""), kept.usual)
            if kind != "instance" and days is not None:
                found.append((kind, _old_rows(connection, kind, now - timedelta(days=days), limit)))
    yield from ((kind, ids) for kind, ids in found if ids)


def _rules(connection: Connection) -> list[RetentionRule]:
    statement = select_all(RetentionRule).order_by(RULE.c.kind, RULE.c.scope).limit(MOST_RULES)
    return records(connection, RetentionRule, statement)


def _view(kind: str, scope: str, rule: RetentionRule | None, days: int | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "scope": scope,
        "days": days,
        "least_days": KINDS[kind].least,
        "changed_by": rule.changed_by if rule else None,
        "changed_at": rule.changed_at if rule else None,
    }


def _old_instances(
    connection: Connection, rules: dict[tuple[str, str], int], now: datetime, limit: int
) -> list[str]:
    usual = rules.get(("instance", ""), KINDS["instance"].usual)
    definition = process.definition
    keys = (
        select(definition.c.key)
        .where(definition.c.kind == "process")
        .distinct()
        .order_by(definition.c.key)
        .limit(MOST_PROCESSES)
    )
    periods = {one["process"]: one["period"] for one in _of_items(connection)}
    if usual is None:
        named = [scope for kind, scope in rules if kind == "instance"]
        keys = keys.where(definition.c.key.in_([*named, *periods]))
    found: list[str] = []
    for key in connection.execute(keys).scalars().all():
        before = ended_before(rules.get(("instance", key)), periods.get(key), usual, now)
        if before is not None and len(found) < limit:
            found += connection.execute(
                select(_INSTANCE.c.id)
                .where(
                    _INSTANCE.c.process_key == key,
                    _INSTANCE.c.ended_at < before,
                    _INSTANCE.c.case_id.is_(None),
                    _INSTANCE.c.parent_id.is_(None),
                    ~_held(),
                )
                .order_by(_INSTANCE.c.ended_at)
                .limit(limit - len(found))
            ).scalars()
    return found


def _held() -> Any:
    return exists().where(_named_by_hold(), HOLD.c.state == "held")


def _named_by_hold() -> Any:
    by = (
        ("instance", _INSTANCE.c.id),
        ("process", _INSTANCE.c.process_key),
        ("business_key", _INSTANCE.c.business_key),
    )
    ways = [and_(HOLD.c.kind == kind, HOLD.c.object_id == column) for kind, column in by]
    return or_(*ways)


def _old_rows(connection: Connection, kind: str, before: datetime, limit: int) -> list[str]:
    answer, message, notice = case.answer, case.message, case.outgoing
    statement = {
        "answer": select(answer.c.key).where(answer.c.created_at < before).order_by(answer.c.created_at),
        # Ids sort by the moment they were made; what nobody has read yet stays.
        "message": select(message.c.id)
        .where(message.c.id < lowest_id(before), message.c.read_at.is_not(None))
        .order_by(message.c.id),
        "notice": select(notice.c.id)
        .where(notice.c.state == "dead", notice.c.due_at < before)
        .order_by(notice.c.due_at),
        "batch": select(BATCH.c.id)
        .where(BATCH.c.id < lowest_id(before), BATCH.c.state.in_(["done", "cancelled"]))
        .order_by(BATCH.c.id),
    }[kind]
    return list(connection.execute(statement.limit(limit)).scalars())
