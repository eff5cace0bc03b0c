"""What files of an item's draft were before: kept as they are replaced, one a minute, and brought back on demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import DesignFile, DesignPast, UnitOfWork

# Autosaves come every second; of a burst by one person the beginning is what somebody wants back.
BURST = timedelta(minutes=1)
MOST = 50


@dataclass(frozen=True, slots=True)
class RestoreItemFile:
    """Make a file what it was; `read` is the revision of the file as the caller has seen it, 0 if it is gone."""

    draft_id: str
    path: str
    number: int
    read: int


def keep_past(uow: UnitOfWork, actor: Actor, file: DesignFile) -> int:
    """Keep what the file holds before it is replaced; the number of the last content kept of it."""
    last = uow.get(DesignPast, file.draft_id, file.path, file.past) if file.past else None
    if last is not None and last.replaced_by == actor.id and uow.now - last.replaced_at < BURST:
        return file.past
    number = file.past + 1
    past = DesignPast(
        draft_id=file.draft_id,
        path=file.path,
        number=number,
        content=bytes(file.content),
        sha256=file.sha256,
        revision=file.revision,
        size=len(file.content),
        replaced_by=actor.id,
        replaced_at=uow.now,
    )
    uow.add(past)
    if number > MOST:
        uow.remove(DesignPast, draft_id=file.draft_id, path=file.path, number=number - MOST)
    return number


def last_past(uow: UnitOfWork, draft_id: str, path: str) -> int:
    """The number of the last content kept of a file that is not there, so that a new one of its name goes on."""
    kept = uow.find(DesignPast, draft_id=draft_id, path=path, order="number", limit=MOST)
    return kept[-1].number if kept else 0
