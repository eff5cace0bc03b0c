"""What came of playing a folder's samples, kept by the folder's content: publishing asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import DraftTrial, UnitOfWork


@dataclass(frozen=True, slots=True)
class RecordTrial:
    """`samples` says of each sample, by its key, whether it ended as expected. Nothing outside can say so."""

    content_hash: str
    samples: Mapping[str, bool]


def record_trial(command: RecordTrial, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{green}`: whether there are samples and all of them ended as expected."""
    may(actor, "item.draft")
    green = bool(command.samples) and all(command.samples.values())
    samples = [{"key": key, "green": went} for key, went in command.samples.items()]
    kept = uow.get(DraftTrial, command.content_hash, lock=True)
    if kept is None:
        uow.add(DraftTrial(command.content_hash, green, actor.id, uow.now, samples))
    else:
        kept.green, kept.played_by, kept.played_at, kept.samples = green, actor.id, uow.now, samples
        uow.save(kept, "green", "played_by", "played_at", "samples")
    return {"green": green}
