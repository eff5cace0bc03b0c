"""Tasks and cases as the rules of `authorize` see them."""

from __future__ import annotations

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, group_ref, user_ref
from tongban.engine.domain.authorize import Thing, allowed, may
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Case, Instance, Person, Task, UnitOfWork


def thing_of_task(task: Task) -> Thing:
    """An open task: who has it, who may take it."""
    return Thing(candidates=frozenset(task.candidates), assignee=task.assignee)


def name_of(uow: UnitOfWork, username: str | None) -> str | None:
    """What somebody is called."""
    person = uow.get(Person, username) if username else None
    return person.name if person else username


def lock_task(uow: UnitOfWork, task_id: str) -> tuple[Task, Instance]:
    """The task and its instance as they are now; NotFound when there is none."""
    found = uow.lock_task(task_id)
    if found is None:
        raise errors.NotFound()
    return found


def check_task(actor: Actor, verb: str, task: Task) -> None:
    """NotFound for somebody who may not even know of the task, NotAllowed for one who may not do this."""
    thing = thing_of_task(task)
    if not allowed(actor, verb, thing) and not allowed(actor, "task.read", thing):
        raise errors.NotFound()
    may(actor, verb, thing)


def find_case(uow: UnitOfWork, actor: Actor, verb: str, case_no: str) -> tuple[Case, Instance]:
    """The case, locked by its instance, for an actor who may do `verb` to it; else NotFound or NotAllowed."""
    found = uow.find(Case, case_no=case_no, limit=1)
    if not found or found[0].instance_id is None:
        raise no_case(case_no)
    instance = uow.get(Instance, found[0].instance_id, lock=True)
    case = uow.get(Case, found[0].id, lock=True)
    assert instance is not None and case is not None
    thing = thing_of_case(uow, case)
    if actor.items and case.item_code not in actor.items and case.applicant_user != actor.id:
        # Whoever authorised them did so for other items.
        raise no_case(case_no)
    if not allowed(actor, verb, thing) and not allowed(actor, "case.read", thing):
        raise no_case(case_no)
    may(actor, verb, thing)
    return case, instance


def look_at_case(uow: UnitOfWork, actor: Actor, case_no: str) -> Case:
    """A case the actor may read, as it is now and not locked; else NotFound."""
    found = uow.find(Case, case_no=case_no, limit=1)
    if not found or not allowed(actor, "case.read", thing_of_case(uow, found[0])):
        raise no_case(case_no)
    return found[0]


def no_case(case_no: str) -> errors.NotFound:
    """The same answer for a case that is not there and for one that is not for the actor."""
    return errors.NotFound("There is no such case, or it is not for you.", case_no=case_no)


def thing_of_case(uow: UnitOfWork, case: Case) -> Thing:
    """A case: its unit, its applicant, and everybody who has or had work on it."""
    tasks = uow.find(Task, instance_id=case.instance_id, order="-id", limit=500)
    involved = {ref for task in tasks if task.state in TASK_OPEN for ref in task.candidates}
    involved.update(user_ref(task.completed_by) for task in tasks if task.completed_by)
    involved.update(user_ref(task.assignee) for task in tasks if task.assignee)
    involved.add(group_ref(case.window_unit))
    if case.channel != "online":
        # An agent who applied online is let in by the authorisation, while it lasts.
        involved.add(user_ref(case.registered_by))
    return Thing(unit=case.unit, applicant=case.applicant_user, involved=frozenset(involved))


def thing_of_unit(unit: str) -> Thing:
    """Anything that belongs to a unit and to nobody in it."""
    return Thing(unit=unit)
