"""What registering a case has to know of the regimes: a key project, commitments, and from where it is accepted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import items
from tongban.engine.domain import regimes
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import GreenProject, Unit, UnitOfWork
from tongban.engine.use_cases.flow import commitments, green

WINDOW = "window_clerk"
# The form field by which an application says which project it belongs to.
PROJECT_FIELD = "project_code"
CITY = 4
Problems = list[dict[str, Any]]


@dataclass(slots=True)
class Beginning:
    """What was found: what the case keeps, whose window accepted it, what the clerk is told, what is wrong."""

    kept: dict[str, Any] = field(default_factory=dict)
    window_unit: str | None = None
    hints: list[str] = field(default_factory=list)
    problems: Problems = field(default_factory=list)


def look(
    uow: UnitOfWork,
    actor: Actor,
    item: items.Item,
    applicant: Mapping[str, Any],
    form: Mapping[str, Any],
    *,
    green_project: str | None,
    promised: Sequence[str],
    handed: Collection[str],
    accepting_unit: str | None,
) -> Beginning:
    """Everything the regimes have to say before the case exists."""
    found = Beginning()
    _green(uow, found, applicant, green_project, form.get(PROJECT_FIELD))
    _commitments(uow, found, item, applicant, promised, handed)
    _window(uow, found, actor, item, accepting_unit)
    return found


def hints_of(kept: regimes.Regimes) -> list[str]:
    """What whoever has the case before them should see at once, in both languages."""
    told = []
    project = regimes.part(kept, regimes.GREEN)
    if project is not None:
        share = f"{float(regimes.factor_of(project['factor'])):.0%}"
        told.append(
            f"绿色通道：本件属于重点项目“{project['name']}”（{project['code']}），受理后承诺时限按 {share} 计算"
            f" / Green channel: the case belongs to the key project {project['name_en']} ({project['code']});"
            f" once accepted, the promise is {share} of the ordinary one"
        )
    return told


def _green(
    uow: UnitOfWork, found: Beginning, applicant: Mapping[str, Any], flagged: str | None, named: Any
) -> None:
    """A flag set by the clerk must hold; a code in the form that does not is only pointed out."""
    code = (flagged or (named if isinstance(named, str) else "") or "").strip()
    if not code:
        return
    known = uow.find(GreenProject, code=code, state="active", limit=1)
    wrong = ""
    if not known:
        wrong = f"没有在册的重点项目 {code[:60]} / there is no key project in force with this code"
    elif known[0].applicant_id_no not in (None, applicant.get("id_no")):
        wrong = f"重点项目 {code} 不属于本申请人 / the key project is another applicant's"
    if not wrong:
        found.kept[regimes.GREEN] = green.view(known[0])
    elif flagged:
        found.problems.append({"field": "green_project", "message": wrong})
    else:
        found.hints.append(wrong)


def _commitments(
    uow: UnitOfWork,
    found: Beginning,
    item: items.Item,
    applicant: Mapping[str, Any],
    promised: Sequence[str],
    handed: Collection[str],
) -> None:
    offered = item.sheet.ways.commitment is not None
    marked = commitments.marks_of(uow, applicant) if offered else []
    found.problems += commitments.problems_of(item, promised, handed, marked)
    if marked and not promised:
        told = f"申请人在办件 {marked[0].case_no} 中承诺不实，修复前不适用告知承诺"
        found.hints.append(f"{told} / a commitment in case {marked[0].case_no} was broken: none may be taken")


def _window(
    uow: UnitOfWork, found: Beginning, actor: Actor, item: items.Item, accepting_unit: str | None
) -> None:
    """异地受理: a window of another region accepts only where the item names its region."""
    sheet = item.sheet
    own = {sheet.unit, sheet.accepting_unit, *sheet.assisting_units}
    if not actor.is_staff or actor.is_admin or actor.is_system or actor.units & own:
        return
    if sheet.joint is not None and sheet.joint.elsewhere:
        return
    windows = sorted(one.unit for one in actor.holdings if one.role == WINDOW)
    unit = accepting_unit if accepting_unit in windows else next(iter(windows), None)
    owner = uow.get(Unit, sheet.unit)
    if unit is None or owner is None:
        return
    here = uow.get(Unit, unit)
    region = here.region if here is not None else ""
    elsewhere = sheet.ways.elsewhere
    if elsewhere is not None and region in elsewhere.regions:
        found.window_unit = unit
        found.kept[regimes.ELSEWHERE] = {"unit": unit, "region": region}
    elif region[:CITY] != owner.region[:CITY]:
        message = "本事项不由其他地区窗口受理 / windows of other regions do not accept for this item"
        found.problems.append({"field": "accepting_unit", "message": message})
