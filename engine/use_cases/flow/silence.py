"""Silence counts as acceptance (行政许可法 §32-4): after five working days without a word, from the day of receipt."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tongban.engine import errors
from tongban.engine.domain.clock import Clock, from_json
from tongban.engine.use_cases.flow import clocks

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

#: Where a case lies while somebody still has to say whether it is complete.
UNCHECKED = frozenset({"submitted", "received", "pre_review"})
#: What may not be said of an application any more that counts as accepted.
TOO_LATE = frozenset({"correction_requested", "not_accepted", "not_required"})


def received_at(act: Act, run: Run, to: str) -> datetime | None:
    """The day from which a case counts as accepted when it now becomes so after the term; None when it is in time.

    Conflict when, after the term, corrections are asked for or acceptance is refused.
    """
    assert run.case is not None
    if run.case.state not in UNCHECKED or to not in TOO_LATE | {"accepted"}:
        return None
    over = overdue(act, run)
    if over is None:
        return None
    if to in TOO_LATE:
        raise errors.Conflict(
            "告知补正的期限已过，依法视为自收到申请材料之日起受理 / "
            "the term for asking for corrections is over: the application counts as accepted from its receipt",
            current={"state": run.case.state, "accepted_from": over.start},
        )
    return over.start


def overdue(act: Act, run: Run) -> Clock | None:
    """The term for the correction notice, if it has run out."""
    assert run.case is not None
    terms = [from_json(row.body) for row in clocks.live(act, run, "correction")]
    return next((one for one in terms if one.is_late(act.uow.now)), None)
