"""签收: papers posted between two windows have arrived; the flow that waited for them goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Task, UnitOfWork
from tongban.engine.use_cases.flow import Act, calls, journal
from tongban.engine.use_cases.things import find_case
from tongban.engine.use_cases.views import case_view

MESSAGE = "papers_received"


@dataclass(frozen=True, slots=True)
class SignForPapers:
    """`note` says in which condition they came."""

    case_no: str
    note: str = ""


def sign_for_papers(command: SignForPapers, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case, going on; Conflict when nothing is on the way, NotAllowed for whoever sent them off."""
    case, instance = find_case(uow, actor, "case.sign_for", command.case_no)
    act = Act(uow, actor)
    run = act.open(instance, case)
    waits = calls.message_targets(act, MESSAGE, None, {}, instance.id)
    if not waits:
        raise errors.Conflict("没有待签收的材料 / no papers are on the way", current={"state": case.state})
    sent = uow.find(Task, limit=1, order="-completed_at", instance_id=instance.id, state="completed")
    if sent and sent[0].completed_by == actor.id and not actor.is_admin:
        raise errors.NotAllowed(
            "寄件人不得签收自己寄出的材料 / whoever posted the papers does not sign for them"
        )
    note = command.note.strip()
    journal.write(act, run, "case.papers_received", element=waits[0].element, note=note)
    received = {"papers_received_on": uow.calendar().day_of(uow.now).isoformat(), "papers_note": note}
    calls.deliver_message(act, waits[0], received)
    act.settle()
    return case_view(case)
