"""What may be asked of supervision, statistics, the lessons of real cases and base lists, as one part of the reader."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.ports import Library
from tongban.engine.queries import (
    base_lists,
    exchange,
    lessons,
    statistics,
    supervision,
    supervision_board,
    workers,
)

Answer = dict[str, Any]


class SupervisionReader:
    """Each answer in the shape of the HTTP contract and only what the actor may see."""

    _library: Library
    _ask: Any
    _ask_in_time: Any

    def alarms(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(supervision.alarms, actor, **filters)  # type: ignore[no-any-return]

    def alarm(self, actor: Actor, alarm_id: str) -> Answer:
        return self._ask(supervision.alarm, actor, self._library, alarm_id)  # type: ignore[no-any-return]

    def exchange_events(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(exchange.exchange_events, actor, **filters)  # type: ignore[no-any-return]

    def rules(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(supervision.rules, actor, **filters)  # type: ignore[no-any-return]

    def rule(self, actor: Actor, kind: str, rule_id: str) -> Answer:
        return self._ask(supervision.rule, actor, kind, rule_id)  # type: ignore[no-any-return]

    def rule_words(self, actor: Actor) -> Answer:
        return supervision.vocabulary(actor)

    def firings(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(supervision.firings, actor, **filters)  # type: ignore[no-any-return]

    def board_counts(self, actor: Actor, **scope: Any) -> dict[str, int]:
        return self._ask_in_time(supervision_board.counts, actor, **scope)  # type: ignore[no-any-return]

    def board_summary(self, actor: Actor, **scope: Any) -> Answer:
        return self._ask_in_time(supervision_board.summary, actor, **scope)  # type: ignore[no-any-return]

    def board(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask_in_time(supervision_board.listed, actor, self._library, **filters)  # type: ignore[no-any-return]

    def board_groups(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask_in_time(supervision_board.grouped, actor, **filters)  # type: ignore[no-any-return]

    def statistics(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask_in_time(_statistics, actor, self._library, **filters)  # type: ignore[no-any-return]

    def heat(self, actor: Actor, item: str, **filters: Any) -> Answer:
        return self._ask_in_time(_heat, actor, self._library, item=item, **filters)  # type: ignore[no-any-return]

    def lessons(self, actor: Actor, item: str, **filters: Any) -> Answer:
        return self._ask_in_time(_lessons, actor, self._library, item=item, **filters)  # type: ignore[no-any-return]

    def lesson_cases(self, actor: Actor, item: str) -> Answer:
        return self._ask(lessons.cases, actor, item)  # type: ignore[no-any-return]

    def replay(self, actor: Actor, case_no: str) -> Answer:
        return self._ask(lessons.replay, actor, self._library, case_no)  # type: ignore[no-any-return]

    def base_lists(self, actor: Actor) -> Answer:
        return self._ask(base_lists.base_lists, actor)  # type: ignore[no-any-return]

    def base_entries(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(base_lists.base_entries, actor, **filters)  # type: ignore[no-any-return]

    def base_entry(self, actor: Actor, source: str, code: str) -> Answer:
        return self._ask(base_lists.base_entry, actor, source, code)  # type: ignore[no-any-return]

    def workers(self, actor: Actor) -> Answer:
        return self._ask_in_time(_workers, actor)  # type: ignore[no-any-return]


def _statistics(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    **filters: Any,
) -> Answer:
    return statistics.statistics(connection, actor, library, calendar.day_of(now), **filters)


def _heat(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    **filters: Any,
) -> Answer:
    return statistics.heat(connection, actor, library, calendar.day_of(now), **filters)


def _lessons(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    item: str,
    **filters: Any,
) -> Answer:
    return lessons.heat(connection, actor, library, calendar.day_of(now), item, **filters)


def _workers(connection: Connection, actor: Actor, calendar: WorkingCalendar, now: datetime) -> Answer:
    may(actor, "supervision.read")
    return workers.workers(connection, now)
