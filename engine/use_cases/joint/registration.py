"""What registering adds for a joint item: who takes part, their forms, and the sub-cases born with the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.items.joint import Joint
from tongban.engine.ports import Case, ItemVersion, Unit, UnitOfWork
from tongban.engine.use_cases.applicant import CHECKS
from tongban.engine.use_cases.flow import Act, Run, beginnings, births, families, journal

WINDOW = "window_clerk"
Problems = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The members that take part, with the published item of each."""

    spec: Joint
    keys: tuple[str, ...]
    versions: Mapping[str, ItemVersion]

    @property
    def variables(self) -> dict[str, Any]:
        """What the joint flow sees from its first step."""
        return families.first_variables(self.spec, self.keys)


def plan(
    uow: UnitOfWork,
    item: items.Item,
    asked: bool,
    members: Sequence[str] | None,
    form: Mapping[str, Any],
) -> tuple[Plan | None, Problems]:
    """Who takes part, and what is wrong with the choice or with the forms of those that begin at once."""
    spec = item.sheet.joint
    if spec is None:
        message = "本事项不是联办事项 / the item is no joint item"
        wrong = asked or members is not None
        return None, [{"field": "item", "message": message}] if wrong else []
    keys, problems = births.ticked(spec, members)
    versions = births.versions_of(uow, spec, keys)
    return Plan(spec, tuple(keys), versions), [*problems, *_form_problems(uow, spec, keys, versions, form)]


def check_window(
    actor: Actor, uow: UnitOfWork, item: items.Item, accepting_unit: str | None
) -> tuple[str | None, Problems]:
    """异地受理: the window that accepts for the owner, and what forbids it to."""
    if accepting_unit is None or accepting_unit == item.sheet.accepting_unit or item.sheet.ways.elsewhere:
        return None, []
    spec = item.sheet.joint
    message = ""
    if spec is None or not spec.elsewhere:
        message = "本事项不由异地窗口受理 / no other window accepts for this item"
    elif uow.get(Unit, accepting_unit) is None:
        message = f"没有此单位 / there is no unit {accepting_unit[:60]}"
    elif not (actor.is_admin or actor.is_system or actor.holds(WINDOW, accepting_unit)):
        message = "只有该单位窗口人员可以代收 / only a clerk of that unit's window"
    return accepting_unit, [{"field": "accepting_unit", "message": message}] if message else []


def bear_all(act: Act, run: Run, chosen: Plan) -> None:
    """Every sub-case, numbered and at rest, in the act that registers the joint case."""
    family = families.of_joint(act, run)
    for key in chosen.keys:
        births.bear(act, family, key, chosen.versions[key])
    journal.write(
        act,
        run,
        "joint.opened",
        members=list(chosen.keys),
        review=chosen.spec.review,
        accepting_unit=family.case.window_unit,
    )


def members_view(act: Act, run: Run) -> list[dict[str, Any]]:
    """The sub-cases of a new joint case by key and number."""
    family = families.of_joint(act, run)
    runs = {one.record.id: one.case for one in act.runs.values()}
    return [_line(row.key, row.state, runs.get(row.instance_id)) for row in family.rows]


def _line(key: str, state: str, case: Case | None) -> dict[str, Any]:
    return {
        "key": key,
        "member_state": state,
        "case_no": case.case_no if case else None,
        "item": {"code": case.item_code, "name": case.item_name, "name_en": case.item_name_en}
        if case
        else None,
        "unit": case.unit if case else None,
        "state": case.state if case else None,
    }


def _form_problems(
    uow: UnitOfWork,
    spec: Joint,
    keys: Sequence[str],
    versions: Mapping[str, ItemVersion],
    form: Mapping[str, Any],
) -> Problems:
    """The forms of members that wait for nobody; those of the others may need results that are not there yet."""
    problems: Problems = []
    variables = {**form, **families.first_variables(spec, keys)}
    for key in keys:
        member = spec.member(key)
        assert member is not None
        if any(need in keys for need in member.needs):
            continue
        item = uow.library.item(versions[key].id)
        try:
            values = beginnings.filled(member, form, variables, item.form.roots())
        except errors.ExpressionFailed as failed:
            problems.append({"field": f"members.{key}.form", "message": failed.message})
            continue
        _, wrong = item.form.validate(values, checks=CHECKS)
        problems += [{**one, "field": f"members.{key}.form.{one['field']}"} for one in wrong]
    return problems
