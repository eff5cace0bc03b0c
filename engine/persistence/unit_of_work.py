"""One transaction over SQLAlchemy Core: buffered writes, flushed before reads of the same table and at commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.escalation import EscalationRule
from tongban.engine.domain.ids import IdsOfAnAct
from tongban.engine.domain.supervision import AlarmRule
from tongban.engine.persistence import deliveries, due, held_posts, jobs, offers, spans, statements, vault
from tongban.engine.persistence import feed as feeds
from tongban.engine.persistence.calendars import CalendarShelf
from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.rule_shelf import RuleShelf
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import (
    ClockRow,
    Delivery,
    DocumentRule,
    DocumentStore,
    Event,
    ExternalJob,
    FeedEvent,
    Figure,
    Instance,
    Library,
    Papers,
    Task,
    Timer,
)
from tongban.engine.settings import Settings

R = TypeVar("R")
#: Rows are written in the order of the tables: what is referred to comes first.
_PLACE = {record_type: place for place, record_type in enumerate(TABLE_OF)}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every transaction shares."""

    settings: Settings
    library: Library
    files: DocumentStore
    papers: Papers
    calendars: CalendarShelf
    rules: RuleShelf = field(default_factory=RuleShelf)
    services: Mapping[str, Callable[[Any, Any], Mapping[str, Any]]] = field(default_factory=dict)


