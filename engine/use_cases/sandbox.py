"""Emptying the sandbox: who may, and that it is on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases.flow import journal


@dataclass(frozen=True, slots=True)
class ResetSandbox:
    """Everything in it goes, and it begins again with the office as it is now."""


def reset_sandbox(command: ResetSandbox, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{reset}`; the caller empties it once this is committed."""
    may(actor, "sandbox.reset")
    journal.alone(uow, actor, uow.new_id(), "sandbox.reset")
    return {"reset": True}
