"""The acts of the regimes: key projects, commitments, credit marks, papers between windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.regimes.credit import RepairCredit, repair_credit
from tongban.engine.use_cases.regimes.give_commitment import GiveCommitment, give_commitment
from tongban.engine.use_cases.regimes.green_projects import (
    AddGreenProject,
    ChangeGreenProject,
    EndGreenProject,
    add_green_project,
    change_green_project,
    end_green_project,
)
from tongban.engine.use_cases.regimes.sign_for import SignForPapers, sign_for_papers

REGIMES: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    AddGreenProject: add_green_project,
    ChangeGreenProject: change_green_project,
    EndGreenProject: end_green_project,
    GiveCommitment: give_commitment,
    RepairCredit: repair_credit,
    SignForPapers: sign_for_papers,
}

__all__ = [
    "REGIMES",
    "AddGreenProject",
    "ChangeGreenProject",
    "EndGreenProject",
    "GiveCommitment",
    "RepairCredit",
    "SignForPapers",
]
