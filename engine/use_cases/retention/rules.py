"""How long what is kept after its end, by kind and process, with what the law and the defaults say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Definition, RetentionRule, UnitOfWork
from tongban.engine.use_cases.flow import journal

LONGEST = 36_500


@dataclass(frozen=True, slots=True)
class Kept:
    """`least` days somebody must keep it, `usual` days when no rule says otherwise (None: for ever)."""

    least: int
    usual: int | None
    by_process: bool = False


#: Cases and their record are not here: they are archived, and destroyed only by an approved list (DA/T 85-2019).
#: The record of an instance is a network log, kept six months at least (网络安全法 art. 21).
KINDS = {
    "instance": Kept(180, None, by_process=True),
    "answer": Kept(1, 30),
    "message": Kept(7, None),
    "notice": Kept(7, None),
    "batch": Kept(30, None),
}


@dataclass(frozen=True, slots=True)
class SetRetention:
    """`days` None goes back to what is usual; `scope` is a process key, for instances only."""

    kind: str
    days: int | None
    scope: str = ""


def set_retention(command: SetRetention, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The rule in force now."""
    may(actor, "retention.manage")
    kept = KINDS.get(command.kind)
    if kept is None:
        raise errors.Invalid(errors=[{"field": "kind", "message": f"One of {', '.join(KINDS)}."}])
    if command.scope:
        if not kept.by_process:
            raise errors.Invalid(errors=[{"field": "scope", "message": "Only instances are told apart."}])
        if not uow.find(Definition, kind="process", key=command.scope, limit=1):
            raise errors.Invalid(errors=[{"field": "scope", "message": "There is no such process."}])
    if command.days is not None and not kept.least <= command.days <= LONGEST:
        raise errors.Invalid(errors=[{"field": "days", "message": f"{kept.least} to {LONGEST}."}])
    row = uow.get(RetentionRule, command.kind, command.scope, lock=True)
    before = row.days if row else None
    if command.days is None:
        uow.remove(RetentionRule, kind=command.kind, scope=command.scope)
    elif row is None:
        uow.add(RetentionRule(command.kind, command.scope, command.days, actor.id, uow.now))
    else:
        row.days, row.changed_by, row.changed_at = command.days, actor.id, uow.now
        uow.save(row)
    journal.alone(
        uow,
        actor,
        uow.new_id(),
        "retention.changed",
        kind=command.kind,
        scope=command.scope,
        before=before,
        days=command.days,
    )
    return {
        "kind": command.kind,
        "scope": command.scope,
        "days": command.days if command.days is not None or command.scope else kept.usual,
        "least_days": kept.least,
    }
