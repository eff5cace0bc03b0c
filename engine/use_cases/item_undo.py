"""Taking back one's last save of a draft, in whichever file it was, and doing it again; never over others' work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import DesignDraft, DesignFile, DesignStep, DesignStepFile, UnitOfWork
from tongban.engine.use_cases.item_drafts import ChangeItemDraft, change_files, locked_draft
from tongban.engine.use_cases.item_steps import DONE, UNDONE, next_step

NOTHING = {
    DONE: "没有您可以撤销的改动 / there is no change of yours to take back",
    UNDONE: "没有可以重做的改动 / there is no change to do again",
}


@dataclass(frozen=True, slots=True)
class UndoItemStep:
    """Take back one's last save; `number` is the one the caller has seen, None whichever is the last."""

    draft_id: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class RedoItemStep:
    """Do again what was taken back last; `number` as for UndoItemStep."""

    draft_id: str
    number: int | None = None


def undo_item_step(command: UndoItemStep, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{number, paths, draft}`; errors.Conflict when there is nothing, or somebody has changed one of the files since."""
    return _turn(command.draft_id, command.number, actor, uow, DONE)


def redo_item_step(command: RedoItemStep, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The same, forwards."""
    return _turn(command.draft_id, command.number, actor, uow, UNDONE)


def _turn(draft_id: str, number: int | None, actor: Actor, uow: UnitOfWork, state: str) -> dict[str, Any]:
    may(actor, "item.draft")
    draft = locked_draft(uow, draft_id)
    step = next_step(uow, draft.id, actor.id, state)
    if step is None:
        raise errors.Conflict(NOTHING[state])
    if number is not None and number != step.number:
        told = "页面打开以后又有改动，请再看一遍 / there were changes since the page was opened: look again"
        raise errors.Conflict(told, current={"number": step.number})
    touched = uow.find(DesignStepFile, draft_id=draft.id, number=step.number, order="path")
    files = {one.path: one for one in uow.find(DesignFile, draft_id=draft.id, order="path")}
    for one in touched:
        now = files[one.path].sha256 if one.path in files else None
        if now != (one.after if state == DONE else one.before):
            raise errors.Conflict(*_overtaken(uow, draft, step, one.path))
    wanted = {one.path: bytes(one.content) if one.content is not None else None for one in touched}
    for one in touched:
        one.content = bytes(files[one.path].content) if one.path in files else None
        uow.save(one, "content")
    step.state = UNDONE if state == DONE else DONE
    uow.save(step, "state")
    saved = change_files(ChangeItemDraft(draft.id, wanted, None), actor, uow, kept_as_step=False)
    return {"number": step.number, "paths": sorted(wanted), "draft": saved}


def _overtaken(uow: UnitOfWork, draft: DesignDraft, step: DesignStep, path: str) -> tuple[str]:
    """Who has changed the file since, as far as that is known."""
    later = uow.find(DesignStepFile, draft_id=draft.id, path=path, order="-number", limit=1)
    newest = uow.get(DesignStep, draft.id, later[0].number) if later else None
    who = newest.made_by if newest is not None and newest.made_by != step.made_by else draft.updated_by
    return (
        f"{who} 之后又改过 {path}，撤销或重做会丢掉那些改动，所以什么都没有做；可以在以前的稿子里单独恢复这个文件 / "
        f"{who} has changed {path} since; nothing was done, because that work would be lost: "
        "earlier versions bring this file back alone",
    )
