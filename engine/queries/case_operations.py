"""What somebody may do to a case itself now."""

from __future__ import annotations

from dataclasses import replace

from tongban.engine import items
from tongban.engine.domain.actor import Actor, group_ref, user_ref
from tongban.engine.domain.authorize import Thing, allowed
from tongban.engine.domain.case_state import DECIDED, is_closed
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Case, Task
from tongban.engine.use_cases.operations.reopen import BY_MISTAKE
from tongban.engine.use_cases.regimes.give_commitment import BEFORE_ACCEPTANCE


def case_operations(actor: Actor, found: Case, tasks: list[Task], item: items.Item) -> list[str]:
    """What this actor may do to the case itself now."""
    involved = {ref for task in tasks if task.state in TASK_OPEN for ref in task.candidates}
    involved.add(group_ref(found.window_unit))
    thing = Thing(unit=found.unit, applicant=found.applicant_user, involved=frozenset(involved))
    own = actor.id in (found.applicant_user, found.registered_by)
    ended, decided = is_closed(found.state), found.state in DECIDED
    under_review = found.state in ("accepted", "under_review", "reported")
    ways = item.sheet.ways
    possible = {
        "attach": not ended and (own or allowed(actor, "case.attach", thing)),
        "supplement": found.state == "correction_requested"
        and (own or allowed(actor, "case.supplement", thing)),
        "withdraw": not ended and not decided and allowed(actor, "case.withdraw", thing),
        "void": not ended and not decided and allowed(actor, "case.void", thing),
        "suspend": under_review and allowed(actor, "case.suspend", thing),
        "resume": found.state == "suspended" and allowed(actor, "case.resume", thing),
        "extend": under_review and allowed(actor, "case.extend", thing),
        "commit": ways.commitment is not None
        and found.state in BEFORE_ACCEPTANCE
        and allowed(actor, "case.commit", thing),
        "sign_for": ways.elsewhere is not None and not ended and allowed(actor, "case.sign_for", thing),
        "rate": (ended or found.state == "delivered") and allowed(actor, "case.rate", thing),
        "urge": actor.id == found.applicant_user
        and not ended
        and any(_may_be_urged(actor, task) for task in tasks),
        "hand_papers": actor.is_staff and allowed(actor, "case.papers", _worked_on(thing, tasks)),
        "tick_review": actor.is_staff and not ended and allowed(actor, "case.tick", _worked_on(thing, tasks)),
        "collect": actor.is_staff and (ended or decided) and allowed(actor, "case.collect", thing),
        "reopen": found.state in BY_MISTAKE and allowed(actor, "case.reopen", thing),
    }
    return [name for name, holds in possible.items() if holds]


def _worked_on(thing: Thing, tasks: list[Task]) -> Thing:
    """The same with whoever has or had work on it."""
    people = {name for task in tasks for name in (task.assignee, task.completed_by) if name}
    return replace(thing, involved=thing.involved | {user_ref(name) for name in people})


def _may_be_urged(actor: Actor, task: Task) -> bool:
    """Roughly: whether the step allows it the act itself knows."""
    return task.state in TASK_OPEN and task.part is None and task.assignee != actor.id
