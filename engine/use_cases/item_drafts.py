"""Items as analysts work on them: whole folders, sound or not; nobody overwrites what they have not read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import (
    DesignComment,
    DesignDraft,
    DesignFile,
    DesignPast,
    DesignStep,
    DesignStepFile,
    ItemVersion,
    Publication,
    UnitOfWork,
)
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.import_item import take_in, version_view
from tongban.engine.use_cases.item_claims import claim_in, keep_claim, require_claim, strayed
from tongban.engine.use_cases.item_pasts import RestoreItemFile, keep_past, last_past
from tongban.engine.use_cases.item_steps import keep_step
from tongban.engine.use_cases.publication_force import put_in_force
from tongban.engine.use_cases.publication_rules import may_publish_directly, note_of, require_green
from tongban.engine.use_cases.publication_telling import tell_editors

KIND = "item"
CHANGED = ("name", "revision", "updated_by", "updated_at", "deployable", "problems", "base_entry")
SHEET = "item.yaml"
# A list shows how many, the draft's own page examines anew.
PROBLEMS_KEPT = 50


@dataclass(frozen=True, slots=True)
class CreateItemDraft:
    """A folder of files by their path inside it."""

    files: Mapping[str, bytes]
    name: str = ""


@dataclass(frozen=True, slots=True)
class ChangeItemDraft:
    """Files anew; None takes one away. `read` names for each the revision the caller has read, 0 for a new file."""

    draft_id: str
    files: Mapping[str, bytes | None]
    read: Mapping[str, int] | None = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeleteItemDraft:
    """Throw it away; what was published from it stays."""

    draft_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class PublishItemDraft:
    """Put it in force as the item's next version, as it was at this revision."""

    draft_id: str
    revision: int
    change_note: str


