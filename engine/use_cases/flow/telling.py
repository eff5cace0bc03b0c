"""Notices of a case: who they go to, and their rows for the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine.domain.actor import group_ref, user_ref
from tongban.engine.ports import Outgoing
from tongban.engine.use_cases.flow import journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


def recipients(run: Run, to: str) -> list[str]:
    """Whom a notice goes to: applicant, unit, role:x (in the case's unit), user:x or group:x."""
    case = run.case or run.beside
    assert case is not None
    if to == "applicant":
        return [user_ref(case.applicant_user)] if case.applicant_user else []
    if to == "unit":
        return [group_ref(case.unit)]
    if to.startswith("role:"):
        role = to.removeprefix("role:")
        return [group_ref(role if "@" in role else f"{role}@{case.unit}")]
    return [to if to.startswith(("user:", "group:")) else group_ref(to)]


def notify(
    act: Act,
    run: Run,
    template: str,
    refs: Iterable[str],
    *,
    task_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Hand a notice to the worker: to the message boxes, and by email to an applicant who left an address."""
    case = run.case or run.beside
    assert case is not None
    data = {
        "case_no": case.case_no,
        "item": case.item_name,
        "item_en": case.item_name_en,
        "applicant": case.applicant_name,
        "progress_code": case.progress_code,
        **(facts or {}),
    }
    targets = [("message_box", ref) for ref in refs]
    address = (case.applicant.get("contact") or {}).get("email")
    if address and any(ref == user_ref(case.applicant_user or "") for ref in refs):
        targets.append(("email", address))
    for channel, recipient in targets:
        act.uow.add(
            Outgoing(
                id=act.uow.new_id(),
                channel=channel,
                recipient=recipient,
                payload={"template": template, "task_id": task_id, "data": data},
                due_at=act.uow.now,
            )
        )
    if targets:
        journal.write(act, run, "notice.queued", template=template, to=[one for _, one in targets])
