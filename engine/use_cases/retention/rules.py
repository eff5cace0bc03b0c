"""How long what is kept after its end, by kind and process, with what the law and the defaults say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.content_tag import Tags, demand
from tongban.engine.domain.preservation import closed_before
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


def ended_before(rule: int | None, period: str | None, usual: int | None, now: datetime) -> datetime | None:
    """Instances of a process that ended before this moment may go; None when none may.

    Its own rule of so many days comes first, then the period of the item whose flow it is, then the rule for all.
    """
    if rule is None and period is not None:
        return closed_before(period, now)
    days = usual if rule is None else rule
    return None if days is None else now - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class SetRetention:
    """`days` None goes back to what is usual; `scope` is a process key, for instances only.

    `tags` are of all rules as the caller has read them, None for any.
    """

    kind: str
    days: int | None
    scope: str = ""
    tags: Tags = None


def set_by_hand(rules: Iterable[RetentionRule]) -> dict[str, Any]:
    """What differs from the usual."""
    return {f"{one.kind}/{one.scope}": one.days for one in rules}


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
    if command.tags is not None:
        demand(set_by_hand(uow.find(RetentionRule, lock=True)), command.tags)
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
