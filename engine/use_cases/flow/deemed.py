"""The system accepts in place of an office that kept silent: dated back to the receipt, told to everybody, on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.domain.actor import group_ref
from tongban.engine.ports import ClockRow
from tongban.engine.use_cases.flow import calls, dossier, journal, milestones, papers, silence
from tongban.engine.use_cases.flow.paper_facts import notice_facts

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

#: A diagram that wants to go another way from here on waits for a message of this name.
MESSAGE = "deemed_accepted"
TEMPLATE = "deemed_accepted"


def accept(act: Act, run: Run, row: ClockRow) -> bool:
    """Hold the case accepted if nobody has answered; False when somebody has."""
    case = run.case
    assert case is not None
    over = silence.overdue(act, run)
    if case.state not in silence.UNCHECKED or over is None:
        return False
    due = row.due
    dossier.of(act, run).read()
    milestones.move(act, run, "accepted")
    zone = act.uow.calendar(case.unit).zone
    since = over.start.astimezone(zone).date().isoformat()
    journal.write(
        act,
        run,
        "case.deemed_accepted",
        since=since,
        due=due.isoformat() if due else None,
        reason="逾期未告知补正，依法自收到申请材料之日起视为受理",
    )
    papers.issue(act, run, "acceptance_notice")
    facts = {**notice_facts(act, run), "since": since}
    told = [
        group_ref(f"window_clerk@{case.window_unit}"),
        group_ref(f"branch_leader@{case.unit}"),
        group_ref("supervisor"),
    ]
    milestones.notify(act, run, TEMPLATE, [*milestones.recipients(run, "applicant"), *told], facts=facts)
    waits = calls.message_targets(act, MESSAGE, None, {}, run.record.id)
    if waits:
        calls.deliver_message(act, waits[0], {})
    return True
