"""One transaction as the use cases see it: rows in, rows out, and the shared things that never change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tongban.engine import bpmn, dmn, items
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.escalation import EscalationRule
from tongban.engine.domain.supervision import AlarmRule
from tongban.engine.ports.integration_records import Delivery
from tongban.engine.ports.paper_records import DocumentRule
from tongban.engine.ports.process_records import ExternalJob, Instance, Task, Timer
from tongban.engine.ports.supervision_records import FeedEvent, Figure
from tongban.engine.settings import Settings

R = TypeVar("R")
Service = Callable[[Any, Any], Mapping[str, Any]]


class Library(Protocol):
    """Compiled definitions and items, shared by all acts because their content never changes."""

    def process(self, definition_id: str) -> bpmn.ProcessDefinition:
        """The compiled process of a definition."""
        ...

    def decision(self, definition_id: str) -> dmn.Model:
        """The compiled decision model of a definition."""
        ...

    def own_decision(self, definition_id: str, key: str) -> dmn.Model | None:
        """The model with this decision in the item the definition belongs to, if it does and has it."""
        ...

    def item(self, item_version_id: str) -> items.Item:
        """The item as it was read from its files."""
        ...


class DocumentStore(Protocol):
    """Files kept by the SHA-256 of their bytes; storing twice keeps one."""

    def put(self, content: bytes) -> str:
        """Keep the bytes durably and return their hash in hexadecimal."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes; KeyError when they are not there."""
        ...


class Papers(Protocol):
    """What the document types are called and how they are numbered."""

    def title(self, type_: str) -> tuple[str, str]:
        """Chinese and English name; KeyError for an unknown type."""
        ...

    def number(self, type_: str, unit_short: str, year: int, serial: int) -> str:
        """The number in the usual form, as 临建受字〔2026〕第0001号."""
        ...

    def verification_code(self) -> str:
        """A fresh random code under which anybody may check the document."""
        ...


class UnitOfWork(Protocol):
    """Rows are read at once and written together, in one commit that only the executor makes."""

    @property
    def now(self) -> datetime: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def library(self) -> Library: ...
    @property
    def files(self) -> DocumentStore: ...
    @property
    def papers(self) -> Papers: ...
    @property
    def services(self) -> Mapping[str, Service]:
        """What service tasks with these topics have the engine itself do: (act, run) -> variables."""
        ...

    def calendar(self, unit: str | None = None) -> WorkingCalendar:
        """The working calendar in force for a unit, or the nation's."""
        ...

    def escalation_rules(self) -> tuple[EscalationRule, ...]:
        """The escalation rules in force, those of items aside."""
        ...

    def alarm_rules(self) -> tuple[AlarmRule, ...]:
        """The rules of electronic supervision in force."""
        ...

    def document_rule(self, unit: str, type_: str) -> DocumentRule | None:
        """How a unit issues a type of document, where it has said so."""
        ...

    def feed(self, tx: int, event_id: int, limit: int) -> list[FeedEvent]:
        """Settled events after a place in the feed; nothing is ever added before what was read."""
        ...

    def feed_end(self) -> tuple[int, int]:
        """The place of the last settled event."""
        ...

    def feed_place(self, event_id: int) -> tuple[int, int] | None:
        """Where an event stands in the feed, or the first one after it."""
        ...

    def busy_lanes(self, webhook_id: str, lanes: Collection[str]) -> set[str]:
        """Those of a webhook's lanes in which something is still to be sent."""
        ...

    def next_in_lane(self, webhook_id: str, lane: str) -> Delivery | None:
        """The first delivery of a lane that is still to be sent."""
        ...

    def forget_deliveries(self, before: datetime, limit: int) -> int:
        """Remove some of what was delivered before a moment; how much that was."""
        ...

    def seal(self, text: str) -> str:
        """A secret as it may be stored."""
        ...

    def unseal(self, sealed: str) -> str:
        """A stored secret in clear."""
        ...

    def live_clocks(self, after: str, limit: int) -> list[str]:
        """Ids of clocks that still count, in order, after one of them."""
        ...

    def add_figures(self, figures: Sequence[Figure]) -> None:
        """Add these to what the days have so far."""
        ...

    def read_calendars_again(self) -> None:
        """Look past what is kept of the calendars, which may be half a minute old."""
        ...

    def clocks_over(
        self,
        calendar: str,
        first: datetime,
        last: datetime,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[tuple[datetime, str]]:
        """(due, id) of the next clocks of one calendar that end at `first` or later and began by `last`, in order."""
        ...

    def clocks_paused(self, calendar: str, after: str, limit: int) -> list[str]:
        """Ids of the next clocks of one calendar that stand still for a special procedure."""
        ...

    def clocks_of_unit(self, unit: str, after: str, limit: int) -> tuple[list[str], str | None]:
        """The clocks that count in the next `limit` open cases of a unit, and the last of these cases if there is any."""
        ...

    def new_id(self) -> str:
        """A fresh id, sortable by time."""
        ...

    def add(self, record: Any) -> None:
        """Insert the record with the commit."""
        ...

    def save(self, record: Any, *fields: str) -> None:
        """Update the record with the commit: the named fields, or all."""
        ...

    def remove(self, record_type: type, **where: Any) -> None:
        """Delete the rows whose columns equal (or, for a collection, are among) the values."""
        ...

    def get(self, record_type: type[R], *key: Any, lock: bool = False) -> R | None:
        """One record by its primary key, row-locked if asked."""
        ...

    def find(
        self, record_type: type[R], *, limit: int = 1000, order: str = "", lock: bool = False, **where: Any
    ) -> list[R]:
        """Records by equality (or membership for a collection), at most `limit`, ordered by `order` ("-x" descends)."""
        ...

    def lock_task(self, task_id: str) -> tuple[Task, Instance] | None:
        """A task and its instance, both locked, as they are now."""
        ...

    def next_jobs(self, topic: str, limit: int) -> list[ExternalJob]:
        """The longest waiting jobs of a topic that may be taken now, locked; others' are passed over, not waited for."""
        ...

    def due_timers(self, limit: int) -> list[Timer]:
        """The timers that have been due longest, oldest first, locked; others' are passed over, not waited for."""
        ...

    def take(self, record_type: type[R], ids: Collection[str]) -> list[R]:
        """Those of the records that nobody else holds, locked, in the order of their ids."""
        ...

    def oldest_job(self, topic: str) -> datetime | None:
        """Since when the longest waiting job of a topic may be taken."""
        ...

    def next_number(self, counter: str) -> int:
        """The next number of a counter, from 1, without gaps among commits."""
        ...

    def known_groups(self, names: Collection[str]) -> set[str]:
        """Those of the posts, roles, units and role@unit names that somebody active holds."""
        ...
