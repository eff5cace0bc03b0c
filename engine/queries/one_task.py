"""One task as somebody works on it: its form, the data that may be read, its outcomes and operations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import bpmn, feel, items
from tongban.engine.bpmn.environment import NoEnvironment
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.tables import case as case_tables
from tongban.engine.persistence.tables import process
from tongban.engine.ports import Instance, Library, Task
from tongban.engine.queries.operations import ANYBODYS, HOLDERS, draft_of, possible
from tongban.engine.queries.returned import returned
from tongban.engine.queries.rows import names, one, select_all
from tongban.engine.queries.visibility import of_tasks
from tongban.engine.use_cases import field_corrections
from tongban.engine.use_cases.flow import four_eyes
from tongban.engine.use_cases.stand_in import acting
from tongban.engine.use_cases.views import english_name, task_view
from tongban.forms import field_labels

APPLICATION = "form"
SIGNED = (
    {"id": "approve", "name": "同意", "name_en": "Agree", "kind": "approve", "opinion": "required"},
    {"id": "reject", "name": "不同意", "name_en": "Disagree", "kind": "reject", "opinion": "required"},
)


def task(connection: Connection, actor: Actor, library: Library, task_id: str) -> dict[str, Any]:
    """The task with `form_schema`, `field_access`, `data`, `outcomes`, `review_points`, `correctable`, `operations`."""
    found = one(connection, Task, select_all(Task).where(process.task.c.id == task_id, of_tasks(actor)))
    instance = one(
        connection, Instance, select_all(Instance).where(process.instance.c.id == found.instance_id)
    )
    definition = library.process(instance.definition_id)
    element = definition.elements[found.element]
    item = _item(connection, library, found)
    schema = _schema(connection, item, found.form)
    access = dict(element.extensions.form.fields) if element.extensions.form else {}
    return {
        **task_view(found),
        "name_en": english_name(element),
        "form_schema": schema,
        "field_access": access,
        "data": _readable(definition, instance, found, access),
        "outcomes": _outcomes(element),
        "review_points": [
            {"id": one.id, "name": one.name, "name_en": one.name_en}
            for one in element.extensions.review_points
        ],
        "correctable": _correctable(connection, item, found),
        "operations": possible(connection, actor, definition, instance, found, library),
        "returned": returned(connection, found, item),
        "closed_operations": _closed(element, found),
        **_stands_in(connection, actor, found),
        "draft": draft_of(connection, actor, found),
    }


def _correctable(connection: Connection, item: items.Item | None, found: Task) -> list[dict[str, Any]]:
    """The fields of the application that this step may ask to correct: `{field, name, name_en}`; mostly none."""
    form = item.forms.get(found.form) if item is not None and found.form else None
    if item is None or form is None or found.state not in TASK_OPEN or not field_corrections.may_ask(form):
        return []
    table = case_tables.approval_case
    values = connection.execute(select(table.c.form).where(table.c.id == found.case_id)).scalar_one()
    english = dict(field_labels(item.form, values, "en"))
    return [
        {"field": field, "name": label, "name_en": english.get(field, label)}
        for field, label in field_labels(item.form, values)
    ]


def _closed(element: bpmn.Element, found: Task) -> list[str]:
    """What nobody may do with an open task because its step says so."""
    if found.state not in TASK_OPEN:
        return []
    rule = four_eyes.rule_of(element)
    words = [(name, word) for name, _, word in (*HOLDERS, *ANYBODYS)]
    words += [
        ("remove_signers", "removeSigner"),
        ("urge", "urge"),
        ("retrieve", "retrieve"),
        ("jump", "jump"),
    ]
    return [name for name, word in words if not rule.allows(word)]


def _stands_in(connection: Connection, actor: Actor, found: Task) -> dict[str, Any]:
    """For whom the actor would do it: `acts_for` and `acts_for_name`."""
    principal = acting(actor, found).on_behalf_of if found.state in TASK_OPEN else None
    called = names(connection, {principal}) if principal else {}
    return {"acts_for": principal, "acts_for_name": called.get(principal or "", principal)}


def _outcomes(element: bpmn.Element) -> list[dict[str, Any]]:
    """What the step can end with; a step that is signed can always be agreed to or refused."""
    drawn = [
        {"id": one.id, "name": one.name, "name_en": one.name_en, "kind": one.kind, "opinion": one.opinion}
        for one in element.extensions.outcomes
    ]
    return drawn or (list(SIGNED) if element.extensions.approval is not None else [])


def _item(connection: Connection, library: Library, found: Task) -> items.Item | None:
    if found.case_id is None:
        return None
    table = case_tables.approval_case
    version = connection.execute(
        select(table.c.item_version_id).where(table.c.id == found.case_id)
    ).scalar_one()
    return library.item(version)


def _schema(connection: Connection, item: items.Item | None, key: str | None) -> Any:
    """The form-js schema: of the item, or the newest deployed form of that key."""
    if key is None:
        return None
    if item is not None:
        source = item.files.get("form.json" if key == APPLICATION else f"forms/{key}.json")
        return json.loads(source) if source else None
    table = process.definition
    source = connection.execute(
        select(table.c.source)
        .where(table.c.kind == "form", table.c.key == key)
        .order_by(table.c.version.desc())
        .limit(1)
    ).scalar_one_or_none()
    return json.loads(bytes(source)) if source else None


def _readable(
    definition: bpmn.ProcessDefinition, instance: Instance, found: Task, access: Mapping[str, str]
) -> dict[str, Any]:
    """What the task sees, without the fields hidden from this step; nothing once it is finished."""
    if found.state not in TASK_OPEN:
        return {}
    now = datetime.now(UTC)
    execution = bpmn.Execution.load(definition, instance.state_blob, now=now, environment=NoEnvironment())
    visible: dict[str, Any] = feel.to_json(dict(execution.visible(found.token)))
    return {name: value for name, value in visible.items() if access.get(name) != "hidden"}
