"""Who may work on a step: the step's candidate rule becomes names of people and groups, never lists of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from tongban.engine import bpmn
from tongban.engine.domain.actor import group_ref, user_ref
from tongban.engine.ports import Holding, Post, Task, Unit
from tongban.engine.use_cases.flow import four_eyes, journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

UNIT_ADMIN = "unit_admin"
EACH_SIGNS = ("all", "ratio", "count", "weight", "sequential", "leader")


class Office(Protocol):
    """What rules ask of the people there are; every UnitOfWork can answer."""

    def known_groups(self, names: Any) -> set[str]: ...

    def get(self, record_type: Any, *key: Any) -> Any: ...

    def find(self, record_type: Any, **where: Any) -> Any: ...


def resolve(act: Act, run: Run, element: bpmn.Element, variables: Mapping[str, Any]) -> list[str]:
    """Candidate refs in the order of the rule, each once; for a case never empty: its unit's administrator is last."""
    rule = element.extensions.candidates
    refs: list[str] = []
    if rule is not None:
        own = run.case.unit if run.case else None
        unit = rule.unit or own
        refs.extend(named(act.uow, rule, own))
        for value in rule.user_expressions:
            refs.extend(refs_of(value(variables), user_ref))
        for value in (*rule.group_expressions, *((rule.expression,) if rule.expression else ())):
            refs.extend(refs_of(value(variables), group_ref))
        refs.extend(_related(act, run, rule.relation, unit))
    found = list(dict.fromkeys(refs))
    if run.case is not None:
        barred = run.case.applicant_user if four_eyes.bars_applicant(element) else None
        return _held(act, run, element, [ref for ref in found if barred is None or ref != user_ref(barred)])
    return found


def named(office: Office, rule: bpmn.Candidates, own: str | None) -> list[str]:
    """Whom the rule names by itself, whatever a case of the unit `own` holds."""
    refs = [user_ref(name) for name in rule.users]
    if rule.region:
        refs.extend(_in_region(office, own, rule))
    else:
        refs.extend(group_ref(_role_in(role, rule.unit or own)) for role in rule.roles)
    return [*refs, *(group_ref(name) for name in (*rule.posts, *rule.units, *rule.groups))]


def _held(act: Act, run: Run, element: bpmn.Element, refs: list[str]) -> list[str]:
    """Groups nobody holds are left out; when nothing is left the unit's administrator gets the work, with a warning."""
    assert run.case is not None
    held, missing = parted(act.uow, refs)
    if missing or not held:
        journal.write(act, run, "task.nobody_found", element=element.id, missing=missing)
    return settled(act.uow, element, refs, held, missing, run.case.unit)


def parted(office: Office, refs: list[str]) -> tuple[list[str], list[str]]:
    """Those that stand for somebody, and the groups nobody holds."""
    groups = [ref.removeprefix("group:") for ref in refs if ref.startswith("group:")]
    known = office.known_groups(groups) if groups else set()
    held = [ref for ref in refs if not ref.startswith("group:") or ref.removeprefix("group:") in known]
    return held, [ref for ref in refs if ref not in held]


def settled(
    office: Office, element: bpmn.Element, refs: list[str], held: list[str], missing: list[str], own: str
) -> list[str]:
    """Who has the work, once it is known which groups nobody holds; `own` is the case's unit."""
    approval = element.extensions.approval
    if missing and approval is not None and approval.mode in EACH_SIGNS:
        # A seat that nobody holds stays a seat: a department must not drop out of a joint review unseen.
        return list(dict.fromkeys(_stands_in(office, own, ref) if ref in missing else ref for ref in refs))
    return held or [group_ref(f"{UNIT_ADMIN}@{own}"), group_ref(UNIT_ADMIN)]


def _stands_in(office: Office, own: str, ref: str) -> str:
    """The administrator of the unit a reference names, else of the case's unit, else any."""
    units = [ref.partition("@")[2] or ref.removeprefix("group:"), own]
    names = [f"{UNIT_ADMIN}@{unit}" for unit in units]
    known = office.known_groups(names)
    return group_ref(next((name for name in names if name in known), UNIT_ADMIN))


def _in_region(office: Office, own: str | None, rule: bpmn.Candidates) -> list[str]:
    """The roles in those units of a region that somebody holds them in."""
    code = rule.region
    if code in ("own", "city"):
        unit = office.get(Unit, own) if own is not None else None
        region = unit.region if unit is not None else ""
        code = region if code == "own" else f"{region[:4]}00"
    units = office.find(Unit, region=code, order="code")
    names = [f"{role}@{unit.code}" for unit in units for role in rule.roles]
    held = office.known_groups(names) if names else set()
    return [group_ref(name) for name in names if name in held]


def _role_in(role: str, unit: str | None) -> str:
    return role if "@" in role or unit in (None, "", "*") else f"{role}@{unit}"


def refs_of(value: Any, make: Any) -> Iterable[str]:
    """The refs an expression's value names: a list, or names with commas between them."""
    values = value if isinstance(value, list) else [value]
    for one in values:
        for name in str(one).split(",") if isinstance(one, str) else ():
            name = name.strip()
            if name:
                yield name if name.startswith(("user:", "group:")) else make(name)


def leader_of(unit: str) -> str:
    """Who leads a unit."""
    return group_ref(f"branch_leader@{unit}")


def _related(act: Act, run: Run, relation: str, unit: str | None) -> list[str]:
    if relation == "initiator":
        return [user_ref(run.record.starter)]
    if relation == "applicant" and run.case is not None:
        # An applicant without an account is served by the window that registered the case.
        return [user_ref(run.case.applicant_user or run.case.registered_by)]
    if relation == "leadUnitLeader" and unit is not None:
        return [leader_of(unit)]
    if relation == "initiatorUnit":
        posts = [one.post for one in act.uow.find(Holding, username=run.record.starter, order="post")]
        return [group_ref(one.unit) for one in act.uow.find(Post, code=posts, order="code")] if posts else []
    if relation == "previousHandler":
        done = act.uow.find(
            Task, limit=1, order="-completed_at", instance_id=run.record.id, state="completed"
        )
        return [user_ref(task.completed_by) for task in done if task.completed_by]
    return []
