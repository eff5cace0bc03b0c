"""Why a task came back: who returned it, their words, and what they say is wrong with single fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from tongban.engine import items
from tongban.engine.persistence.tables import operations as tables
from tongban.engine.ports import Remark, Task
from tongban.engine.queries.groups import named, people_names
from tongban.engine.queries.rows import records, select_all
from tongban.engine.use_cases.operations.field_reasons import FIELD, MOST, OPINION


def returned(connection: Connection, found: Task, item: items.Item | None) -> dict[str, Any] | None:
    """`{by, by_name, by_name_en, on_behalf_of, at, opinion, fields: [{field, label, label_en, reason}]}`, or nothing."""
    table = tables.remark
    statement = (
        select_all(Remark)
        .where(table.c.task_id == found.id, table.c.kind.in_((OPINION, FIELD)))
        .order_by(table.c.id)
        .limit(MOST + 1)
    )
    remarks = records(connection, Remark, statement)
    said = next((one for one in remarks if one.kind == OPINION), None)
    if said is None:
        return None
    labels = _labels(item) if len(remarks) > 1 else {}
    return {
        "by": said.author,
        **named("by", said.author, people_names(connection, {said.author})),
        "on_behalf_of": said.on_behalf_of,
        "at": said.at,
        "opinion": said.text,
        "fields": [
            {"field": one.outcome, "reason": one.text, **labels.get(one.outcome or "", _plain(one.outcome))}
            for one in remarks
            if one.kind == FIELD
        ],
    }


def _plain(name: str | None) -> dict[str, str]:
    return {"label": name or "", "label_en": name or ""}


def _labels(item: items.Item | None) -> dict[str, dict[str, str]]:
    """What the fields of all forms of the item are called."""
    found: dict[str, dict[str, str]] = {}
    for form in (item.form, *item.forms.values()) if item else ():
        for component in _components(form.schema):
            name = str(component.get("key") or component.get("path") or "").partition(".")[0]
            label = component.get("label") or component.get("dateLabel") or name
            own = component.get("properties") or {}
            if name and name not in found:
                found[name] = {"label": label, "label_en": own.get("label_en") or label}
    return found


def _components(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for component in schema.get("components") or ():
        yield component
        if component.get("type") == "group":
            yield from _components(component)
