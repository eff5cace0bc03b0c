"""One transaction as the use cases see it: rows in, rows out, and the shared things that never change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tongban.engine import bpmn, dmn, items
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.ports.process_records import Instance, Task
from tongban.engine.settings import Settings

R = TypeVar("R")


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

    def calendar(self) -> WorkingCalendar:
        """The working calendar in force."""
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

    def next_number(self, counter: str) -> int:
        """The next number of a counter, from 1, without gaps among commits."""
        ...

    def known_groups(self, names: Collection[str]) -> set[str]:
        """Those of the posts, roles, units and role@unit names that somebody active holds."""
        ...
