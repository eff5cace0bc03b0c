"""Who may do what: one table from verb to the grounds on which an actor is let through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, user_ref


@dataclass(frozen=True, slots=True)
class Thing:
    """What a verb is about, as far as rights go; `involved` holds candidate refs with an interest."""

    candidates: frozenset[str] = frozenset()
    assignee: str | None = None
    unit: str | None = None
    applicant: str | None = None
    involved: frozenset[str] = frozenset()


NOTHING = Thing()

Ground = Callable[[Actor, Thing], bool]


def holder(actor: Actor, thing: Thing) -> bool:
    """Has it in hand, or stands in for the one who has."""
    return thing.assignee is not None and thing.assignee in (actor.id, actor.on_behalf_of)


def candidate(actor: Actor, thing: Thing) -> bool:
    stands_in = actor.on_behalf_of is not None and user_ref(actor.on_behalf_of) in thing.candidates
    return stands_in or not thing.candidates.isdisjoint(actor.refs)


def free_candidate(actor: Actor, thing: Thing) -> bool:
    return thing.assignee is None and candidate(actor, thing)


def applicant(actor: Actor, thing: Thing) -> bool:
    return thing.applicant is not None and thing.applicant in (actor.id, actor.on_behalf_of)


def involved(actor: Actor, thing: Thing) -> bool:
    return not thing.involved.isdisjoint(actor.refs)


def of_unit(actor: Actor, thing: Thing) -> bool:
    return thing.unit is not None and thing.unit in actor.units


def staff(actor: Actor, thing: Thing) -> bool:
    return actor.is_staff


def anyone(actor: Actor, thing: Thing) -> bool:
    return True


def nobody(actor: Actor, thing: Thing) -> bool:
    """Left to administrators and the system."""
    return False


def role(*names: str) -> Ground:
    """Holds one of these roles anywhere."""
    wanted = frozenset(names)
    return lambda actor, thing: not wanted.isdisjoint(actor.roles)


def role_here(*names: str) -> Ground:
    """Holds one of these roles in the unit the thing belongs to, or in one involved."""

    def here(actor: Actor, thing: Thing) -> bool:
        return any(
            one.role in names and (one.unit == thing.unit or f"group:{one.unit}" in thing.involved)
            for one in actor.holdings
        )

    return here


LEADERS = ("section_head", "branch_leader", "main_leader", "unit_admin")
_leads_here = role_here(*LEADERS)
_window_here = role_here("window_clerk")
_designs = role("item_admin", "flow_designer")
_oversees = role("supervisor", "auditor")
_designs_or_oversees = role("item_admin", "flow_designer", "supervisor")

RULES: dict[str, tuple[Ground, ...]] = {
    "task.read": (holder, candidate, involved, of_unit, _oversees),
    "task.claim": (holder, free_candidate),
    "task.complete": (holder, free_candidate),
    "task.release": (holder, _leads_here),
    "task.return": (holder, free_candidate),
    "task.reject": (holder, free_candidate),
    "task.transfer": (holder, free_candidate, _leads_here),
    "task.delegate": (holder, free_candidate),
    "task.add_signers": (holder, free_candidate),
    "task.remove_signers": (holder, _leads_here),
    "task.save_draft": (holder, free_candidate),
    "task.retrieve": (involved,),
    "task.urge": (applicant, involved, of_unit, _oversees),
    "task.cc": (holder, candidate, involved),
    "task.comment": (holder, candidate, involved, of_unit),
    "task.consult": (holder, free_candidate),
    "task.jump": (nobody,),
    "case.register": (anyone,),
    "case.register_for_other": (role("window_clerk"),),
    "case.read": (applicant, involved, of_unit, _oversees),
    "case.attach": (applicant, holder, candidate, _window_here),
    "case.supplement": (applicant, _window_here),
    "case.withdraw": (applicant, _window_here),
    "case.void": (_leads_here,),
    "case.reopen": (_leads_here,),
    "case.suspend": (holder, candidate, _leads_here, role_here("handler")),
    "case.resume": (holder, candidate, _leads_here, role_here("handler")),
    "case.extend": (_leads_here, role_here("handler")),
    "case.hearing": (holder, candidate, _leads_here, role_here("handler")),
    "case.ask_hearing": (applicant, _window_here),
    "case.clock": (_leads_here, role_here("handler")),
    "case.rate": (applicant,),
    "case.commit": (applicant, _window_here),
    "case.sign_for": (_window_here, role_here("handler", "seal_keeper", "cert_officer")),
    "case.reveal": (role_here("window_clerk", "handler", *LEADERS), _oversees),
    "joint.lead": (_leads_here, _window_here, role_here("handler")),
    "joint.read_notice": (of_unit,),
    "material.read": (applicant, involved, of_unit, _oversees),
    "document.read": (applicant, involved, of_unit, _oversees),
    "item.read": (anyone,),
    "item.draft": (role("item_admin"),),
    "item.import": (role("item_admin"),),
    "item.publish": (role("item_admin"),),
    "deploy": (_designs,),
    "definition.read": (staff,),
    "definition.enable": (_designs,),
    "instance.start": (_designs,),
    "instance.read": (involved, of_unit, _designs_or_oversees),
    "instance.suspend": (_designs,),
    "instance.resume": (_designs,),
    "instance.terminate": (_designs,),
    "instance.modify": (_designs,),
    "instance.migrate": (_designs,),
    "instance.reopen": (_designs,),
    "instance.variables": (_designs,),
    "timer.read": (_designs_or_oversees,),
    "timer.fire": (_designs,),
    "subscription.read": (_designs_or_oversees,),
    "message.correlate": (_designs,),
    "signal.broadcast": (_designs,),
    "receive.trigger": (_designs,),
    "decision.evaluate": (staff,),
    "incident.read": (_designs_or_oversees,),
    "incident.resolve": (_designs,),
    "job.read": (_designs_or_oversees,),
    "job.work": (_designs,),
    "draft.read": (_designs,),
    "draft.change": (_designs,),
    "event.read": (_oversees,),
    "audit.read": (_oversees,),
    "supervision.read": (_oversees, role(*LEADERS)),
    "supervision.configure": (role("supervisor"), role_here("unit_admin")),
    "alarm.list": (staff,),
    "alarm.read": (_oversees, of_unit, holder),
    "alarm.explain": (of_unit, holder),
    "alarm.appeal": (of_unit, holder),
    "alarm.lift": (role("supervisor"),),
    "alarm.uphold": (role("supervisor"),),
    "alarm.supervise": (role("supervisor"),),
    "message.read": (holder,),
    "token.create": (holder,),
    "token.revoke": (holder,),
    "person.read": (staff,),
    "person.change": (role_here("unit_admin"),),
    "green_project.read": (staff,),
    "green_project.change": (role("unit_admin"),),
    "credit.read": (staff,),
    "credit.repair": (role("unit_admin", "supervisor"),),
    "phrase.read": (staff,),
    "phrase.change": (_leads_here,),
    "calendar.read": (staff,),
    "calendar.moves": (_oversees, role(*LEADERS)),
    "calendar.change": (role_here("unit_admin"),),
    "webhook.manage": (nobody,),
    "client.manage": (nobody,),
    "connector.read": (_designs,),
    "connector.manage": (nobody,),
}


def may(actor: Actor, verb: str, thing: Thing = NOTHING) -> None:
    """errors.NotAllowed unless one ground holds; administrators and the system pass."""
    if not allowed(actor, verb, thing):
        raise errors.NotAllowed(verb=verb)


def allowed(actor: Actor, verb: str, thing: Thing = NOTHING) -> bool:
    grounds = RULES[verb]
    return actor.is_admin or actor.is_system or any(ground(actor, thing) for ground in grounds)
