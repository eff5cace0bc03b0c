"""上报: the lower level accepts and reviews first; what it has collected is not asked for again (§35, §43)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.domain import regimes
from tongban.engine.domain.case_state import ClockEffect
from tongban.engine.ports import Event
from tongban.engine.use_cases.flow import dossier

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

# What the lower level issues in its own name.
OF_LOWER_LEVEL = frozenset(
    {
        "receipt_voucher",
        "correction_notice",
        "acceptance_notice",
        "tolerant_notice",
        "commitment_letter",
        "not_required_notice",
        "refusal_to_accept",
        "forwarding_slip",
    }
)


def effects_of(run: Run, effects: Iterable[ClockEffect]) -> Iterator[ClockEffect]:
    """What a transition does to the clocks: below, acceptance starts the first review instead of the decision."""
    below = run.item is not None and run.item.sheet.ways.forwarding is not None
    for action, kind in effects:
        if not below or run.case is None or run.case.state != "accepted" or action != "start":
            yield action, kind
        elif kind == "statutory":
            yield action, "first_review"
        elif kind != "promised":
            yield action, kind


def issuing_unit(run: Run, type_: str) -> str:
    """Whose document it is."""
    assert run.case is not None
    forwarding = run.item.sheet.ways.forwarding if run.item is not None else None
    return forwarding.unit if forwarding is not None and type_ in OF_LOWER_LEVEL else run.case.unit


def refuse_repeat(act: Act, run: Run, variables: Mapping[str, Any]) -> None:
    """行政许可法第三十五条: the upper level must not ask the applicant again for what was handed in below."""
    asked = variables.get("missing_materials") or ()
    if not asked or run.case is None or run.item is None or run.item.sheet.ways.forwarding is None:
        return
    if not act.uow.find(Event, chain=run.record.id, type="case.reported", limit=1):
        return
    given = _given(act, run)
    again = [line for line in run.item.sheet.materials if line.code in asked and line.code in given]
    if again:
        raise errors.Invalid(
            errors=[
                {
                    "field": "missing_materials",
                    "rule": "asked-again",
                    "message": f"“{line.name.zh}”已由下级机关收取，依行政许可法第三十五条，上级机关不得要求申请人重复提供"
                    f" / {line.name.en} was handed in below; Article 35 forbids asking for it again",
                }
                for line in again
            ]
        )


def _given(act: Act, run: Run) -> set[str]:
    """What lies in the case, on paper or as a file."""
    assert run.case is not None and run.item is not None
    held = dossier.of(act, run).codes()
    held.update(regimes.committed(run.case.regimes))
    # Paper was collected with the acceptance; no file shows it.
    held.update(one.code for one in run.item.sheet.materials if one.required and not one.electronic)
    return held
