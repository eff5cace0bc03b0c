"""授权委托: an applicant lets another account act for them, on some items or all, from one day to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.ports import ItemVersion, Mandate, Person, UnitOfWork
from tongban.engine.use_cases.flow import journal

LONGEST = timedelta(days=3 * 366)
MOST = 50


@dataclass(frozen=True, slots=True)
class GiveMandate:
    """`items` are codes of items, none for all; days are ISO text, both included."""

    agent: str
    valid_from: str
    valid_to: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RevokeMandate:
    """It has no effect from now; what was done under it stays done."""

    mandate_id: str


def give_mandate(command: GiveMandate, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The authorisation; only for oneself, and only to another applicant's account."""
    may(actor, "mandate.give")
    agent = uow.get(Person, command.agent.strip())
    problems = []
    if agent is None or agent.disabled or agent.kind != "applicant" or agent.username == actor.id:
        problems.append(
            {"field": "agent", "message": "没有这个申请人账号 / there is no such applicant's account"}
        )
    first, last = _day(command.valid_from), _day(command.valid_to)
    today = uow.calendar().day_of(uow.now)
    if first is None:
        problems.append({"field": "valid_from", "message": "请填写日期 / a date is needed"})
    if last is None or (first is not None and (last < first or last < today)):
        problems.append(
            {"field": "valid_to", "message": "须不早于起始日和今天 / not before the first day or today"}
        )
    elif first is not None and last - first > LONGEST:
        problems.append({"field": "valid_to", "message": "最长三年 / at most three years"})
    known = {one.code for one in uow.find(ItemVersion, code=list(command.items))} if command.items else set()
    if set(command.items) - known:
        problems.append({"field": "items", "message": "没有这个事项 / there is no such item"})
    given = [
        one for one in uow.find(Mandate, principal=actor.id, order="-id", limit=1000) if not one.revoked_at
    ]
    if len(given) >= MOST:
        problems.append({"field": "agent", "message": f"最多 {MOST} 份 / at most {MOST}"})
    if problems:
        raise errors.Invalid(errors=problems)
    assert agent is not None and first is not None and last is not None
    mandate = Mandate(
        id=uow.new_id(),
        principal=actor.id,
        agent=agent.username,
        items=sorted(set(command.items)),
        valid_from=first.isoformat(),
        valid_to=last.isoformat(),
        created_at=uow.now,
    )
    uow.add(mandate)
    facts = {"agent": mandate.agent, "valid_to": mandate.valid_to, "items": mandate.items}
    journal.alone(uow, actor, mandate.id, "mandate.given", mandate=mandate.id, **facts)
    return mandate_view(mandate)


def revoke_mandate(command: RevokeMandate, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The authorisation, ended; either side may end it."""
    mandate = uow.get(Mandate, command.mandate_id, lock=True)
    if mandate is None or actor.id not in (mandate.principal, mandate.agent):
        raise errors.NotFound(mandate=command.mandate_id)
    may(actor, "mandate.revoke", Thing(assignee=actor.id))
    if mandate.revoked_at is None:
        mandate.revoked_at = uow.now
        uow.save(mandate, "revoked_at")
        journal.alone(uow, actor, uow.new_id(), "mandate.revoked", mandate=mandate.id, agent=mandate.agent)
    return mandate_view(mandate)


def mandate_view(mandate: Mandate) -> dict[str, Any]:
    """One authorisation."""
    return {
        "id": mandate.id,
        "principal": mandate.principal,
        "agent": mandate.agent,
        "items": mandate.items,
        "valid_from": mandate.valid_from,
        "valid_to": mandate.valid_to,
        "revoked_at": mandate.revoked_at,
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
