"""Every query behind one object: it opens a connection, asks, and closes it; reading never locks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tongban.engine.domain.actor import Actor
from tongban.engine.persistence.calendars import CalendarShelf
from tongban.engine.persistence.database import reading
from tongban.engine.ports import DocumentStore, Library
from tongban.engine.queries import (
    arrangements,
    cases,
    catalogue,
    course,
    definitions,
    events,
    files,
    inbox,
    instances,
    office,
    one_task,
    operations,
    public,
    tasks,
)

Answer = dict[str, Any]


class Reader:
    """What may be asked, each answer in the shape of the HTTP contract and only what the actor may see."""

    def __init__(
        self,
        engine: Engine,
        library: Library,
        calendars: CalendarShelf,
        store: DocumentStore,
        render: Callable[[str, Mapping[str, Any]], bytes],
        clock: Callable[[], datetime],
        migrated: Callable[[], bool] | None = None,
    ) -> None:
        self._engine = reading(engine)
        self._library = library
        self._calendars = calendars
        self._store = store
        self._render = render
        self._clock = clock
        self.migrated = migrated or (lambda: True)

    def _ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        def ask(connection: Connection) -> Any:
            return query(connection, *args, **kwargs)

        return self._read(ask)

    def _ask_in_time(
        self, query: Callable[..., Any], *before: Any, args: tuple[Any, ...] = (), **kwargs: Any
    ) -> Any:
        def ask(connection: Connection) -> Any:
            calendar = self._calendars.get(connection)
            return query(connection, *before, calendar, self._clock(), *args, **kwargs)

        return self._read(ask)

    def _read(self, ask: Callable[[Connection], Any]) -> Any:
        try:
            with self._engine.connect() as connection:
                return ask(connection)
        except DBAPIError as failed:
            if not failed.connection_invalidated:
                raise
        # The connection had died in the pool, as after a restart of the database: ask on a fresh one.
        with self._engine.connect() as connection:
            return ask(connection)

    def definitions(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(definitions.definitions, actor, **filters)  # type: ignore[no-any-return]

    def definition(self, actor: Actor, definition_id: str) -> Answer:
        return self._ask(definitions.definition, actor, definition_id)  # type: ignore[no-any-return]

    def definition_xml(self, actor: Actor, definition_id: str) -> bytes:
        return self._ask(definitions.definition_xml, actor, definition_id)  # type: ignore[no-any-return]

    def instances(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(instances.instances, actor, self._library, **filters)  # type: ignore[no-any-return]

    def instance(self, actor: Actor, instance_id: str) -> Answer:
        return self._ask(instances.instance, actor, self._library, instance_id)  # type: ignore[no-any-return]

    def activities(self, actor: Actor, instance_id: str) -> Answer:
        return self._ask(instances.activities, actor, self._library, instance_id)  # type: ignore[no-any-return]

    def timers(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(instances.timers, actor, **filters)  # type: ignore[no-any-return]

    def subscriptions(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(instances.subscriptions, actor, **filters)  # type: ignore[no-any-return]

    def incidents(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(instances.incidents, actor, **filters)  # type: ignore[no-any-return]

    def tasks(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(tasks.tasks, actor, **filters)  # type: ignore[no-any-return]

    def task(self, actor: Actor, task_id: str) -> Answer:
        return self._ask(one_task.task, actor, self._library, task_id)  # type: ignore[no-any-return]

    def return_targets(self, actor: Actor, task_id: str) -> Answer:
        return self._ask(operations.return_targets, actor, self._library, task_id)  # type: ignore[no-any-return]

    def task_record(self, actor: Actor, task_id: str) -> Answer:
        return self._ask(operations.task_record, actor, task_id)  # type: ignore[no-any-return]

    def proxies(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(arrangements.proxies, actor, **filters)  # type: ignore[no-any-return]

    def jumps(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(arrangements.jumps, actor, **filters)  # type: ignore[no-any-return]

    def phrases(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(arrangements.phrases, actor, **filters)  # type: ignore[no-any-return]

    def events(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(events.events, actor, **filters)  # type: ignore[no-any-return]

    def items(self, actor: Actor | None, **filters: Any) -> Answer:
        return self._ask(catalogue.items, actor, self._library, **filters)  # type: ignore[no-any-return]

    def item(self, actor: Actor | None, code: str) -> Answer:
        return self._ask(catalogue.item, actor, self._library, code)  # type: ignore[no-any-return]

    def guide(self, actor: Actor | None, code: str) -> Answer:
        return self._ask_in_time(catalogue.guide, actor, self._library, args=(code,))  # type: ignore[no-any-return]

    def cases(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(cases.cases, actor, **filters)  # type: ignore[no-any-return]

    def case(self, actor: Actor, case_no: str) -> Answer:
        return self._ask_in_time(cases.case, actor, self._library, args=(case_no,))  # type: ignore[no-any-return]

    def timeline(self, actor: Actor, case_no: str) -> Answer:
        return self._ask(course.timeline, actor, self._library, case_no)  # type: ignore[no-any-return]

    def diagram(self, actor: Actor, case_no: str) -> Answer:
        return self._ask_in_time(course.diagram, actor, self._library, args=(case_no,))  # type: ignore[no-any-return]

    def audit(self, actor: Actor, case_no: str) -> Answer:
        return self._ask(course.audit, actor, case_no)  # type: ignore[no-any-return]

    def inbox(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask_in_time(inbox.inbox, actor, self._library, **filters)  # type: ignore[no-any-return]

    def inbox_counts(self, actor: Actor) -> dict[str, int]:
        return self._ask(inbox.inbox_counts, actor)  # type: ignore[no-any-return]

    def messages(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(office.messages, actor, **filters)  # type: ignore[no-any-return]

    def people(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(office.people, actor, **filters)  # type: ignore[no-any-return]

    def units(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(office.units, actor, **filters)  # type: ignore[no-any-return]

    def public_progress(self, case_no: str, code: str) -> Answer:
        return self._ask_in_time(public.public_progress, self._library, args=(case_no, code))  # type: ignore[no-any-return]

    def verify_document(self, code: str) -> Answer:
        return self._ask(public.verify_document, code)  # type: ignore[no-any-return]

    def material_file(self, actor: Actor, case_no: str, code: str) -> tuple[bytes, str, str]:
        return self._ask(files.material_file, actor, self._store, case_no, code)  # type: ignore[no-any-return]

    def document_pdf(self, actor: Actor, document_id: str) -> tuple[bytes, str]:
        return self._ask(files.document_pdf, actor, self._render, document_id)  # type: ignore[no-any-return]

    def readiness(self) -> Answer:
        """Database, migrations, and when a worker last gave a sign of life."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                migrated = self.migrated()
                seen = office.worker_seen(connection) if migrated else None
        except SQLAlchemyError:
            return {"ready": False, "database": False, "migrations": False, "worker": None}
        alive = seen is not None and self._clock() - seen < office.WORKER_SILENT_AFTER
        return {
            "ready": migrated and alive,
            "database": True,
            "migrations": migrated,
            "worker": {"alive": alive, "seen_at": seen},
        }
