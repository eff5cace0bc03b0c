"""Keep the archive package of a closed case, and say on the record which one it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.case_state import is_closed
from tongban.engine.ports import ArchivePackage, Case, Instance, UnitOfWork
from tongban.engine.use_cases.flow import journal


@dataclass(frozen=True, slots=True)
class KeepArchive:
    """`chain_no` is the last event the package holds; one that came after makes the package stale."""

    case_id: str
    content: bytes
    chain_no: int


def keep_archive(command: KeepArchive, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The hash and size of the package; Conflict when the case went on meanwhile."""
    case = uow.get(Case, command.case_id)
    instance = uow.get(Instance, case.instance_id, lock=True) if case and case.instance_id else None
    if case is None or instance is None:
        raise errors.NotFound(case=command.case_id)
    if not is_closed(case.state) or instance.chain_no != command.chain_no:
        raise errors.Conflict("The case went on while its package was made.", current={"state": case.state})
    sha256 = uow.files.put(command.content)
    facts: dict[str, Any] = {"sha256": sha256, "size": len(command.content)}
    journal.append(uow, actor, instance, "archive.made", case_no=case.case_no, **facts)
    uow.save(instance, "chain_no", "chain_hash")
    kept = uow.get(ArchivePackage, case.id, lock=True)
    made = ArchivePackage(case.id, sha256, len(command.content), instance.chain_no, actor.id, uow.now)
    if kept is None:
        uow.add(made)
    else:
        uow.save(made)
    return {"case_no": case.case_no, **facts}
