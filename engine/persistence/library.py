"""Compiled definitions and items, kept in memory because their content never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import Engine, select

from tongban.engine import bpmn, dmn, errors, items
from tongban.engine.persistence.tables import case, process

T = TypeVar("T")


class Kept(Generic[T]):
    """The most recently used values, made on demand; two threads may make one twice, never see half of it."""

    def __init__(self, size: int, make: Callable[[str], T]) -> None:
        self._size = size
        self._make = make
        self._values: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> T:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = self._make(key)
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


class SqlLibrary:
    """Reads on connections of its own: what it reads was committed before anybody could name its id."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sources: Kept[tuple[str, bytes, str | None]] = Kept(512, self._source)
        self._processes: Kept[bpmn.ProcessDefinition] = Kept(512, self._read_process)
        self._decisions: Kept[dmn.Model] = Kept(256, self._read_decision)
        self._items: Kept[items.Item] = Kept(128, self._read_item)

    def process(self, definition_id: str) -> bpmn.ProcessDefinition:
        """The compiled process of a definition."""
        return self._processes.get(definition_id)

    def decision(self, definition_id: str) -> dmn.Model:
        """The compiled decision model of a definition."""
        return self._decisions.get(definition_id)

    def own_decision(self, definition_id: str, key: str) -> dmn.Model | None:
        """The model with this decision in the item the definition belongs to, if it does and has it."""
        item_version_id = self._sources.get(definition_id)[2]
        return self.item(item_version_id).decisions.get(key) if item_version_id else None

    def item(self, item_version_id: str) -> items.Item:
        """The item as it was read from its files."""
        return self._items.get(item_version_id)

    def _source(self, definition_id: str) -> tuple[str, bytes, str | None]:
        table = process.definition
        statement = select(table.c.key, table.c.source, table.c.item_version_id)
        with self._engine.connect() as connection:
            row = connection.execute(statement.where(table.c.id == definition_id)).one_or_none()
        if row is None:
            raise errors.NotFound(definition=definition_id)
        return row[0], bytes(row[1]), row[2]

    def _read_process(self, definition_id: str) -> bpmn.ProcessDefinition:
        key, source, item_version_id = self._sources.get(definition_id)
        if item_version_id is not None:
            # Read with the item, because its conditions may name the item's form fields.
            return self.item(item_version_id).process
        return next(one for one in bpmn.read(source).processes if one.key == key)

    def _read_decision(self, definition_id: str) -> dmn.Model:
        return dmn.read(self._sources.get(definition_id)[1])

    def _read_item(self, item_version_id: str) -> items.Item:
        table = case.item_file
        statement = select(table.c.path, table.c.content).where(table.c.item_version_id == item_version_id)
        with self._engine.connect() as connection:
            files = {path: bytes(content) for path, content in connection.execute(statement)}
        if not files:
            raise errors.NotFound(item_version=item_version_id)
        return items.read_item(files)
