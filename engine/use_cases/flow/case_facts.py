"""What the flow of a case sees from its beginning."""

from __future__ import annotations

import hashlib
from typing import Any

from tongban.engine.domain.regimes import committed
from tongban.engine.ports import Case, UnitOfWork


def variables_of(case: Case) -> dict[str, Any]:
    """The form's fields by name, and the case, its applicant and its item as contexts."""
    return {
        **case.form,
        "case": {
            "no": case.case_no,
            "unit": case.unit,
            "channel": case.channel,
            "registered_at": case.registered_at.isoformat(),
            "window_unit": case.window_unit,
        },
        "applicant": case.applicant,
        "item": {"code": case.item_code, "name": case.item_name},
        "commitments": committed(case.regimes),
    }


def applications_this_year(uow: UnitOfWork, case: Case) -> int:
    """How often this applicant has applied for this item in the year of the case, the case itself included;
    those that were withdrawn or refused count too. The number is kept under a hash of the identity, not under it.
    """
    who = f"{case.applicant.get('id_type')}\n{case.applicant.get('id_no')}"
    key = hashlib.sha256(who.encode()).hexdigest()
    return uow.next_number(f"applications:{case.item_code}:{case.registered_at.year}:{key}")