def create_item_draft(command: CreateItemDraft, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The draft; errors.InvalidItem only for what could do harm, never for what is not finished."""
    may(actor, "item.draft")
    files = items.check_files(command.files)
    if not files:
        raise errors.Invalid(errors=[{"field": "file", "message": "没有文件 / there is no file"}])
    claim = claim_in(files)
    problems = [*items.check_item(files), *strayed(uow, claim, files)]
    draft = DesignDraft(
        id=uow.new_id(),
        kind=KIND,
        name=command.name.strip() or items.draft_name(files) or "草稿",
        revision=1,
        created_by=actor.id,
        created_at=uow.now,
        updated_by=actor.id,
        updated_at=uow.now,
        deployable=_sound(problems),
        problems=problems[:PROBLEMS_KEPT],
        base_entry=claim,
    )
    kept = [_file(draft, path, content) for path, content in sorted(files.items())]
    uow.add(draft)
    for one in kept:
        uow.add(one)
    _record(uow, actor, draft, "created", {one.path: one.sha256 for one in kept})
    return item_draft_view(draft, kept, problems)


def change_item_draft(command: ChangeItemDraft, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The draft in its next revision; PreconditionFailed says which file somebody changed meanwhile.

    errors.Invalid for a change to what a base list fixes.
    """
    may(actor, "item.draft")
    return change_files(command, actor, uow)


def change_files(
    command: ChangeItemDraft, actor: Actor, uow: UnitOfWork, *, kept_as_step: bool = True
) -> dict[str, Any]:
    """The same for an act that may; one that takes a step back, or does it again, is no step itself."""
    draft = locked_draft(uow, command.draft_id)
    kept = {one.path: one for one in uow.find(DesignFile, draft_id=draft.id, order="path")}
    _refuse_unread(command, draft, kept)
    changed = {
        path: content
        for path, content in command.files.items()
        if (bytes(kept[path].content) if path in kept else None) != content
    }
    before_all = {path: bytes(one.content) for path, one in kept.items()}
    contents = dict(before_all)
    for path, content in changed.items():
        if content is None:
            contents.pop(path, None)
        else:
            contents[path] = content
    if not contents:
        raise errors.Invalid(errors=[{"field": "file", "message": "至少留一个文件 / one file must stay"}])
    _refuse_moved(contents)
    if SHEET in changed:
        keep_claim(uow, draft, before_all, contents)
    problems = [*items.check_item(contents), *strayed(uow, draft.base_entry, contents)]
    if not changed:
        return item_draft_view(draft, list(kept.values()), problems)
    draft.revision += 1
    draft.name = items.draft_name(contents) or draft.name
    draft.updated_by, draft.updated_at = actor.id, uow.now
    draft.deployable, draft.problems = _sound(problems), problems[:PROBLEMS_KEPT]
    uow.save(draft, *CHANGED)
    hashes: dict[str, str | None] = {}
    touched: dict[str, tuple[DesignFile | None, str | None]] = {}
    for path, content in changed.items():
        uow.remove(DesignFile, draft_id=draft.id, path=path)
        before = kept.pop(path, None)
        past = keep_past(uow, actor, before) if before else last_past(uow, draft.id, path)
        hashes[path] = None
        if content is not None:
            kept[path] = _file(draft, path, content, past)
            hashes[path] = kept[path].sha256
            uow.add(kept[path])
        touched[path] = (before, hashes[path])
    if kept_as_step:
        keep_step(uow, actor, draft, touched)
    _record(uow, actor, draft, "changed", hashes)
    return item_draft_view(draft, [kept[path] for path in sorted(kept)], problems)


def restore_item_file(command: RestoreItemFile, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The draft with that file as it was; what it is now is kept as what it was before."""
    may(actor, "item.draft")
    past = uow.get(DesignPast, command.draft_id, command.path, command.number)
    if past is None:
        raise errors.NotFound(file=command.path, number=command.number)
    change = ChangeItemDraft(
        command.draft_id, {command.path: bytes(past.content)}, {command.path: command.read}
    )
    return change_item_draft(change, actor, uow)


def delete_item_draft(command: DeleteItemDraft, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The draft as it was at last."""
    may(actor, "item.draft")
    draft, files = _unchanged(uow, command.draft_id, command.revision)
    if uow.find(Publication, limit=1, draft_id=draft.id, state="open"):
        raise errors.Conflict(
            "草稿正在送审，请先撤回 / the draft is submitted for publication: withdraw that first"
        )
    for record in (DesignFile, DesignPast, DesignStepFile, DesignStep, DesignComment):
        uow.remove(record, draft_id=draft.id)
    uow.remove(DesignDraft, id=draft.id)
    _record(uow, actor, draft, "deleted", {one.path: one.sha256 for one in files})
    return item_draft_view(draft, files, draft.problems)


def publish_item_draft(command: PublishItemDraft, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The version in force, past the process; InvalidItem with everything missing, SamplesNotGreen for the samples."""
    may_publish_directly(actor, uow)
    note = note_of(command.change_note)
    draft, files = _unchanged(uow, command.draft_id, command.revision)
    contents = {one.path: bytes(one.content) for one in files}
    item = items.read_item(contents)
    require_claim(uow, draft, contents)
    require_green(uow, contents)
    version = uow.get(ItemVersion, take_in(contents, actor, uow)["id"])
    assert version is not None
    if version.state != "published":
        put_in_force(uow, actor, version, item, note=note)
    draft.deployment_id, draft.deployed_revision = version.id, draft.revision
    uow.save(draft, "deployment_id", "deployed_revision")
    hashes = {one.path: one.sha256 for one in files}
    tell_editors(uow, actor, version, (draft.created_by, draft.updated_by), note=note)
    _record(uow, actor, draft, "published", hashes, change_note=note, item_version=version.id)
    return version_view(version)


def item_draft_view(
    draft: DesignDraft, files: list[DesignFile], problems: list[dict[str, Any]]
) -> dict[str, Any]:
    """One draft with its files' names and everything that speaks against it."""
    return {
        **item_draft_line(draft),
        "sound": _sound(problems),
        "problems": problems,
        "files": [
            {"path": one.path, "size": len(one.content), "sha256": one.sha256, "revision": one.revision}
            for one in files
        ],
    }


def item_draft_line(draft: DesignDraft) -> dict[str, Any]:
    """One draft in a list; `sound` and `errors` as they were found when it was saved."""
    return {
        "id": draft.id,
        "name": draft.name,
        "revision": draft.revision,
        "sound": draft.deployable,
        "errors": sum(one["severity"] == "error" for one in draft.problems),
        "created_by": draft.created_by,
        "created_at": draft.created_at,
        "updated_by": draft.updated_by,
        "updated_at": draft.updated_at,
        "version_id": draft.deployment_id,
        "published_revision": draft.deployed_revision,
    }


def _sound(problems: list[dict[str, Any]]) -> bool:
    return not any(one["severity"] == "error" for one in problems)


def _refuse_unread(command: ChangeItemDraft, draft: DesignDraft, kept: Mapping[str, DesignFile]) -> None:
    if command.read is None:
        return
    for path in command.files:
        now = kept[path].revision if path in kept else 0
        if command.read.get(path, 0) != now:
            raise errors.PreconditionFailed(current=_current(draft, now, path))


def _refuse_moved(contents: Mapping[str, bytes]) -> None:
    """A folder around all files would be taken off by the check, and their names with it."""
    if items.check_files(contents).keys() != contents.keys():
        raise errors.Invalid(errors=[{"field": "path", "message": "文件名不合规 / not a usable file name"}])


def locked_draft(uow: UnitOfWork, draft_id: str) -> DesignDraft:
    draft = uow.get(DesignDraft, draft_id, lock=True)
    if draft is None or draft.kind != KIND:
        raise errors.NotFound(draft=draft_id)
    return draft


def _unchanged(uow: UnitOfWork, draft_id: str, revision: int) -> tuple[DesignDraft, list[DesignFile]]:
    draft = locked_draft(uow, draft_id)
    if draft.revision != revision:
        raise errors.PreconditionFailed(current=_current(draft, draft.revision))
    return draft, uow.find(DesignFile, draft_id=draft.id, order="path")


def _current(draft: DesignDraft, revision: int, path: str | None = None) -> dict[str, Any]:
    return {
        "revision": revision,
        "path": path,
        "updated_by": draft.updated_by,
        "updated_at": draft.updated_at.isoformat(),
    }


def _file(draft: DesignDraft, path: str, content: bytes, past: int = 0) -> DesignFile:
    return DesignFile(draft.id, path, content, hashlib.sha256(content).hexdigest(), draft.revision, past)


def _record(
    uow: UnitOfWork, actor: Actor, draft: DesignDraft, what: str, files: Mapping[str, str | None], **more: Any
) -> None:
    facts = {"draft": draft.id, "name": draft.name, "revision": draft.revision, "files": dict(files), **more}
    journal.alone(uow, actor, uow.new_id(), f"item_draft.{what}", **facts)
