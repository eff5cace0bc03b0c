"""暂存: an application somebody goes on with later, with the files chosen so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors, feel, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.material import check_file
from tongban.engine.ports import ApplicationDraft, ItemVersion, UnitOfWork

LONGEST = 200_000
MOST_FILES = 60
MOST_DRAFTS = 50


@dataclass(frozen=True, slots=True)
class SaveApplication:
    """`fields` is the form as typed, right or wrong; files are (material code, file name, bytes) and join those kept."""

    item: str
    fields: Mapping[str, list[str]]
    files: tuple[tuple[str, str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class DropApplication:
    """Forget what was kept."""

    item: str


def save_application(command: SaveApplication, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The draft with the names of its files; a file that could never be handed in is refused now."""
    may(actor, "case.register")
    found = uow.find(ItemVersion, limit=1, code=command.item, state="published")
    if not found:
        raise errors.NotFound(item=command.item)
    item = uow.library.item(found[0].id)
    fields = {str(name)[:200]: [str(one) for one in values] for name, values in command.fields.items()}
    if len(feel.dumps(fields)) > LONGEST:
        raise errors.Invalid(errors=[{"field": "form", "message": "内容过长 / this is too long"}])
    draft = uow.get(ApplicationDraft, actor.id, command.item, lock=True)
    if draft is None and len(uow.find(ApplicationDraft, username=actor.id, limit=MOST_DRAFTS)) >= MOST_DRAFTS:
        raise errors.Conflict("暂存的申请过多 / too many drafts", current={"drafts": MOST_DRAFTS})
    new = [_checked(item, code, name, content) for code, name, content in command.files]
    replaced = {one["code"] for one in new}
    files = [one for one in (draft.body["files"] if draft else []) if one["code"] not in replaced] + new
    if len(files) > MOST_FILES:
        raise errors.Invalid(errors=[{"field": "form", "message": "文件过多 / too many files"}])
    for _, _, content in command.files:
        uow.files.put(content)
    body = {"fields": fields, "files": files}
    if draft is None:
        uow.add(ApplicationDraft(actor.id, command.item, body, uow.now))
    else:
        draft.body, draft.changed_at = body, uow.now
        uow.save(draft, "body", "changed_at")
    return {"item": command.item, "files": files, "changed_at": uow.now}


def drop_application(command: DropApplication, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """Nothing is left of it; that there was none is no error."""
    uow.remove(ApplicationDraft, username=actor.id, item=command.item)
    return {"item": command.item}


def taken_up(uow: UnitOfWork, actor: Actor, item: str, handed: set[str]) -> list[tuple[str, str, bytes]]:
    """The files kept for an application that is sent now, those chosen anew left out; the draft ends."""
    draft = uow.get(ApplicationDraft, actor.id, item, lock=True)
    if draft is None:
        return []
    uow.remove(ApplicationDraft, username=actor.id, item=item)
    return [
        (one["code"], one["file_name"], uow.files.get(one["sha256"]))
        for one in draft.body["files"]
        if one["code"] not in handed
    ]


def _checked(item: items.Item, code: str, name: str, content: bytes) -> dict[str, Any]:
    line = item.sheet.material(code)
    if line is None:
        raise errors.Invalid(
            errors=[{"field": code, "message": "本事项没有此材料 / not a material of this item"}]
        )
    facts = check_file(line.rule(name), name, content)
    return {"code": code, "file_name": facts.name, "sha256": facts.sha256, "size": facts.size}
