"""An instance that cannot go on stands still with its reason, until somebody repairs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.bpmn import step
from tongban.engine.ports import Incident
from tongban.engine.use_cases.flow import journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


def raised(act: Act, run: Run, effect: step.IncidentRaised) -> None:
    """Keep the reason and mark the instance."""
    run.record.state = "incident"
    act.uow.add(
        Incident(
            id=act.uow.new_id(),
            instance_id=run.record.id,
            element=effect.element,
            no=effect.no,
            reason=effect.code,
            message=effect.message,
            created_at=act.uow.now,
        )
    )
    journal.write(
        act, run, "incident.raised", element=effect.element, reason=effect.code, message=effect.message
    )
