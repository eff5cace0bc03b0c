"""督办: open the supervision process for a case, an alarm or an overdue piece of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine import errors
from tongban.engine.domain.actor import group_ref, user_ref
from tongban.engine.use_cases.flow import calls, overseers

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act

PROCESS = "supervision"
EXPLAIN, REVIEW = "explain", "review"


def open_for(
    act: Act,
    *,
    subject: str,
    matter: str,
    unit: str,
    person: str | None,
    alarm: str | None = None,
    level: str = "yellow",
) -> str:
    """The instance; errors.Conflict when the process has never been deployed."""
    try:
        definition = calls.find_process(act, PROCESS, None)
    except errors.NotFound:
        raise errors.Conflict(
            "督办流程未部署 / the supervision process has not been deployed", process=PROCESS
        ) from None
    variables = {
        "subject": subject,
        "matter": matter,
        "unit": unit,
        "level": level,
        "alarm": alarm or "",
        "responsible": _responsible(act, unit, person),
    }
    return act.start(definition, variables, business_key=alarm or subject).record.id


def _responsible(act: Act, unit: str, person: str | None) -> list[str]:
    """Who must answer: the person and those who lead the unit, as candidates of a task."""
    names = [f"{role}@{unit}" for role in (overseers.BRANCH, overseers.MAIN, "unit_admin")]
    held = sorted(act.uow.known_groups(names)) if unit else []
    found = [group_ref(name) for name in held]
    if person:
        found.insert(0, user_ref(person))
    return found or [group_ref(overseers.SUPERVISOR)]
