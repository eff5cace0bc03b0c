"""The time for materials that were to follow: people are reminded, and its end means what the item says it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.domain.actor import group_ref
from tongban.engine.domain.clock import from_json
from tongban.engine.domain.regimes import TOLERANT, outstanding, part
from tongban.engine.ports import ClockRow
from tongban.engine.use_cases.flow import clocks, journal, milestones, papers, tolerant

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

ENDINGS = {
    "withdrawn": ("withdrawal_notice", "withdrawn"),
    "not_accepted": ("refusal_to_accept", "refused_acceptance"),
}


def speak(act: Act, run: Run, row: ClockRow, kind: str) -> None:
    """A reminder before the end, and at the end what the item's sheet says."""
    case = run.case
    assert case is not None
    window = [group_ref(f"window_clerk@{case.window_unit}")]
    told = [*milestones.recipients(run, "applicant"), *window]
    facts = tolerant.facts(run)
    if kind != "overdue":
        milestones.notify(act, run, "tolerant_reminder", told, facts=facts)
        clocks.arm(act.uow, row, from_json(row.body), act.uow.calendar(case.unit), after=kind, case=case)
        journal.write(act, run, "task.reminded", clock=row.kind, reminder=kind)
        return
    clocks.change(act, run, row, lambda one: one.expire(act.uow.now))
    owed = outstanding(case.regimes)
    if not owed:
        return
    lapse = str((part(case.regimes, TOLERANT) or {}).get("lapse"))
    journal.write(act, run, "case.tolerant_lapsed", materials=owed, lapse=lapse)
    leaders = [group_ref(f"branch_leader@{case.unit}"), group_ref("supervisor")]
    milestones.notify(act, run, "tolerant_lapsed", [*told, *leaders], facts=facts)
    if lapse not in ENDINGS:
        return
    document, template = ENDINGS[lapse]
    reason = f"容缺材料逾期未补交：{facts['owed']}"
    run.execution.terminate()
    milestones.move(act, run, lapse)
    competent = {"reason": reason, "basis": "容缺受理通知书", "competent_organ": ""}
    issued = papers.issue(act, run, document)
    issued.data["decision"] = {**issued.data.get("decision", {}), **{k: v for k, v in competent.items() if v}}
    milestones.notify(act, run, template, milestones.recipients(run, "applicant"), facts={"reason": reason})
