"""差评答复: the flow a bad rating began is over; the applicant is told, and may rate once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.use_cases.flow.telling import notify, recipients

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

PROCESS = "bad-rating"


def ended(act: Act, run: Run) -> None:
    """Tell the applicant, who finds the answer with the case."""
    if run.record.process_key == PROCESS and run.record.state == "completed":
        notify(act, run, "rating_answered", recipients(run, "applicant"))
