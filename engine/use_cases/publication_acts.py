"""The acts of publishing, each with its function, and the services the engine does for its process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.publication import (
    SubmitPublication,
    WithdrawPublication,
    submit_publication,
    withdraw_publication,
)
from tongban.engine.use_cases.publication_services import SERVICES
from tongban.engine.use_cases.publication_trials import RecordTrial, record_trial
from tongban.engine.use_cases.publication_versions import (
    CancelSchedule,
    RestoreVersion,
    WithdrawVersion,
    cancel_schedule,
    restore_version,
    withdraw_version,
)

PUBLISHING: dict[type, Callable[..., dict[str, Any]]] = {
    SubmitPublication: submit_publication,
    WithdrawPublication: withdraw_publication,
    RecordTrial: record_trial,
    WithdrawVersion: withdraw_version,
    RestoreVersion: restore_version,
    CancelSchedule: cancel_schedule,
}

__all__ = [
    "PUBLISHING",
    "SERVICES",
    "CancelSchedule",
    "RecordTrial",
    "RestoreVersion",
    "SubmitPublication",
    "WithdrawPublication",
    "WithdrawVersion",
]
