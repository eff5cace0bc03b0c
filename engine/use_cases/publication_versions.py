"""What becomes of versions: withdrawn from use, put back in force, a planned day called off, a day that comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import SYSTEM, Actor
from tongban.engine.ports import ItemVersion, Timer, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.import_item import version_view
from tongban.engine.use_cases.publication_force import SCHEDULED, WITHDRAWN, put_in_force, retire
from tongban.engine.use_cases.publication_rules import may_publish_directly
from tongban.engine.use_cases.publication_telling import tell_of_version

MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class WithdrawVersion:
    """Take the version in force out of use: nobody can apply any more, running cases go on.

    `reason` is what applicants are told. With `restore` the version before comes back into force.
    """

    version_id: str
    reason: str
    restore: bool = False


@dataclass(frozen=True, slots=True)
class RestoreVersion:
    """Put a version that was replaced or withdrawn back in force."""

    version_id: str
    change_note: str


@dataclass(frozen=True, slots=True)
class CancelSchedule:
    """A version shall not take effect on its day after all."""

    version_id: str


def withdraw_version(command: WithdrawVersion, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The version; `restored` is the number of the one that took its place, None for none."""
    may_publish_directly(actor, uow)
    version = _locked(uow, command.version_id)
    reason = command.reason.strip()
    if not reason or len(reason) > MOST_REASON:
        told = f"请写理由，不超过 {MOST_REASON} 字 / give a reason of at most {MOST_REASON} characters"
        raise errors.Invalid(errors=[{"field": "reason", "message": told}])
    _check_state(version, "published")
    before = _before(uow, version) if command.restore else None
    if command.restore and before is None:
        told = "没有可以恢复的上一版 / there is no earlier version to restore"
        raise errors.Invalid(errors=[{"field": "restore", "message": told}])
    version.state, version.withdrawn_at, version.withdrawn_by = "withdrawn", uow.now, actor.id
    version.withdraw_reason = reason
    uow.save(version, *WITHDRAWN)
    retire(uow, version)
    facts = {"code": version.code, "version": version.version, "reason": reason}
    journal.alone(uow, actor, uow.new_id(), "item.withdrawn", **facts)
    if before is not None:
        put_in_force(uow, actor, before)
    return {**version_view(version), "restored": before.version if before is not None else None}


def restore_version(command: RestoreVersion, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The version, in force again."""
    may_publish_directly(actor, uow)
    note = command.change_note.strip()[:2000]
    if not note:
        raise errors.Invalid(errors=[{"field": "change_note", "message": "请写变更说明 / say what changed"}])
    version = _locked(uow, command.version_id)
    _check_state(version, "replaced", "withdrawn")
    put_in_force(uow, actor, version)
    facts = {"code": version.code, "version": version.version, "note": note}
    journal.alone(uow, actor, uow.new_id(), "item.restored", **facts)
    return version_view(version)


def cancel_schedule(command: CancelSchedule, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The version, drafted as before."""
    may_publish_directly(actor, uow)
    version = _locked(uow, command.version_id)
    _check_state(version, "scheduled")
    _unschedule(uow, version)
    tell_of_version(uow, actor, version, "publication_unscheduled")
    journal.alone(
        uow, actor, uow.new_id(), "item.schedule_cancelled", code=version.code, version=version.version
    )
    return version_view(version)


def take_effect(uow: UnitOfWork, timer: Timer) -> bool:
    """The planned day has come. A version that cannot be put in force any more is a draft again, with the reason."""
    version = uow.get(ItemVersion, timer.id, lock=True)
    uow.remove(Timer, id=timer.id)
    if version is None or version.state != "scheduled":
        return False
    by = version.published_by
    try:
        put_in_force(uow, SYSTEM, version)
    except errors.InvalidItem as refused:
        _unschedule(uow, version)
        told = [str(one.get("message")) for one in refused.errors]
        facts = {"code": version.code, "version": version.version, "problems": told}
        journal.alone(uow, SYSTEM, uow.new_id(), "item.schedule_failed", **facts)
        tell_of_version(uow, SYSTEM, version, "publication_not_in_force", note="；".join(told))
        return True
    # Whoever decided on it stands with it, not the worker that did it.
    version.published_by = by
    uow.save(version, "published_by")
    tell_of_version(uow, SYSTEM, version, "publication_in_force")
    return True


def _unschedule(uow: UnitOfWork, version: ItemVersion) -> None:
    uow.remove(Timer, id=version.id)
    version.state, version.effective_at = "drafted", None
    uow.save(version, *SCHEDULED)


def _locked(uow: UnitOfWork, version_id: str) -> ItemVersion:
    version = uow.get(ItemVersion, version_id, lock=True)
    if version is None:
        raise errors.NotFound(item_version=version_id)
    return version


def _check_state(version: ItemVersion, *states: str) -> None:
    if version.state not in states:
        raise errors.Conflict(
            f"第 {version.version} 版不是这个状态 / version {version.version} is {version.state}",
            current={"state": version.state},
        )


def _before(uow: UnitOfWork, version: ItemVersion) -> ItemVersion | None:
    """The version that was in force before this one."""
    replaced = uow.find(ItemVersion, code=version.code, state="replaced", limit=1000)
    known = [one for one in replaced if one.published_at is not None and one.id != version.id]
    return max(known, key=lambda one: (one.published_at or one.created_at, one.version), default=None)
