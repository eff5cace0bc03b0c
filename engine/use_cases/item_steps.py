"""Every save of an item's draft as a step across its files, so that the last one can be taken back and done again."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import DesignDraft, DesignFile, DesignStep, DesignStepFile, UnitOfWork

DONE, UNDONE = "done", "undone"
# What is older is had back file by file, from their earlier contents.
MOST = 100


def keep_step(
    uow: UnitOfWork,
    actor: Actor,
    draft: DesignDraft,
    files: Mapping[str, tuple[DesignFile | None, str | None]],
) -> None:
    """Remember a save: for each path the file before it and the hash after it. What its maker had undone is gone."""
    for undone in uow.find(DesignStep, draft_id=draft.id, made_by=actor.id, state=UNDONE, limit=MOST):
        forget(uow, undone)
    uow.add(DesignStep(draft.id, draft.revision, DONE, actor.id, uow.now))
    for path, (before, after) in sorted(files.items()):
        content = bytes(before.content) if before is not None else None
        sha256 = before.sha256 if before is not None else None
        uow.add(DesignStepFile(draft.id, draft.revision, path, content, sha256, after))
    for old in uow.find(DesignStep, draft_id=draft.id, order="-number", limit=2 * MOST)[MOST:]:
        forget(uow, old)


def forget(uow: UnitOfWork, step: DesignStep) -> None:
    """The step cannot be taken back or done again any more."""
    uow.remove(DesignStepFile, draft_id=step.draft_id, number=step.number)
    uow.remove(DesignStep, draft_id=step.draft_id, number=step.number)


def next_step(uow: UnitOfWork, draft_id: str, who: str, state: str) -> DesignStep | None:
    """What this person would take back (of their `done` steps the last) or do again (of the `undone` the first)."""
    order = "-number" if state == DONE else "number"
    found = uow.find(DesignStep, draft_id=draft_id, made_by=who, state=state, order=order, limit=1)
    return found[0] if found else None
