"""What an analyst may choose from when drawing an item, each with its names: the engine's own tables, not a copy."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.engine.bpmn.extensions import approval, candidates, deadline, operations, outcome
from tongban.engine.channels import NOTICES
from tongban.engine.documents import TYPES
from tongban.engine.domain.case_state import STATES
from tongban.engine.items import vocabulary
from tongban.engine.use_cases.applicant import CHECKS

Names = Mapping[str, tuple[str, str]]


def documents() -> Names:
    """Document types an item may issue, as (Chinese, English)."""
    return {
        code: (TYPES[code].name, TYPES[code].name_en) for code in sorted(vocabulary.DOCUMENTS & TYPES.keys())
    }


def milestones() -> Names:
    """States a step may bring the case to, as (Chinese, English)."""
    return {code: (state.zh, state.en) for code, state in STATES.items()}


def notices() -> Names:
    """Notices a step may send: the beginnings of their subjects, as (Chinese, English)."""
    found = {code: NOTICES[code] for code in sorted(vocabulary.NOTICES & NOTICES.keys())}
    return {code: (_short(one.subject), _short(one.subject_en)) for code, one in found.items()}


def checks() -> tuple[str, ...]:
    """What a field of a form may be held against by `properties.check`."""
    return tuple(CHECKS)


def words() -> Mapping[str, tuple[str, ...]]:
    """The words of attributes that know only a few: modes, refusals, units, and so on."""
    return {
        "modes": approval.MODES,
        "on_reject": approval.ON_REJECT,
        "relations": tuple(one for one in candidates.RELATIONS if one),
        "units": deadline.UNITS,
        "on_deadline": deadline.ACTIONS,
        "operations": operations.BY_LEAVE,
        "kinds": outcome.KINDS,
    }


def _short(subject: str) -> str:
    """What stands before the places for values."""
    return subject.partition("{")[0].strip(" ：:") or subject
