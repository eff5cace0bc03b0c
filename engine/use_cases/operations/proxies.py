"""代理: somebody acts for somebody else for a time; every act says for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.domain.authorize import Thing, allowed, may
from tongban.engine.ports import Definition, Holding, ItemVersion, Outgoing, Post, Proxy, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.operations import ground as grounds

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CreateProxy:
    """No `items` means all work; `existing` takes in tasks that are open already."""

    agent: str
    starts_at: datetime
    ends_at: datetime
    reason: str = ""
    principal: str | None = None
    items: tuple[str, ...] = ()
    existing: bool = True


@dataclass(frozen=True, slots=True)
class RevokeProxy:
    """It ends now; what was done stays done."""

    proxy_id: str


def create_proxy(command: CreateProxy, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The proxy; one's own, or that of somebody in a unit one administers."""
    principal = command.principal or actor.id
    check_may_change(uow, actor, principal)
    grounds.person(uow, principal, "principal")
    agent = grounds.person(uow, command.agent, "agent").username
    _check_dates(uow, command)
    if agent == principal:
        raise errors.Invalid(errors=[{"field": "agent", "message": "不能委托给本人 / not to oneself"}])
    for other in uow.find(Proxy, principal=agent, agent=principal):
        if (
            other.revoked_at is None
            and other.starts_at < command.ends_at
            and command.starts_at < other.ends_at
        ):
            raise errors.Conflict("不能互为代理 / the agent is represented by this person", proxy=other.id)
    proxy = Proxy(
        id=uow.new_id(),
        principal=principal,
        agent=agent,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        processes=[key for code in command.items for key in _processes(uow, code)],
        existing=command.existing,
        reason=command.reason.strip()[:500],
        created_by=actor.id,
        created_at=uow.now,
        items=list(command.items),
    )
    uow.add(proxy)
    journal.alone(uow, actor, proxy.id, "proxy.created", before=None, after=_facts(proxy))
    data = {"step": "", "by": principal, "note": proxy.reason, "item": "", "item_en": ""}
    payload = {"template": "proxy_given", "task_id": None, "data": data}
    uow.add(Outgoing(uow.new_id(), "message_box", user_ref(agent), payload, uow.now))
    return proxy_view(proxy)


def revoke_proxy(command: RevokeProxy, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The proxy, over."""
    proxy = uow.get(Proxy, command.proxy_id, lock=True)
    if proxy is None:
        raise errors.NotFound()
    if actor.id != proxy.agent:
        check_may_change(uow, actor, proxy.principal)
    if proxy.revoked_at is None:
        end(uow, actor, proxy)
    return proxy_view(proxy)


def end(uow: UnitOfWork, actor: Actor, proxy: Proxy) -> None:
    """No longer in force from now on."""
    before = _facts(proxy)
    proxy.revoked_at = uow.now
    uow.save(proxy, "revoked_at")
    journal.alone(uow, actor, uow.new_id(), "proxy.revoked", before=before, after=_facts(proxy))


def check_may_change(uow: UnitOfWork, actor: Actor, username: str) -> None:
    """Oneself, or somebody of a unit the actor administers."""
    if actor.id == username and allowed(actor, "person.read"):
        return
    posts = [one.post for one in uow.find(Holding, username=username)]
    units = {one.unit for one in uow.find(Post, code=posts)} if posts else set()
    if not any(allowed(actor, "person.change", Thing(unit=unit)) for unit in units):
        may(actor, "person.change")


def proxy_view(proxy: Proxy) -> dict[str, Any]:
    """One proxy."""
    return {
        "id": proxy.id,
        "principal": proxy.principal,
        "agent": proxy.agent,
        "starts_at": proxy.starts_at,
        "ends_at": proxy.ends_at,
        "items": proxy.items,
        "existing": proxy.existing,
        "reason": proxy.reason,
        "created_by": proxy.created_by,
        "created_at": proxy.created_at,
        "revoked_at": proxy.revoked_at,
    }


def _check_dates(uow: UnitOfWork, command: CreateProxy) -> None:
    wrong = None
    if command.ends_at <= command.starts_at or command.ends_at <= uow.now:
        wrong = "须晚于开始且在将来 / must come after the start and lie ahead"
    elif command.ends_at - command.starts_at > LONGEST:
        wrong = "至多一年 / at most a year"
    if wrong:
        raise errors.Invalid(errors=[{"field": "ends_at", "message": wrong}])


def _processes(uow: UnitOfWork, code: str) -> list[str]:
    """The processes of an item, by its code or short name."""
    versions = uow.find(ItemVersion, code=code) or uow.find(ItemVersion, slug=code)
    ids = [one.definition_id for one in versions if one.definition_id]
    found = uow.find(Definition, id=ids) if ids else []
    if not found:
        raise errors.Invalid(errors=[{"field": "items", "message": f"无此事项 / no such item: {code}"}])
    return sorted({one.key for one in found})


def _facts(proxy: Proxy) -> dict[str, Any]:
    view = proxy_view(proxy)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in view.items()}
