"""容缺受理: secondary materials may follow an acceptance by a set day; the case is not granted before they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.domain import regimes
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import ClockRow, Task
from tongban.engine.use_cases.flow import clocks, desk, dossier, journal, papers, telling

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

KIND = "tolerant"
# The field in which whoever accepts ticks what may follow.
FIELD = "deferred_materials"
LAPSES = {
    "withdrawn": ("视为撤回申请", "the application counts as withdrawn"),
    "not_accepted": ("撤销受理", "the acceptance is revoked"),
    "notify": ("由经办人依法处理", "the handler acts as the law provides"),
}


def accepting(act: Act, run: Run) -> None:
    """Nothing core may be missing, and of the rest only what the clerk lets follow; Invalid names every material."""
    case, item = run.case, run.item
    assert case is not None and item is not None
    if item.sheet.ways.tolerant is None:
        return
    held = dossier.of(act, run).codes()
    held.update(regimes.committed(case.regimes))
    asked = list(run.execution.variables.get(FIELD) or ())
    lines = {one.code: one for one in item.sheet.materials}
    problems = [
        _problem("unknown-material", f"本事项没有此材料 / not a material of this item: {code}")
        for code in asked
        if code not in lines
    ]
    owed = []
    for code, line in lines.items():
        if not line.required or not line.electronic or code in held:
            continue
        if line.core:
            told = f"主要材料“{line.name.zh}”未提交，不能容缺 / core material missing: {line.name.en}"
            problems.append(_problem("core-missing", told))
        elif code not in asked:
            told = f"材料“{line.name.zh}”未提交，也未列入容缺 / missing and not deferred: {line.name.en}"
            problems.append(_problem("not-deferred", told))
        else:
            owed.append(code)
    if problems:
        raise errors.Invalid(errors=problems)
    if owed:
        kept = {"owed": owed, "all": owed, "since": act.uow.now.isoformat()}
        case.regimes = {**(case.regimes or {}), regimes.TOLERANT: kept}


def accepted(act: Act, run: Run) -> None:
    """The time for what follows runs; the applicant has it in writing."""
    case, item = run.case, run.item
    assert case is not None and item is not None
    kept, terms = regimes.part(case.regimes, regimes.TOLERANT), item.sheet.ways.tolerant
    if kept is None or terms is None or kept["since"] != act.uow.now.isoformat():
        return
    row = clocks.start(act, run, KIND, terms.limit.value, terms.limit.clock_unit)
    due = _day(act, run, row)
    case.regimes = {**(case.regimes or {}), regimes.TOLERANT: {**kept, "due": due, "lapse": terms.lapse}}
    names = [{"name": name} for name in names_of(run, kept["owed"])]
    papers.issue(
        act, run, "tolerant_notice", {"tolerant": {"items": names, "due": due, "lapse": terms.lapse}}
    )
    journal.write(act, run, "case.tolerant_accepted", materials=kept["owed"], due=due, lapse=terms.lapse)
    telling.notify(act, run, "tolerant_accepted", telling.recipients(run, "applicant"), facts=facts(run))


def must_be_complete(run: Run) -> None:
    """材料补齐前不作出准予决定."""
    assert run.case is not None
    owed = regimes.outstanding(run.case.regimes)
    if owed:
        raise errors.Invalid(
            errors=[
                _problem(
                    "deferred-missing", f"容缺材料“{name}”尚未补交，不能准予 / not handed in yet: {name}"
                )
                for name in names_of(run, owed)
            ]
        )


def handed_in(act: Act, run: Run, code: str) -> None:
    """One of the materials that were to follow has come; with the last one its time stops."""
    case = run.case
    assert case is not None
    kept = regimes.part(case.regimes, regimes.TOLERANT)
    if kept is None or code not in kept["owed"]:
        return
    kept["owed"] = [one for one in kept["owed"] if one != code]
    case.regimes = {**(case.regimes or {}), regimes.TOLERANT: kept}
    act.uow.save(case, "regimes")
    if not kept["owed"]:
        stop(act, run)
        journal.write(act, run, "case.tolerant_complete")
        tasks = act.uow.find(Task, instance_id=run.record.id, state=TASK_OPEN, limit=100)
        refs = dict.fromkeys(ref for task in tasks for ref in desk.holders(task))
        telling.notify(act, run, "tolerant_complete", refs, facts=facts(run))


def stop(act: Act, run: Run) -> None:
    """The time for what follows counts no more."""
    assert run.case is not None
    calendar = act.uow.calendar(run.case.unit)
    for row in clocks.live(act, run, KIND):
        clocks.change(act, run, row, lambda clock: clock.stop(act.uow.now, calendar))


def facts(run: Run) -> dict[str, Any]:
    """What notices say about it."""
    assert run.case is not None
    kept = regimes.part(run.case.regimes, regimes.TOLERANT) or {}
    zh, en = LAPSES[kept.get("lapse", "notify")]
    owed = "、".join(names_of(run, kept.get("owed") or ()))
    return {"due": kept.get("due", ""), "owed": owed, "lapse": zh, "lapse_en": en}


def names_of(run: Run, codes: Any) -> list[str]:
    """What the materials are called."""
    assert run.item is not None
    lines = {one.code: one.name.zh for one in run.item.sheet.materials}
    return [lines.get(code, code) for code in codes]


def _day(act: Act, run: Run, row: ClockRow) -> str:
    assert row.due is not None and run.case is not None
    return row.due.astimezone(act.uow.calendar(run.case.unit).zone).date().isoformat()


def _problem(rule: str, message: str) -> dict[str, Any]:
    return {"field": FIELD, "rule": rule, "message": message}
