"""The acts of applicants on their own account: unsent applications, authorisations, registering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.application_drafts import (
    DropApplication,
    SaveApplication,
    drop_application,
    save_application,
)
from tongban.engine.use_cases.mandates import GiveMandate, RevokeMandate, give_mandate, revoke_mandate
from tongban.engine.use_cases.ratings import PrepareRatings, prepare_ratings
from tongban.engine.use_cases.sign_up import AskSignUpCode, SignUp, ask_sign_up_code, sign_up

APPLICANT_ACTS: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    AskSignUpCode: ask_sign_up_code,
    DropApplication: drop_application,
    GiveMandate: give_mandate,
    PrepareRatings: prepare_ratings,
    RevokeMandate: revoke_mandate,
    SaveApplication: save_application,
    SignUp: sign_up,
}

__all__ = [
    "APPLICANT_ACTS",
    "AskSignUpCode",
    "DropApplication",
    "GiveMandate",
    "PrepareRatings",
    "RevokeMandate",
    "SaveApplication",
    "SignUp",
]
