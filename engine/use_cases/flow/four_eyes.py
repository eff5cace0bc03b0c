"""Who must not act although the step is theirs: the applicant, whoever accepted the case, the same person twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Task, UnitOfWork

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

UNSAID = bpmn.Operations(None)
DECIDING = ("approve", "reject")


def rule_of(element: bpmn.Element) -> bpmn.Operations:
    """What the step says of its operations; a step that says nothing has the defaults."""
    return element.extensions.operations or UNSAID


def bars_applicant(element: bpmn.Element) -> bool:
    """Nobody decides on their own application, unless the step says so or is the applicant's own."""
    extensions = element.extensions
    decides = extensions.approval is not None or any(one.kind in DECIDING for one in extensions.outcomes)
    own = extensions.candidates is not None and extensions.candidates.relation in ("applicant", "initiator")
    return rule_of(element).not_applicant and decides and not own


def check(act: Act, run: Run, task: Task, element: bpmn.Element) -> None:
    """NotAllowed names the rule that stands in the way."""
    actor = act.actor
    if actor.is_system:
        return
    who = [name for name in (actor.id, actor.on_behalf_of) if name]
    rule = rule_of(element)
    if run.case is not None and run.case.applicant_user in who and bars_applicant(element):
        raise _barred("not_applicant", "申请人不得办理本环节", "the applicant must not do this step")
    if not (rule.not_same_person or rule.not_acceptor):
        return
    earlier = {one.element for one in _done(act.uow, run.record.id, who) if one.element != element.id}
    if earlier.intersection(rule.not_same_person) or (earlier and rule.not_same_person == ("*",)):
        raise _barred("not_same_person", "同一人不得办理两个环节", "the same person must not do both steps")
    if rule.not_acceptor and any(_accepts(run.definition.elements[one]) for one in earlier):
        raise _barred(
            "not_acceptor", "受理人不得办理本环节", "whoever accepted the case must not do this step"
        )


def check_vote(actor: Actor, body: Mapping[str, Any]) -> None:
    """Nobody signs one step twice, whatever posts they hold."""
    signed = any(vote["by"] == actor.id for vote in body["votes"])
    if signed and not (actor.is_admin or actor.is_system):
        raise _barred("not_twice", "您已在本环节签署", "you have signed this step already")


def _done(uow: UnitOfWork, instance_id: str, who: list[str]) -> list[Task]:
    found = uow.find(Task, instance_id=instance_id, state="completed", completed_by=who)
    return [one for one in found if one.part is None]


def _accepts(element: bpmn.Element) -> bool:
    milestone = element.extensions.milestone
    return milestone is not None and milestone.state == "accepted"


def _barred(rule: str, zh: str, en: str) -> errors.NotAllowed:
    return errors.NotAllowed(f"{zh} / {en}", rule=rule)
