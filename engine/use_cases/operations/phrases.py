"""常用语: the sentences a unit often uses in its opinions; never one that is filled in by itself for a refusal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.ports import Phrase, Unit, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.operations import ground as grounds

KINDS = ("approve", "reject", "return", "any")
MOST = 100
WIDTH = 40


@dataclass(frozen=True, slots=True)
class AddPhrase:
    """For everybody of the unit; without a unit for oneself alone."""

    unit: str | None
    text: str
    kind: str = "any"


@dataclass(frozen=True, slots=True)
class RemovePhrase:
    """From the unit's list."""

    phrase_id: str


def add_phrase(command: AddPhrase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The phrase."""
    mine = not command.unit
    may(actor, "phrase.read" if mine else "phrase.change", Thing(unit=command.unit))
    if not mine and uow.get(Unit, command.unit) is None:
        raise errors.Invalid(errors=[{"field": "unit", "message": "无此单位 / no such unit"}])
    owner = own_list(actor.id) if mine else str(command.unit)
    if command.kind not in KINDS:
        message = f"须为其中之一 / must be one of: {', '.join(KINDS)}"
        raise errors.Invalid(errors=[{"field": "kind", "message": message}])
    text = grounds.needed(command.text, "text", "请填写内容 / say something")[:500]
    known = uow.find(Phrase, unit=owner)
    if len(known) >= MOST or any(one.text == text and one.kind == command.kind for one in known):
        raise errors.Conflict("常用语已存在或过多 / the phrase is there already, or there are too many")
    phrase = Phrase(uow.new_id(), owner, command.kind, text, actor.id, uow.now)
    uow.add(phrase)
    journal.alone(uow, actor, phrase.id, "phrase.added", before=None, after=text, unit=owner)
    return phrase_view(phrase)


def remove_phrase(command: RemovePhrase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The phrase that was removed."""
    phrase = uow.get(Phrase, command.phrase_id, lock=True)
    if phrase is None:
        raise errors.NotFound()
    if phrase.unit != own_list(actor.id):
        may(actor, "phrase.change", Thing(unit=phrase.unit))
    uow.remove(Phrase, id=phrase.id)
    journal.alone(
        uow, actor, uow.new_id(), "phrase.removed", before=phrase.text, after=None, unit=phrase.unit
    )
    return phrase_view(phrase)


def own_list(username: str) -> str:
    """The name of somebody's own list where the code of a unit would stand; a unit's has no colon."""
    name = user_ref(username)
    return name if len(name) <= WIDTH else f"user:{hashlib.sha256(username.encode()).hexdigest()[:32]}"


def phrase_view(phrase: Phrase) -> dict[str, Any]:
    """One phrase; `unit` is None in one's own list."""
    unit = None if phrase.unit.startswith("user:") else phrase.unit
    return {"id": phrase.id, "unit": unit, "kind": phrase.kind, "text": phrase.text}
