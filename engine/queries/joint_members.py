"""Who takes part in a joint item as its guide and its application show it: department, limit, what each needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from tongban.engine import items
from tongban.engine.items.joint import Joint, Member
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import people
from tongban.engine.ports import ItemVersion, Library
from tongban.engine.queries.rows import records, select_all

VERSION = tables.item_version


def published_members(connection: Connection, spec: Joint) -> dict[str, ItemVersion]:
    """The published item of each member by its key; a member whose item is not in force is left out."""
    wanted = sorted({one.item for one in spec.members})
    found = records(
        connection,
        ItemVersion,
        select_all(ItemVersion)
        .where(VERSION.c.state == "published", or_(VERSION.c.code.in_(wanted), VERSION.c.slug.in_(wanted)))
        .limit(2 * len(wanted)),
    )
    by_name = {name: one for one in found for name in (one.code, one.slug)}
    return {one.key: by_name[one.item] for one in spec.members if one.item in by_name}


def members_of(connection: Connection, library: Library, item: items.Item) -> list[dict[str, Any]]:
    """The members of a joint item in the sheet's order; none for an ordinary item."""
    spec = item.sheet.joint
    if spec is None:
        return []
    versions = published_members(connection, spec)
    sheets = {key: library.item(one.id).sheet for key, one in versions.items()}
    units = _units(connection, {one.unit for one in sheets.values()})
    return [
        _member(item, spec, one, versions[one.key], units[sheets[one.key].unit])
        for one in spec.members
        if one.key in versions
    ]


def _member(
    item: items.Item, spec: Joint, member: Member, version: ItemVersion, unit: dict[str, str]
) -> dict[str, Any]:
    stage = spec.stage_of(member.key)
    shared = set((member.materials or {}).values())
    made = {one.provides for one in spec.members if one.provides}
    return {
        "key": member.key,
        "item": {"code": version.code, "name": version.name, "name_en": version.name_en},
        "unit": unit,
        "required": member.required,
        "limit": member.limit.words() if member.limit else None,
        "limit_en": member.limit.words("en") if member.limit else None,
        "stage": {"key": stage.key, "name": stage.name.zh, "name_en": stage.name.on("en")} if stage else None,
        "needs": list(member.needs),
        "materials": [
            {
                "code": line.code,
                "name": line.name.zh,
                "name_en": line.name.on("en"),
                "required": line.required,
                "from_member": line.code in made,
            }
            for line in item.sheet.materials
            if line.code in shared
        ],
    }


def _units(connection: Connection, codes: set[str]) -> dict[str, dict[str, str]]:
    unit = people.unit
    rows = connection.execute(
        select(unit.c.code, unit.c.name, unit.c.name_en).where(unit.c.code.in_(sorted(codes)))
    )
    known = {row.code: {"code": row.code, "name": row.name, "name_en": row.name_en} for row in rows}
    return {code: known.get(code, {"code": code, "name": code, "name_en": code}) for code in codes}
