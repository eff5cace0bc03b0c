"""Visits of elements become activity rows; a completed visit brings the element's milestone, documents and notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tongban.engine.bpmn import step
from tongban.engine.ports import Activity
from tongban.engine.use_cases.flow import families, journal, members, milestones

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


@dataclass(slots=True)
class Visits:
    """Activity rows of this act: new ones, and the ends of older ones."""

    new: dict[int, Activity] = field(default_factory=dict)
    ended: list[Activity] = field(default_factory=list)


def entered(act: Act, run: Run, effect: step.Entered) -> None:
    """A visit began."""
    run.visits.new[effect.no] = Activity(
        instance_id=run.record.id,
        no=effect.no,
        element=effect.element,
        scope=effect.scope,
        state="active",
        started_at=act.uow.now,
    )


def left(act: Act, run: Run, effect: step.Left) -> None:
    """A visit ended; what the element says happens on completion happens now."""
    activity = run.visits.new.get(effect.no)
    if activity is None:
        activity = Activity(run.record.id, effect.no, effect.element, 0, effect.state, act.uow.now)
        run.visits.ended.append(activity)
    activity.state = effect.state
    activity.ended_at = act.uow.now
    if effect.state == "completed" and run.case is not None:
        before = run.case.state
        milestones.element_completed(act, run, effect.element)
        if families.is_member(run):
            members.element_completed(act, run, run.definition.elements[effect.element], before)


def decision_made(act: Act, run: Run, effect: step.DecisionMade) -> None:
    """A business rule task decided: inputs, outputs and rules stay on record."""
    journal.write(
        act,
        run,
        "decision.made",
        element=effect.element,
        decision=effect.decision,
        inputs=_asked(run, effect),
        outputs=effect.outputs,
        matched_rules=[dict(rule) for rule in effect.matched_rules],
    )


def _asked(run: Run, effect: step.DecisionMade) -> dict[str, object]:
    """The variables the decision needs; the others are not its business."""
    model = run.item.decisions.get(effect.decision) if run.item else None
    if model is None:
        return dict(effect.inputs)
    return {name: effect.inputs.get(name) for name in model.inputs(effect.decision)}


def link(run: Run, no: int, *, token: int, task_id: str | None = None, child: str | None = None) -> None:
    """Tell a new visit what it waits for."""
    activity = run.visits.new.get(no)
    if activity is not None:
        activity.token = token
        activity.task_id = task_id or activity.task_id
        activity.child_instance_id = child or activity.child_instance_id


def write(act: Act, run: Run) -> None:
    """Buffer the rows of this act."""
    for activity in run.visits.new.values():
        act.uow.add(activity)
    for activity in run.visits.ended:
        act.uow.save(activity, "state", "ended_at")
    run.visits = Visits()
