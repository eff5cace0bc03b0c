"""Who may do what: one table from verb to the grounds on which an actor is let through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongban.engine import errors
from tongban.engine.domain.actor import AUDIT_ADMINISTRATOR, SECURITY_ADMINISTRATOR, Actor, user_ref


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


def _visits(actor: Actor, thing: Thing) -> bool:
    """Whoever comes to a window: applicants and agents with an account, and staff for themselves."""
    return actor.kind == "applicant" or actor.is_staff


def _works_on(actor: Actor, thing: Thing) -> bool:
    """Somebody of the administration with work on it, now or before."""
    return actor.is_staff and (candidate(actor, thing) or involved(actor, thing))


def staff(actor: Actor, thing: Thing) -> bool:
    return actor.is_staff


def anyone(actor: Actor, thing: Thing) -> bool:
    return True


def holds_no_post(actor: Actor, thing: Thing) -> bool:
    """An applicant, for themselves."""
    return actor.kind == "applicant" and actor.on_behalf_of is None


def is_program(actor: Actor, thing: Thing) -> bool:
    """An API client in its own name; its scopes say what of it."""
    return actor.access is not None and actor.id == f"client:{actor.access.client}"


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
    "identity.confirm": (role("window_clerk"),),
    "mandate.give": (holds_no_post,),
    "mandate.revoke": (holder,),
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
    "case.rating": (applicant, _leads_here, _oversees),
    "case.commit": (applicant, _window_here),
    "case.sign_for": (_window_here, role_here("handler", "seal_keeper", "cert_officer")),
    "case.reveal": (role_here("window_clerk", "handler", *LEADERS), _oversees),
    "joint.lead": (_leads_here, _window_here, role_here("handler")),
    "joint.read_notice": (of_unit,),
    "material.read": (applicant, involved, of_unit, _oversees),
    "document.review": (_leads_here, role_here("handler", "reviewer")),
    "document.seal": (role_here("seal_keeper"), _leads_here),
    "document.issue": (_leads_here, role_here("handler", "seal_keeper", "cert_officer"), _window_here),
    "template.read": (staff,),
    "template.change": (role_here("unit_admin"),),
    "licence.read": (staff,),
    "archive.read": (of_unit, _oversees),
    "document.read": (applicant, involved, of_unit, _oversees),
    "item.read": (anyone,),
    "item.draft": (role("item_admin"),),
    "item.learn": (role("item_admin"), _oversees),
    "base_list.manage": (nobody,),
    "item.import": (role("item_admin"),),
    "item.publish": (role("item_admin"),),
    "item.submit": (role("item_admin"),),
    "publication.govern": (nobody,),
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
    "instance.restart": (_designs,),
    "definition.schedule": (_designs,),
    "queue.read": (_designs_or_oversees,),
    "batch.read": (_designs_or_oversees,),
    "batch.manage": (_designs,),
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
    "event.read": (_oversees, role(AUDIT_ADMINISTRATOR), is_program),
    "instance.history": (_oversees, role(AUDIT_ADMINISTRATOR)),
    "audit.read": (_oversees, role(AUDIT_ADMINISTRATOR)),
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
    "inbox.arrange": (staff,),
    "visit.book": (_visits,),
    "visit.arrange": (_window_here, role_here("unit_admin")),
    "case.papers": (_works_on, _window_here, role_here("handler", "seal_keeper", "cert_officer", *LEADERS)),
    "case.tick": (_works_on, _window_here),
    "case.collect": (_window_here, role_here("handler", "cert_officer", "seal_keeper")),
    "session.end": (holder, role(SECURITY_ADMINISTRATOR)),
    "account.manage": (role(SECURITY_ADMINISTRATOR),),
    "token.create": (holder,),
    "token.revoke": (holder,),
    "person.read": (staff,),
    "person.change": (role_here("unit_admin"),),
    "person.manage": (role(SECURITY_ADMINISTRATOR),),
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
    "sandbox.read": (_designs,),
    "sandbox.reset": (nobody,),
    "connector.read": (_designs,),
    "connector.manage": (nobody,),
    "retention.read": (_oversees,),
    "retention.manage": (nobody,),
    "hold.manage": (_oversees,),
    "metrics.read": (nobody,),
}


#: What the administrator of the system leaves to those of security and audit (三员分立).
APART = frozenset({"account.manage", "audit.read", "event.read", "session.end"})


def may(actor: Actor, verb: str, thing: Thing = NOTHING) -> None:
    """errors.NotAllowed unless one ground holds; administrators, but for what is APART, and the system pass."""
    if not allowed(actor, verb, thing):
        raise errors.NotAllowed(verb=verb)


def allowed(actor: Actor, verb: str, thing: Thing = NOTHING) -> bool:
    grounds = RULES[verb]
    passes = actor.is_system or (actor.is_admin and verb not in APART)
    return passes or any(ground(actor, thing) for ground in grounds)
