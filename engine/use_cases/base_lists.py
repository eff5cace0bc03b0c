"""An administrator brings in a base list; a list of the same name is replaced, entry by entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import UnitOfWork
from tongban.engine.ports.base_list_records import BaseEntry
from tongban.engine.use_cases.flow import journal

SOURCE = re.compile(r"[a-z0-9]([a-z0-9.-]{0,38}[a-z0-9])?")
FIELDS = ("name", "name_en", "item_type", "levels", "organ", "basis")


@dataclass(frozen=True, slots=True)
class ImportBaseList:
    """The list as CSV under a short name, such as national-2026."""

    source: str
    content: bytes


def import_base_list(command: ImportBaseList, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{source, added, changed, removed, unchanged}`; errors.Invalid names every line and brings in nothing."""
    may(actor, "base_list.manage")
    if not SOURCE.fullmatch(command.source):
        said = "小写字母、数字、点和连字符，最多 40 个 / lower-case letters, digits, dots and hyphens, at most 40"
        raise errors.Invalid(errors=[{"field": "source", "message": said}])
    wanted = {one.code: one for one in items.read_base_list(command.content)}
    known = {one.code: one for one in uow.find(BaseEntry, source=command.source)}
    counts = {"added": 0, "changed": 0, "removed": 0, "unchanged": 0}
    for code, entry in wanted.items():
        told = {
            **{name: getattr(entry, name) for name in ("name", "name_en", "item_type", "organ")},
            "levels": list(entry.levels),
            "basis": [dict(one) for one in entry.basis],
        }
        there = known.get(code)
        if there is None:
            uow.add(
                BaseEntry(
                    uow.new_id(), command.source, code, **told, imported_by=actor.id, imported_at=uow.now
                )
            )
            counts["added"] += 1
        elif any(getattr(there, name) != told[name] for name in FIELDS):
            for name in FIELDS:
                setattr(there, name, told[name])
            there.imported_by, there.imported_at = actor.id, uow.now
            uow.save(there, *FIELDS, "imported_by", "imported_at")
            counts["changed"] += 1
        else:
            counts["unchanged"] += 1
    for code in known.keys() - wanted.keys():
        uow.remove(BaseEntry, id=known[code].id)
        counts["removed"] += 1
    journal.alone(uow, actor, uow.new_id(), "base_list.imported", source=command.source, **counts)
    return {"source": command.source, **counts}