class SqlUnitOfWork:
    """Rows of one act; made and committed by the executor alone."""

    def __init__(self, connection: Connection, now: datetime, surroundings: Surroundings) -> None:
        self.connection = connection
        self.now = now
        self.settings = surroundings.settings
        self.library = surroundings.library
        self.files = surroundings.files
        self.papers = surroundings.papers
        self.services = surroundings.services
        self._ids = IdsOfAnAct(now)
        self._calendars = surroundings.calendars
        self._rules = surroundings.rules
        self._new: dict[type, list[Any]] = defaultdict(list)
        self._changed: dict[tuple[type, tuple[str, ...]], dict[int, Any]] = defaultdict(dict)
        self._removed: dict[tuple[type, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)

    def calendar(self, unit: str | None = None) -> WorkingCalendar:
        return self._calendars.get(self.connection, unit)

    def escalation_rules(self) -> tuple[EscalationRule, ...]:
        return self._rules.get(self.connection).escalation

    def alarm_rules(self) -> tuple[AlarmRule, ...]:
        return self._rules.get(self.connection).alarm

    def document_rule(self, unit: str, type_: str) -> DocumentRule | None:
        return self._rules.get(self.connection).documents.get((unit, type_))

    def feed(self, tx: int, event_id: int, limit: int) -> list[FeedEvent]:
        self.flush(Event)
        return feeds.feed(self.connection, tx, event_id, limit)

    def feed_end(self) -> tuple[int, int]:
        return deliveries.feed_end(self.connection)

    def feed_place(self, event_id: int) -> tuple[int, int] | None:
        return deliveries.feed_place(self.connection, event_id)

    def busy_lanes(self, webhook_id: str, lanes: Collection[str]) -> set[str]:
        self.flush(Delivery)
        return deliveries.busy_lanes(self.connection, webhook_id, lanes)

    def next_in_lane(self, webhook_id: str, lane: str) -> Delivery | None:
        self.flush(Delivery)
        return deliveries.next_in_lane(self.connection, webhook_id, lane)

    def forget_deliveries(self, before: datetime, limit: int) -> int:
        return deliveries.forget(self.connection, before, limit)

    def seal(self, text: str) -> str:
        return vault.seal(self.settings, text)

    def unseal(self, sealed: str) -> str:
        return vault.unseal(self.settings, sealed)

    def live_clocks(self, after: str, limit: int) -> list[str]:
        self.flush(ClockRow)
        return feeds.live_clocks(self.connection, after, limit)

    def add_figures(self, figures: Sequence[Figure]) -> None:
        feeds.add_figures(self.connection, figures)

    def read_calendars_again(self) -> None:
        self._calendars.forget()

    def clocks_over(
        self,
        calendar: str,
        first: datetime,
        last: datetime,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[tuple[datetime, str]]:
        self.flush(ClockRow)
        return spans.clocks_over(self.connection, calendar, first, last, after, limit)

    def clocks_paused(self, calendar: str, after: str, limit: int) -> list[str]:
        self.flush(ClockRow)
        return spans.clocks_paused(self.connection, calendar, after, limit)

    def clocks_of_unit(self, unit: str, after: str, limit: int) -> tuple[list[str], str | None]:
        self.flush(ClockRow)
        return spans.clocks_of_unit(self.connection, unit, after, limit)

    def new_id(self) -> str:
        return self._ids.next()

    def add(self, record: Any) -> None:
        self._new[type(record)].append(record)

    def save(self, record: Any, *fields: str) -> None:
        self._changed[type(record), fields][id(record)] = record

    def remove(self, record_type: type, **where: Any) -> None:
        waiting = self._new.get(record_type)
        if waiting:
            # What was added earlier in this act goes as well; what is added later stays.
            waiting[:] = [record for record in waiting if not _matches(record, where)]
        self._removed[record_type, tuple(where)].append(where)

    def get(self, record_type: type[R], *key: Any, lock: bool = False) -> R | None:
        columns = statements.key_columns(record_type)
        found = self.find(record_type, limit=1, lock=lock, **dict(zip(columns, key, strict=True)))
        return found[0] if found else None

    def find(
        self, record_type: type[R], *, limit: int = 1000, order: str = "", lock: bool = False, **where: Any
    ) -> list[R]:
        self.flush(record_type)
        lists = tuple(_is_many(value) for value in where.values())
        statement = statements.select_where(record_type, tuple(where), lists, order, lock)
        parameters = {**where, "limit_": limit}
        if any(lists):
            # The number of values in a list differs from call to call.
            return [record_type(*row) for row in self.connection.execute(statement, parameters)]
        rows = prepared(self.connection, statement).rows(self.connection, parameters)
        return [record_type(*row) for row in rows]

    def lock_task(self, task_id: str) -> tuple[Task, Instance] | None:
        self.flush(Task, Instance)
        query = prepared(self.connection, statements.TASK_WITH_INSTANCE)
        width = len(statements.fields(Task))
        for row in query.rows(self.connection, {"task_id": task_id}):
            return Task(*row[:width]), Instance(*row[width:])
        return None

    def next_jobs(self, topic: str, limit: int) -> list[ExternalJob]:
        self.flush(ExternalJob, Instance)
        return jobs.next_jobs(self.connection, topic, self.now, limit)

    def due_timers(self, limit: int) -> list[Timer]:
        self.flush(Timer)
        return due.due_timers(self.connection, self.now, limit)

    def take(self, record_type: type[R], ids: Collection[str]) -> list[R]:
        self.flush(record_type)
        return due.take(self.connection, record_type, ids)

    def oldest_job(self, topic: str) -> datetime | None:
        self.flush(ExternalJob, Instance)
        return jobs.oldest_job(self.connection, topic, self.now)

    def next_number(self, counter: str) -> int:
        return cast(int, self.connection.execute(statements.NEXT_NUMBER, {"name": counter}).scalar_one())

    def known_groups(self, names: Collection[str]) -> set[str]:
        return held_posts.known_groups(self.connection, names)

    def flush(self, *record_types: type) -> None:
        """Write what is buffered: everything, or all if one of the named types has something waiting."""
        if record_types and not self._touches(record_types):
            return
        if not (self._new or self._changed or self._removed):
            return
        self._write()

    def commit(self) -> None:
        """Write what is left and commit, in one round trip where the driver can."""
        self._write()
        self.connection.commit()

    def _write(self) -> None:
        for (record_type, columns), wheres in self._removed.items():
            singles = []
            for where in _merged(columns, wheres):
                lists = tuple(_is_many(value) for value in where.values())
                if any(lists):
                    self.connection.execute(statements.delete_where(record_type, columns, lists), where)
                else:
                    singles.append(where)
            if singles:
                removal = statements.delete_where(record_type, columns, (False,) * len(columns))
                prepared(self.connection, removal).run(self.connection, *singles)
        self._removed.clear()
        for record_type in sorted(self._new, key=_PLACE.__getitem__):
            if records := self._new[record_type]:
                self._insert(record_type, records)
        self._new.clear()
        for (record_type, fields), changed in self._changed.items():
            statement = statements.update_by_key(record_type, fields)
            prepared(self.connection, statement).write(self.connection, list(changed.values()))
            if record_type is Task:
                offers.follow(self.connection, fields, changed.values())
        self._changed.clear()

    def _touches(self, record_types: tuple[type, ...]) -> bool:
        if any(self._new.get(record_type) for record_type in record_types):
            return True
        return any(key[0] in record_types for key in (*self._changed, *self._removed))

    def _insert(self, record_type: type, records: list[Any]) -> None:
        if record_type is Event:
            statement = statements.insert_event(self.connection.dialect.name)
        else:
            statement = statements.insert_into(record_type)
        prepared(self.connection, statement).write(self.connection, records)


def _matches(record: Any, where: dict[str, Any]) -> bool:
    return all(
        getattr(record, name) in value if _is_many(value) else getattr(record, name) == value
        for name, value in where.items()
    )


def _is_many(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset))


def _merged(columns: tuple[str, ...], wheres: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Deletes that differ only in their last column become one statement."""
    if len(wheres) == 1:
        return wheres
    *fixed, last = columns
    gathered: dict[tuple[Any, ...], list[Any]] = {}
    for where in wheres:
        if any(_is_many(where[name]) for name in fixed):
            return wheres
        values = gathered.setdefault(tuple(where[name] for name in fixed), [])
        value = where[last]
        values.extend(value) if _is_many(value) else values.append(value)
    return [
        {**dict(zip(fixed, key, strict=True)), last: values if len(values) != 1 else values[0]}
        for key, values in gathered.items()
    ]
