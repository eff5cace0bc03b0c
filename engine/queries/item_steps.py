"""The saves of a draft, across its files: what the reader would take back next, what do again, and whose came since."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import DesignDraft, DesignFile, DesignStep, DesignStepFile
from tongban.engine.queries.rows import names
from tongban.engine.use_cases.item_drafts import KIND
from tongban.engine.use_cases.item_steps import DONE, MOST, UNDONE

DRAFT, FILE = TABLE_OF[DesignDraft], TABLE_OF[DesignFile]
STEP, TOUCHED = TABLE_OF[DesignStep], TABLE_OF[DesignStepFile]


def item_steps(connection: Connection, actor: Actor, draft_id: str) -> dict[str, Any]:
    """`{items, undo, redo}`: the steps, the latest first, and of the reader's own the next to take back and do again.

    A step is `{number, state, made_by, made_by_name, made_at, paths, mine}`; `undo` and `redo` have with it `changes`,
    as compare_folders tells them from what is to what would be, and `overtaken`, the files others have changed since.
    """
    may(actor, "item.draft")
    known = select(DRAFT.c.id).where(DRAFT.c.id == draft_id, DRAFT.c.kind == KIND)
    if connection.execute(known.limit(1)).first() is None:
        raise errors.NotFound(draft=draft_id)
    wanted = select(STEP).where(STEP.c.draft_id == draft_id).order_by(STEP.c.number.desc()).limit(MOST)
    steps = [dict(row._mapping) for row in connection.execute(wanted)]
    paths = _paths(connection, draft_id)
    called = names(connection, {one["made_by"] for one in steps})
    for one in steps:
        one["made_by_name"] = called.get(one["made_by"], one["made_by"])
        one["paths"] = paths.get(one["number"], [])
        one["mine"] = one["made_by"] == actor.id
    mine = [one for one in steps if one["mine"]]
    undo = next((one for one in mine if one["state"] == DONE), None)
    redo = next((one for one in reversed(mine) if one["state"] == UNDONE), None)
    return {"items": steps, "undo": _told(connection, undo), "redo": _told(connection, redo)}


def _paths(connection: Connection, draft_id: str) -> dict[int, list[str]]:
    """The files of each step."""
    wanted = select(TOUCHED.c.number, TOUCHED.c.path).where(TOUCHED.c.draft_id == draft_id)
    found: dict[int, list[str]] = {}
    for row in connection.execute(wanted.order_by(TOUCHED.c.path).limit(MOST * items.MOST_FILES)):
        found.setdefault(row.number, []).append(row.path)
    return found


def _told(connection: Connection, step: dict[str, Any] | None) -> dict[str, Any] | None:
    """The step with what it would change, and the files it would no longer find as it left them."""
    if step is None:
        return None
    same = (TOUCHED.c.draft_id == step["draft_id"], TOUCHED.c.number == step["number"])
    wanted = select(
        TOUCHED.c.path,
        TOUCHED.c.content,
        (TOUCHED.c.after if step["state"] == DONE else TOUCHED.c.before).label("expected"),
        FILE.c.content.label("now"),
        FILE.c.sha256,
    ).outerjoin(FILE, (FILE.c.draft_id == TOUCHED.c.draft_id) & (FILE.c.path == TOUCHED.c.path))
    rows = list(connection.execute(wanted.where(*same).limit(items.MOST_FILES)))
    now = {row.path: bytes(row.now) for row in rows if row.now is not None}
    then = {row.path: bytes(row.content) for row in rows if row.content is not None}
    return {
        **step,
        "changes": items.compare_folders(now, then),
        "overtaken": [row.path for row in rows if row.sha256 != row.expected],
    }
