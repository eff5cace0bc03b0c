"""The part of the door for sessions, passwords, authenticators, identities, accounts, hidden numbers and the sandbox."""

from __future__ import annotations

from tongban.engine.documents.qr import picture_address
from tongban.engine.domain.content_tag import tag_of
from tongban.engine.sandbox import Sandbox
from tongban.engine.use_cases.accounts import AppointPerson, DisablePerson, EnablePerson, ResetSecondFactor
from tongban.engine.use_cases.external_identity import LinkIdentity, UnlinkIdentity
from tongban.engine.use_cases.passwords import ChangePassword, ReplacePassword, ResetPassword
from tongban.engine.use_cases.reveal_identity import RevealIdentity
from tongban.engine.use_cases.second_factor import BeginSecondFactor, ConfirmSecondFactor, RemoveSecondFactor
from tongban.engine.use_cases.sessions import EndOtherSessions, EndSession, FinishEnrolment, ProveSecondFactor

__all__ = [
    "AppointPerson",
    "BeginSecondFactor",
    "ChangePassword",
    "ConfirmSecondFactor",
    "DisablePerson",
    "EnablePerson",
    "EndOtherSessions",
    "EndSession",
    "FinishEnrolment",
    "LinkIdentity",
    "ProveSecondFactor",
    "RemoveSecondFactor",
    "ReplacePassword",
    "ResetPassword",
    "ResetSecondFactor",
    "RevealIdentity",
    "Sandbox",
    "UnlinkIdentity",
    "picture_address",
    "tag_of",
]
