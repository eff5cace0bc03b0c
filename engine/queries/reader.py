"""Every query behind one object: it opens a connection, asks, and closes it; reading never locks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from tongban.engine.domain.actor import Actor
from tongban.engine.persistence.calendars import CalendarShelf
from tongban.engine.persistence.database import apart, read, reading, used_up
from tongban.engine.persistence.resting import resting
from tongban.engine.ports import DocumentStore, Library
from tongban.engine.queries import (
    arrangements,
    calendars,
    cases,
    catalogue,
    course,
    definitions,
    drafts,
    events,
    files,
    incidents,
    instances,
    jobs,
    joint_board,
    joint_list,
    office,
    one_task,
    operations,
    public,
    regimes,
    tasks,
)
from tongban.engine.queries.applicant_reader import ApplicantReader
from tongban.engine.queries.design_reader import DesignReader
from tongban.engine.queries.desk_reader import DeskReader
from tongban.engine.queries.integration_reader import IntegrationReader
from tongban.engine.queries.operate_reader import OperateReader
from tongban.engine.queries.papers_reader import PapersReader
from tongban.engine.queries.publishing_reader import PublishingReader
from tongban.engine.queries.supervision_reader import SupervisionReader
from tongban.engine.queries.workers import workers

Answer = dict[str, Any]
#: Seconds: a load balancer does not wait as long as somebody at work.
READY_WAIT = 2.0


class Reader(
    ApplicantReader,
    DesignReader,
    DeskReader,
    IntegrationReader,
    OperateReader,
    PapersReader,
    PublishingReader,
    SupervisionReader,
):
    """What may be asked, each answer in the shape of the HTTP contract and only what the actor may see."""

    def __init__(
        self,
        engine: Engine,
        library: Library,
        calendars: CalendarShelf,
        store: DocumentStore,
        render: files.Render,
        clock: Callable[[], datetime],
        migrated: Callable[[], bool] | None = None,
    ) -> None:
        self._engine = reading(resting(engine))
        self._aside = apart(engine, READY_WAIT)
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
        self,
        query: Callable[..., Any],
        *before: Any,
        args: tuple[Any, ...] = (),
        of_case: str | None = None,
        of_unit: str | None = None,
        **kwargs: Any,
    ) -> Any:
        def ask(connection: Connection) -> Any:
            shelf = self._calendars
            calendar = shelf.of_case(connection, of_case) if of_case else shelf.get(connection, of_unit)
            return query(connection, *before, calendar, self._clock(), *args, **kwargs)

        return self._read(ask)

    def _read(self, ask: Callable[[Connection], Any]) -> Any:
        return read(self._engine, ask)

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
        return self._ask(incidents.incidents, actor, **filters)  # type: ignore[no-any-return]

    def incident(self, actor: Actor, incident_id: str) -> Answer:
        return self._ask(incidents.incident, actor, incident_id)  # type: ignore[no-any-return]

    def external_jobs(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(jobs.external_jobs, actor, self._clock(), **filters)  # type: ignore[no-any-return]

    def external_job(self, actor: Actor, job_id: str) -> Answer:
        return self._ask(jobs.external_job, actor, self._clock(), job_id)  # type: ignore[no-any-return]

    def jobs_wait(self, actor: Actor, topics: tuple[str, ...]) -> bool:
        return self._ask(jobs.jobs_wait, actor, self._clock(), topics)  # type: ignore[no-any-return]

    def diagram_drafts(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(drafts.diagram_drafts, actor, **filters)  # type: ignore[no-any-return]

    def diagram_draft(self, actor: Actor, draft_id: str) -> Answer:
        return self._ask(drafts.diagram_draft, actor, draft_id)  # type: ignore[no-any-return]

    def diagram_draft_xml(self, actor: Actor, draft_id: str) -> tuple[bytes, str, int]:
        return self._ask(drafts.diagram_draft_xml, actor, draft_id)  # type: ignore[no-any-return]

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
        return self._ask(arrangements.jumps, actor, self._library, **filters)  # type: ignore[no-any-return]

    def jump_targets(self, actor: Actor, task_id: str) -> Answer:
        return self._ask(arrangements.jump_targets, actor, self._library, task_id)  # type: ignore[no-any-return]

    def waiting_jumps(self, actor: Actor) -> int:
        return self._ask(arrangements.waiting_jumps, actor)  # type: ignore[no-any-return]

    def belongings(self, actor: Actor, username: str) -> dict[str, int]:
        return self._ask(arrangements.belongings, actor, username)  # type: ignore[no-any-return]

    def green_projects(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(regimes.green_projects, actor, **filters)  # type: ignore[no-any-return]

    def green_project(self, actor: Actor, code: str) -> Answer:
        return self._ask(regimes.green_project, actor, code)  # type: ignore[no-any-return]

    def credit_marks(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(regimes.credit_marks, actor, **filters)  # type: ignore[no-any-return]

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
        return self._ask(cases.cases, actor, self._library, **filters)  # type: ignore[no-any-return]

    def case(self, actor: Actor, case_no: str) -> Answer:
        return self._ask_in_time(cases.case, actor, self._library, args=(case_no,), of_case=case_no)  # type: ignore[no-any-return]

    def joint_cases(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(joint_list.joint_cases, actor, self._library, **filters)  # type: ignore[no-any-return]

    def joint_board(self, actor: Actor, case_no: str) -> Answer:
        return self._ask_in_time(joint_board.board, actor, self._library, args=(case_no,))  # type: ignore[no-any-return]

    def timeline(self, actor: Actor, case_no: str) -> Answer:
        return self._ask(course.timeline, actor, self._library, case_no)  # type: ignore[no-any-return]

    def diagram(self, actor: Actor, case_no: str) -> Answer:
        return self._ask_in_time(course.diagram, actor, self._library, args=(case_no,), of_case=case_no)  # type: ignore[no-any-return]

    def audit(self, actor: Actor, case_no: str) -> Answer:
        return self._ask(course.audit, actor, case_no)  # type: ignore[no-any-return]

    def messages(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(office.messages, actor, **filters)  # type: ignore[no-any-return]

    def people(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(office.people, actor, **filters)  # type: ignore[no-any-return]

    def calendars(self, actor: Actor) -> Answer:
        return self._ask(calendars.calendars, actor)  # type: ignore[no-any-return]

    def calendar(self, actor: Actor, code: str, year: int) -> Answer:
        return self._ask(calendars.calendar, actor, code, year)  # type: ignore[no-any-return]

    def calendar_changes(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(calendars.calendar_changes, actor, **filters)  # type: ignore[no-any-return]

    def clock_moves(self, actor: Actor, change_id: str, **filters: Any) -> Answer:
        return self._ask(calendars.clock_moves, actor, change_id, **filters)  # type: ignore[no-any-return]

    def units(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(office.units, actor, **filters)  # type: ignore[no-any-return]

    def public_progress(self, case_no: str, code: str) -> Answer:
        return self._ask_in_time(public.public_progress, self._library, args=(case_no, code), of_case=case_no)  # type: ignore[no-any-return]

    def readiness(self) -> Answer:
        """Database, its connections, migrations, and when a worker last gave a sign of life."""
        free = not used_up(self._engine)
        try:
            # Outside the pool, so that one that is used up is told and not waited for.
            with self._aside.connect() as connection:
                connection.execute(text("SELECT 1"))
                if not free:
                    return {"ready": False, "database": True, "connections": False, "worker": None}
                migrated = self.migrated()
                seen = office.worker_seen(connection) if migrated else None
                found = _outline(workers(connection, self._clock())) if migrated else None
        except SQLAlchemyError:
            return {
                "ready": False,
                "database": False,
                "connections": free,
                "migrations": False,
                "worker": None,
            }
        alive = bool(found and found["alive"])
        return {
            "ready": migrated and alive,
            "database": True,
            "connections": True,
            "migrations": migrated,
            "worker": {"alive": alive, "seen_at": seen},
            "workers": found,
        }


def _outline(found: Answer) -> Answer:
    """How the workers are, without their names: everybody may ask."""
    return {name: found[name] for name in ("state", "alive", "behind_seconds")}
