"""The part of the door for sessions, authenticators, accounts, hidden numbers and the sandbox."""

from __future__ import annotations

from tongban.engine.documents.qr import picture_address
from tongban.engine.sandbox import Sandbox
from tongban.engine.use_cases.accounts import AppointPerson, DisablePerson, EnablePerson, ResetSecondFactor
from tongban.engine.use_cases.reveal_identity import RevealIdentity
from tongban.engine.use_cases.second_factor import BeginSecondFactor, ConfirmSecondFactor, RemoveSecondFactor
from tongban.engine.use_cases.sessions import EndOtherSessions, EndSession, FinishEnrolment, ProveSecondFactor

__all__ = [
    "AppointPerson",
    "BeginSecondFactor",
    "ConfirmSecondFactor",
    "DisablePerson",
    "EnablePerson",
    "EndOtherSessions",
    "EndSession",
    "FinishEnrolment",
    "ProveSecondFactor",
    "RemoveSecondFactor",
    "ResetSecondFactor",
    "RevealIdentity",
    "Sandbox",
    "picture_address",
]
