"""A sub-case begins: its form is filled from the joint case, its limit runs, its department is told (抄告)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine import errors, feel
from tongban.engine.domain.actor import group_ref
from tongban.engine.items.joint import Member
from tongban.engine.ports import JointMember
from tongban.engine.use_cases.applicant import CHECKS
from tongban.engine.use_cases.flow import clocks, journal, milestones, search_index, telling
from tongban.engine.use_cases.flow.case_facts import variables_of
from tongban.engine.use_cases.flow.families import Family

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

# The clock of the department's own limit in the joint case.
LIMIT = "assist"


def begin_or_wait(act: Act, family: Family, row: JointMember) -> None:
    """Begin unless a needed result is not there yet."""
    member = _member(family, row.key)
    waits_for = family.missing(row.key)
    if waits_for and not member.early:
        row.state = "waiting"
        act.uow.save(row)
        journal.write(act, family.joint, "member.waiting", member=row.key, waits_for=waits_for)
    else:
        begin(act, family, row)


def begin(act: Act, family: Family, row: JointMember) -> None:
    """The sub-case is filed with its department and its flow starts."""
    run = act.open_by_id(row.instance_id)
    assert run.case is not None
    member = _member(family, row.key)
    known = search_index.terms(run.case)
    run.case.form = _form(act, family, row, member, run)
    search_index.add(act.uow, run.case, known)
    milestones.move(act, run, "submitted")
    row.state, row.begun_at = "active", act.uow.now
    act.uow.save(row)
    act.begin(run, {**variables_of(run.case), **row.passed, **_joint_facts(family, row)})
    if member.limit is not None:
        clocks.start(act, run, LIMIT, member.limit.value, member.limit.clock_unit)
    journal.write(act, run, "member.begun", member=row.key, review=family.spec.review)
    facts = {"joint_no": family.case.case_no, "joint_item": family.case.item_name}
    telling.notify(act, run, "joint_copied", [group_ref(row.unit)], facts=facts)


def unlock(act: Act, family: Family, key: str) -> None:
    """A result is there: members that waited for it alone begin at once, those at work early are told."""
    for row in list(family.newest.values()):
        member = family.spec.member(row.key)
        if member is None or key not in member.needs:
            continue
        if row.state == "waiting" and not family.missing(row.key):
            begin(act, family, row)
        elif row.state in ("active", "committed"):
            run = act.open_by_id(row.instance_id)
            run.execution.set_variables({"shared": _shared(family)})
            journal.write(act, run, "member.unlocked", member=row.key, by=key)


def filled(
    member: Member, form: Mapping[str, Any], variables: Mapping[str, Any], roots: frozenset[str]
) -> dict[str, Any]:
    """The member's form: fields of the same name, then those the sheet computes."""
    values = {name: form[name] for name in roots if name in form}
    for name, expression in (member.form or {}).items():
        try:
            values[name] = feel.to_json(expression(variables))
        except feel.FeelError as error:
            raise errors.ExpressionFailed(f"{member.key}.form.{name}: {error}", element=member.key) from error
    return {name: value for name, value in values.items() if value is not None}


def _form(act: Act, family: Family, row: JointMember, member: Member, run: Run) -> dict[str, Any]:
    assert run.item is not None
    variables = {**family.joint.execution.variables, **row.passed}
    roots = run.item.form.roots()
    values = filled(member, {**family.case.form, **variables}, variables, roots)
    values.update({name: value for name, value in row.passed.items() if name in roots})
    clean, problems = run.item.form.validate(values, checks=CHECKS)
    wrong = {one["field"].split("[")[0].split(".")[0] for one in problems}
    if wrong:
        # The department's own check sees what is missing; the earlier member's decision must not fail for it.
        journal.write(act, run, "member.form_incomplete", member=row.key, fields=sorted(wrong))
    return {name: value for name, value in clean.items() if name not in wrong}


def _joint_facts(family: Family, row: JointMember) -> dict[str, Any]:
    facts = {
        "no": family.case.case_no,
        "item": family.case.item_name,
        "member": row.key,
        "stage": row.stage,
    }
    return {"joint": facts, "shared": _shared(family)}


def _shared(family: Family) -> dict[str, Any]:
    return dict(family.joint.execution.variables.get("shared") or {})


def _member(family: Family, key: str) -> Member:
    member = family.spec.member(key)
    if member is None:
        raise errors.Invalid(f"The joint item has no member {key}.", member=key)
    return member
