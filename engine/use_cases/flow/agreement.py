"""超时默许: where the item says so, an assisting department whose limit passed has agreed; every use is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine import bpmn
from tongban.engine.domain.actor import group_ref
from tongban.engine.domain.case_state import DECIDED, is_closed
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Task
from tongban.engine.use_cases.flow import dossier, families, journal, telling, work
from tongban.engine.use_cases.flow.beginnings import LIMIT

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

MAX_STEPS = 50


def deem(act: Act, run: Run, clock_id: str | None) -> bool:
    """Whether the limit that passed was one after which silence agrees; then the sub-case goes on to its decision."""
    clock = dossier.of(act, run).clock(clock_id) if families.is_member(run) else None
    if clock is None or clock.kind != LIMIT or clock.state != "expired":
        return False
    family, row = families.of_member(act, run)
    member = family.spec.member(row.key)
    if member is None or not member.silence or row.state != "active":
        return False
    row.deemed = True
    act.uow.save(row)
    basis = member.silence.zh
    for chain in (run, family.joint):
        journal.write(act, chain, "member.deemed_agreed", member=row.key, basis=basis, rule="joint.silence")
    told = [group_ref(row.unit), group_ref(family.case.unit)]
    telling.notify(act, run, "joint_deemed", told, facts={"basis": basis})
    for _ in range(MAX_STEPS):
        if not _agree(act, run, f"逾期未反馈，视为同意。依据：{basis}"):
            break
        act.settle()
    return True


def _agree(act: Act, run: Run, opinion: str) -> bool:
    """Finish the open steps of an undecided sub-case by their approving outcome."""
    assert run.case is not None
    if run.case.state in DECIDED or is_closed(run.case.state):
        return False
    done = False
    for task in act.uow.find(Task, instance_id=run.record.id, state=TASK_OPEN, order="id"):
        outcome = _approving(run.definition.elements[task.element])
        if task.part is None and outcome is not None:
            work.finish(act, run, task, outcome, "approve", opinion, {})
            done = True
    return done


def _approving(element: bpmn.Element) -> str | None:
    outcomes = element.extensions.outcomes
    if not outcomes:
        return "approve" if element.extensions.approval is not None else "complete"
    return next((one.id for one in outcomes if one.kind == "approve"), None)
