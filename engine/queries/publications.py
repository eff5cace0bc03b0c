"""Submissions as their editors and reviewers read them: where they stand, what was said, what was submitted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from tongban.engine import items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import allowed, may
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.tables import TABLE_OF, process
from tongban.engine.ports import (
    DesignDraft,
    DesignFile,
    Instance,
    ItemFile,
    ItemVersion,
    Library,
    Publication,
    PublicationFile,
    Task,
)
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import names, one, record, records, select_all
from tongban.engine.queries.visibility import of_instances, of_tasks
from tongban.engine.use_cases.import_item import version_view
from tongban.engine.use_cases.publication import publication_view
from tongban.engine.use_cases.views import english_name

TABLE, FILE = TABLE_OF[Publication], TABLE_OF[PublicationFile]
MOST_REVIEWS = 200


def publications(
    connection: Connection,
    actor: Actor,
    *,
    state: str | None = None,
    draft: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of submissions, the newest first."""
    may(actor, "item.draft")
    statement = select_all(Publication)
    if state is not None:
        statement = statement.where(TABLE.c.state == state)
    if draft is not None:
        statement = statement.where(TABLE.c.draft_id == draft)
    found = page(
        connection,
        statement,
        TABLE.c.id,
        lambda row: publication_view(record(Publication, row)),
        cursor,
        page_size,
    )
    known = names(connection, {row["submitted_by"] for row in found["items"]})
    for row in found["items"]:
        row["submitted_by_name"] = known.get(row["submitted_by"], row["submitted_by"])
    return found


def publication(
    connection: Connection, actor: Actor, library: Library, publication_id: str
) -> dict[str, Any]:
    """One submission for editors and for whoever has or had work in it.

    `step` is where it is now, `reviews` what was decided so far, `report` the gate's when it was submitted,
    `draft_revision` the draft's today (None when it is gone), `outdated` whether the draft's content is another now.
    """
    found = _visible(connection, actor, publication_id)
    instance = one(
        connection, Instance, select_all(Instance).where(process.instance.c.id == found.instance_id)
    )
    definition = library.process(instance.definition_id)
    steps = _steps(connection, found.instance_id)
    now = next((each for each in steps if each.state in TASK_OPEN), None)
    draft, outdated = _draft(connection, found)
    people = {found.submitted_by, found.ended_by, *(each.completed_by for each in steps)}
    known = names(connection, {each for each in people if each})
    return {
        **publication_view(found),
        "submitted_by_name": known.get(found.submitted_by, found.submitted_by),
        "ended_by_name": known.get(found.ended_by or "", found.ended_by),
        "report": found.report,
        "step": {**_step(definition, now), "yours": _sees(connection, actor, now)}
        if now is not None
        else None,
        "reviews": [
            {
                **_step(definition, each),
                "outcome": each.outcome,
                **_outcome(definition, each),
                "opinion": each.opinion,
                "by": each.completed_by,
                "by_name": known.get(each.completed_by or "", each.completed_by),
                "at": each.completed_at,
            }
            for each in sorted(steps, key=lambda each: (each.completed_at is None, each.completed_at))
            if each.state == "completed"
        ],
        "draft_revision": draft.revision if draft is not None else None,
        "outdated": outdated,
        "editable": allowed(actor, "item.draft"),
    }


def publication_files(connection: Connection, actor: Actor, publication_id: str) -> dict[str, bytes]:
    """The files as they were submitted last."""
    found = _visible(connection, actor, publication_id)
    statement = select(FILE.c.path, FILE.c.content).where(FILE.c.publication_id == found.id)
    return {path: bytes(content) for path, content in connection.execute(statement.limit(items.MOST_FILES))}


def publication_base(connection: Connection, actor: Actor, publication_id: str) -> dict[str, Any]:
    """`{version, files}` of what it would replace, or did: None and no files for an item that is new."""
    found = _visible(connection, actor, publication_id)
    version, file = TABLE_OF[ItemVersion], TABLE_OF[ItemFile]
    before = (
        select_all(ItemVersion)
        .where(version.c.code == found.code, version.c.state.in_(("published", "replaced", "withdrawn")))
        .where(version.c.published_at.is_not(None))
        .order_by(version.c.published_at.desc(), version.c.version.desc())
    )
    if found.version_id is not None:
        before = before.where(version.c.id != found.version_id)
    if found.ended_at is not None:
        before = before.where(version.c.published_at < found.ended_at)
    row = connection.execute(before.limit(1)).first()
    if row is None:
        return {"version": None, "files": {}}
    base = record(ItemVersion, row)
    kept = connection.execute(
        select(file.c.path, file.c.content).where(file.c.item_version_id == base.id).limit(items.MOST_FILES)
    )
    files = {path: bytes(content) for path, content in kept}
    return {"version": version_view(base), "files": files}


def publication_of_instance(connection: Connection, actor: Actor, instance_id: str) -> str | None:
    """The submission an instance of the process is about, for whoever may see the instance."""
    seen = (
        select(TABLE.c.id)
        .join(process.instance, process.instance.c.id == TABLE.c.instance_id)
        .where(TABLE.c.instance_id == instance_id, of_instances(actor))
    )
    return connection.execute(seen.limit(1)).scalar_one_or_none()


def _visible(connection: Connection, actor: Actor, publication_id: str) -> Publication:
    statement = select_all(Publication).where(TABLE.c.id == publication_id)
    if not allowed(actor, "item.draft"):
        mine = select(process.instance.c.id).where(
            process.instance.c.id == TABLE.c.instance_id, of_instances(actor)
        )
        statement = statement.where(mine.exists())
    return one(connection, Publication, statement, publication=publication_id)


def _steps(connection: Connection, instance_id: str) -> list[Task]:
    table = process.task
    statement = (
        select_all(Task)
        .where(
            table.c.instance_id == instance_id,
            or_(table.c.state == "completed", table.c.state.in_(TASK_OPEN)),
        )
        .order_by(table.c.id)
    )
    return records(connection, Task, statement.limit(MOST_REVIEWS))


def _step(definition: Any, task: Task) -> dict[str, Any]:
    element = definition.elements[task.element]
    return {
        "task_id": task.id,
        "element": task.element,
        "name": element.name or task.element,
        "name_en": english_name(element),
    }


def _sees(connection: Connection, actor: Actor, task: Task) -> bool:
    """Whether the actor may open the task."""
    statement = select(process.task.c.id).where(process.task.c.id == task.id, of_tasks(actor))
    return connection.execute(statement.limit(1)).first() is not None


def _outcome(definition: Any, task: Task) -> dict[str, Any]:
    drawn = definition.elements[task.element].extensions.outcomes
    chosen = next((each for each in drawn if each.id == task.outcome), None)
    zh, en = (chosen.name, chosen.name_en) if chosen is not None else (task.outcome, task.outcome)
    return {"outcome_name": zh, "outcome_name_en": en}


def _draft(connection: Connection, found: Publication) -> tuple[DesignDraft | None, bool]:
    """The draft as it is today, and whether it is something else than what was submitted."""
    draft, file = TABLE_OF[DesignDraft], TABLE_OF[DesignFile]
    row = connection.execute(select_all(DesignDraft).where(draft.c.id == found.draft_id)).first()
    if row is None:
        return None, found.state == "open"
    now = record(DesignDraft, row)
    if found.state != "open" or now.revision == found.revision:
        return now, False
    kept = connection.execute(
        select(file.c.path, file.c.content).where(file.c.draft_id == found.draft_id).limit(items.MOST_FILES)
    )
    content = {path: bytes(content) for path, content in kept}
    return now, items.content_hash(content) != found.content_hash
