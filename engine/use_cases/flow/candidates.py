"""Who may work on a step: the step's candidate rule becomes names of people and groups, never lists of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine import bpmn
from tongban.engine.domain.actor import group_ref, user_ref
from tongban.engine.ports import Holding, Post, Task, Unit
from tongban.engine.use_cases.flow import four_eyes, journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

UNIT_ADMIN = "unit_admin"
EACH_SIGNS = ("all", "ratio", "count", "weight", "sequential", "leader")


def resolve(act: Act, run: Run, element: bpmn.Element, variables: Mapping[str, Any]) -> list[str]:
    """Candidate refs in the order of the rule, each once; for a case never empty: its unit's administrator is last."""
    rule = element.extensions.candidates
    refs: list[str] = []
    if rule is not None:
        unit = rule.unit or (run.case.unit if run.case else None)
        refs.extend(user_ref(name) for name in rule.users)
        if rule.region:
            refs.extend(_in_region(act, run, rule))
        else:
            refs.extend(group_ref(_role_in(role, unit)) for role in rule.roles)
        refs.extend(group_ref(name) for name in (*rule.posts, *rule.units, *rule.groups))
        for value in rule.user_expressions:
            refs.extend(_refs(value(variables), user_ref))
        for value in (*rule.group_expressions, *((rule.expression,) if rule.expression else ())):
            refs.extend(_refs(value(variables), group_ref))
        refs.extend(_related(act, run, rule.relation, unit))
    found = list(dict.fromkeys(refs))
    if run.case is not None:
        barred = run.case.applicant_user if four_eyes.bars_applicant(element) else None
        return _held(act, run, element, [ref for ref in found if barred is None or ref != user_ref(barred)])
    return found


def _held(act: Act, run: Run, element: bpmn.Element, refs: list[str]) -> list[str]:
    """Groups nobody holds are left out; when nothing is left the unit's administrator gets the work, with a warning."""
    assert run.case is not None
    groups = [ref.removeprefix("group:") for ref in refs if ref.startswith("group:")]
    known = act.uow.known_groups(groups) if groups else set()
    held = [ref for ref in refs if not ref.startswith("group:") or ref.removeprefix("group:") in known]
    missing = [ref for ref in refs if ref not in held]
    if not missing and held:
        return held
    journal.write(act, run, "task.nobody_found", element=element.id, missing=missing)
    approval = element.extensions.approval
    if missing and approval is not None and approval.mode in EACH_SIGNS:
        # A seat that nobody holds stays a seat: a department must not drop out of a joint review unseen.
        return list(dict.fromkeys(_stands_in(act, run, ref) if ref in missing else ref for ref in refs))
    return held or [group_ref(f"{UNIT_ADMIN}@{run.case.unit}"), group_ref(UNIT_ADMIN)]


def _stands_in(act: Act, run: Run, ref: str) -> str:
    """The administrator of the unit a reference names, else of the case's unit, else any."""
    assert run.case is not None
    units = [ref.partition("@")[2] or ref.removeprefix("group:"), run.case.unit]
    names = [f"{UNIT_ADMIN}@{unit}" for unit in units]
    known = act.uow.known_groups(names)
    return group_ref(next((name for name in names if name in known), UNIT_ADMIN))


def _in_region(act: Act, run: Run, rule: bpmn.Candidates) -> list[str]:
    """The roles in those units of a region that somebody holds them in."""
    code = rule.region
    if code in ("own", "city"):
        unit = act.uow.get(Unit, run.case.unit) if run.case is not None else None
        own = unit.region if unit is not None else ""
        code = own if code == "own" else f"{own[:4]}00"
    units = act.uow.find(Unit, region=code, order="code")
    names = [f"{role}@{unit.code}" for unit in units for role in rule.roles]
    held = act.uow.known_groups(names) if names else set()
    return [group_ref(name) for name in names if name in held]


def _role_in(role: str, unit: str | None) -> str:
    return role if "@" in role or unit in (None, "", "*") else f"{role}@{unit}"


def _refs(value: Any, make: Any) -> Iterable[str]:
    values = value if isinstance(value, list) else [value]
    for one in values:
        for name in str(one).split(",") if isinstance(one, str) else ():
            name = name.strip()
            if name:
                yield name if name.startswith(("user:", "group:")) else make(name)


def _related(act: Act, run: Run, relation: str, unit: str | None) -> list[str]:
    if relation == "initiator":
        return [user_ref(run.record.starter)]
    if relation == "applicant" and run.case is not None:
        # An applicant without an account is served by the window that registered the case.
        return [user_ref(run.case.applicant_user or run.case.registered_by)]
    if relation == "leadUnitLeader" and unit is not None:
        return [group_ref(f"branch_leader@{unit}")]
    if relation == "initiatorUnit":
        posts = [one.post for one in act.uow.find(Holding, username=run.record.starter, order="post")]
        return [group_ref(one.unit) for one in act.uow.find(Post, code=posts, order="code")] if posts else []
    if relation == "previousHandler":
        done = act.uow.find(
            Task, limit=1, order="-completed_at", instance_id=run.record.id, state="completed"
        )
        return [user_ref(task.completed_by) for task in done if task.completed_by]
    return []
