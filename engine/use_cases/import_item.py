"""Take in an item folder as a new drafted version, and publish the newest draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import ItemFile, ItemVersion, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.publication_force import one_at_a_time, put_in_force
from tongban.engine.use_cases.publication_rules import PROCESS, may_publish_directly


@dataclass(frozen=True, slots=True)
class ImportItem:
    """`files` by their path inside the item folder."""

    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class PublishItem:
    """Put the newest draft in force."""

    code: str
    change_note: str = ""


def import_item(command: ImportItem, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The version, drafted; the same content again gives the version that has it."""
    may(actor, "item.import")
    return take_in(command.files, actor, uow)


def take_in(files: Mapping[str, bytes], actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """As `import_item`, for an act that has asked already who may."""
    item = items.read_item(files)
    sheet = item.sheet
    if item.slug == PROCESS:
        message = f"{PROCESS} 是发布流程 / is the process of publication."
        raise errors.InvalidItem(errors=[_problem("process", message)])
    one_at_a_time(uow, sheet.code)
    newest = uow.find(ItemVersion, limit=1, order="-version", code=sheet.code)
    if newest and newest[0].content_hash == item.content_hash:
        return {**version_view(newest[0]), "warnings": list(item.warnings), "unchanged": True}
    slug_taken = [one for one in uow.find(ItemVersion, slug=item.slug, limit=1) if one.code != sheet.code]
    if slug_taken:
        raise errors.InvalidItem(
            errors=[_problem("process", f"The key {item.slug} belongs to item {slug_taken[0].code}.")]
        )
    version = ItemVersion(
        id=uow.new_id(),
        code=sheet.code,
        slug=item.slug,
        version=newest[0].version + 1 if newest else 1,
        state="drafted",
        name=sheet.name.zh,
        name_en=sheet.name.en,
        content_hash=item.content_hash,
        definition_id=None,
        created_by=actor.id,
        created_at=uow.now,
        retention=sheet.retention.period if sheet.retention else None,
    )
    uow.add(version)
    for path, content in files.items():
        uow.add(ItemFile(version.id, path, content))
    journal.alone(uow, actor, version.id, "item.imported", code=version.code, version=version.version)
    return {**version_view(version), "warnings": list(item.warnings), "unchanged": False}


def publish_item(command: PublishItem, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The version in force; cases already running keep theirs."""
    may_publish_directly(actor, uow)
    version = newest_version(uow, command.code)
    if version.state != "published":
        put_in_force(uow, actor, version, note=command.change_note.strip()[:2000] or None)
    return version_view(version)


def newest_version(uow: UnitOfWork, code: str) -> ItemVersion:
    """The newest version of an item by its code or its folder's name."""
    found = uow.find(ItemVersion, limit=1, order="-version", code=code)
    found = found or uow.find(ItemVersion, limit=1, order="-version", slug=code)
    if not found:
        raise errors.NotFound(f"There is no item {code}.", item=code)
    return found[0]


def version_view(version: ItemVersion) -> dict[str, Any]:
    """One item version."""
    return {
        "id": version.id,
        "code": version.code,
        "key": version.slug,
        "version": version.version,
        "state": version.state,
        "name": version.name,
        "name_en": version.name_en,
        "content_hash": version.content_hash,
        "created_at": version.created_at,
        "published_at": version.published_at,
    }


def _problem(element: str, message: str) -> dict[str, Any]:
    return {"file": "item.yaml", "element": element, "rule": "key-taken", "message": message}
