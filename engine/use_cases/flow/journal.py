"""Every act leaves its events, each linked by hash to the one before it in the instance's chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.engine.domain import audit
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Event, Instance, UnitOfWork

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


def write(act: Act, run: Run, type_: str, *, task_id: str | None = None, **data: Any) -> None:
    """Record an event of an open instance."""
    case = run.case or run.beside
    case_no = case.case_no if case else None
    append(act.uow, act.actor, run.record, type_, case_no=case_no, task_id=task_id, **data)


def append(
    uow: UnitOfWork,
    actor: Actor,
    record: Instance,
    type_: str,
    *,
    case_no: str | None = None,
    task_id: str | None = None,
    **data: Any,
) -> None:
    """Link one more event to the instance's chain; the caller saves the instance."""
    record.chain_no += 1
    facts = payload(
        record.id, record.chain_no, type_, uow.now, actor.id, data, case_no, task_id, actor.on_behalf_of
    )
    record.chain_hash = link(record.chain_hash, facts)
    uow.add(
        Event(
            chain=record.id,
            chain_no=record.chain_no,
            type=type_,
            at=uow.now,
            actor=actor.id,
            data=data,
            hash=record.chain_hash,
            case_no=case_no,
            task_id=task_id,
            on_behalf_of=actor.on_behalf_of,
        )
    )


def link(previous: bytes, facts: dict[str, Any]) -> bytes:
    """The hash of an event, from that of the event before (empty for the first)."""
    return bytes.fromhex(audit.link(previous.hex() or audit.GENESIS, facts))


def payload(
    chain: str,
    chain_no: int,
    type_: str,
    at: Any,
    actor: str,
    data: dict[str, Any],
    case_no: str | None,
    task_id: str | None,
    on_behalf_of: str | None,
) -> dict[str, Any]:
    """What the hash of an event covers; times in whole microseconds since 1970, UTC."""
    return {
        "chain": chain,
        "no": chain_no,
        "type": type_,
        "at": round(at.timestamp() * 1_000_000),
        "actor": actor,
        "data": data,
        "case_no": case_no,
        "task_id": task_id,
        "on_behalf_of": on_behalf_of,
    }


def alone(uow: UnitOfWork, actor: Actor, chain: str, type_: str, **data: Any) -> None:
    """Record an event that belongs to no instance, on its own."""
    facts = payload(chain, 0, type_, uow.now, actor.id, data, None, None, actor.on_behalf_of)
    uow.add(
        Event(
            chain=chain,
            chain_no=0,
            type=type_,
            at=uow.now,
            actor=actor.id,
            data=data,
            hash=link(b"", facts),
            on_behalf_of=actor.on_behalf_of,
        )
    )
