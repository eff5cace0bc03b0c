"""Who may publish what: the way through the process, the ways past it, and what no way leads around."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import DraftTrial, UnitOfWork

#: The process that publishes; only administrators may change it or steer its instances.
PROCESS = "item-publication"


def may_publish_directly(actor: Actor, uow: UnitOfWork) -> None:
    """Administrators and the system, and item administrators where the setting allows; else NeedsApproval."""
    may(actor, "item.publish")
    if not (actor.is_admin or actor.is_system or uow.settings.direct_publishing):
        raise errors.NeedsApproval(verb="item.publish")


def guard_process(actor: Actor, key: str) -> None:
    """Whoever could redraw the process of publication, or move its tokens, could publish without anybody's leave."""
    if key == PROCESS:
        may(actor, "publication.govern")


def require_green(uow: UnitOfWork, contents: Mapping[str, bytes]) -> None:
    """The samples of exactly this content must have been played to their expected ends."""
    played = uow.get(DraftTrial, items.content_hash(contents))
    if played is None or not played.green:
        raise errors.SamplesNotGreen(
            errors=[
                {
                    "file": "samples",
                    "element": one["key"],
                    "rule": "sample_red",
                    "message": f"样例没有办到预期的结果 / not as expected: {one['key']}",
                    "severity": "error",
                }
                for one in (played.samples if played is not None else ())
                if not one["green"]
            ]
        )


def note_of(text: str) -> str:
    """The change note without outer blanks; every version has one."""
    note = text.strip()
    if not note:
        raise errors.Invalid(errors=[{"field": "change_note", "message": "请写变更说明 / say what changed"}])
    if len(note) > 2000:
        raise errors.Invalid(
            errors=[{"field": "change_note", "message": "不超过 2000 字 / at most 2000 characters"}]
        )
    return note
