"""The published catalogue, one item, and its guide 办事指南 from the same data the engine runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import people
from tongban.engine.ports import ItemVersion, Library
from tongban.engine.queries.course import steps_of
from tongban.engine.queries.joint_members import members_of
from tongban.engine.queries.like import escape
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import record, select_all
from tongban.engine.queries.supervision import unit_names
from tongban.engine.use_cases.import_item import version_view

TABLE = tables.item_version


def items(
    connection: Connection,
    actor: Actor | None,
    library: Library,
    *,
    q: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of published items."""
    statement = select_all(ItemVersion).where(TABLE.c.state == "published")
    if q:
        like = f"%{escape(q)}%"
        columns = (TABLE.c.name, TABLE.c.name_en, TABLE.c.code, TABLE.c.slug)
        statement = statement.where(or_(*(column.like(like, escape="\\") for column in columns)))
    found = page(
        connection,
        statement,
        TABLE.c.id,
        lambda row: version_view(record(ItemVersion, row)),
        cursor,
        page_size,
    )
    sheets = {row["id"]: library.item(row["id"]).sheet for row in found["items"]}
    called = unit_names(connection, {sheet.unit for sheet in sheets.values()})
    for row in found["items"]:
        sheet = sheets[row["id"]]
        name, name_en = called.get(sheet.unit, (sheet.unit, sheet.unit))
        row["unit"] = {"code": sheet.unit, "name": name, "name_en": name_en}
        row["promised"] = sheet.limit_text("promised")
        row["promised_en"] = sheet.limit_text("promised", "en")
        row["case_kind"] = sheet.case_kind
        row["online"] = sheet.online
    return found


def item(connection: Connection, actor: Actor | None, library: Library, code: str) -> dict[str, Any]:
    """One published item with its form schema and materials."""
    version = _published(connection, code)
    found = library.item(version.id)
    raw = found.raw_sheet
    return {
        **version_view(version),
        "unit": _unit(connection, found.sheet.unit),
        "form": found.form.schema,
        "materials": raw.get("materials", []),
        "limits": raw.get("limits", {}),
        "channels": list(found.sheet.channels),
        "fees": raw.get("fees", {}),
        "result": raw.get("result", {}),
    }


def guide(
    connection: Connection,
    actor: Actor | None,
    library: Library,
    calendar: WorkingCalendar,
    now: Any,
    code: str,
) -> dict[str, Any]:
    """Everything the item's sheet says, its form and its chart."""
    version = _published(connection, code)
    found = library.item(version.id)
    return {
        **found.raw_sheet,
        "code": version.code,
        "key": version.slug,
        "version": version.version,
        "published_at": version.published_at,
        "unit": _unit(connection, found.sheet.unit),
        "online": found.sheet.online,
        "form": found.form.schema,
        "members": members_of(connection, library, found),
        "diagram": {
            "xml": found.diagram.xml.decode(),
            "flows": [],
            "steps": steps_of(found.process, {}, [], {}, calendar, now),
        },
    }


def _published(connection: Connection, code: str) -> ItemVersion:
    statement = select_all(ItemVersion).where(
        TABLE.c.state == "published", or_(TABLE.c.code == code, TABLE.c.slug == code)
    )
    row = connection.execute(statement.limit(1)).first()
    if row is None:
        raise errors.NotFound(f"There is no published item {code}.", item=code)
    return record(ItemVersion, row)


def _unit(connection: Connection, code: str) -> dict[str, Any]:
    table = people.unit
    row = connection.execute(select(table.c.name, table.c.name_en).where(table.c.code == code)).one_or_none()
    return {"code": code, "name": row.name if row else code, "name_en": row.name_en if row else code}
