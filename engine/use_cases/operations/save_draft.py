"""暂存: keep what was entered so far; the flow does not see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases.flow import journal, parts
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.step_form import check_variables


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """The whole form as it stands, checked only for its names and size."""

    task_id: str
    variables: Mapping[str, Any] = field(default_factory=dict)


def save_draft(command: SaveDraft, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The draft."""
    ground = grounds.stand(uow, actor, command.task_id, "task.save_draft", "saveDraft")
    check_variables(command.variables)
    draft = parts.keep_draft(ground.act, ground.task, command.variables, actor.id)
    journal.write(
        ground.act,
        ground.run,
        "task.draft_saved",
        task_id=ground.task.id,
        element=ground.task.element,
        fields=sorted(command.variables),
    )
    ground.act.settle()
    return {"task_id": draft.task_id, "variables": draft.variables, "saved_at": draft.saved_at}
