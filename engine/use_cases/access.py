"""Sessions, authenticators, accounts and hidden numbers: every act of them in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases import (
    accounts,
    external_identity,
    passwords,
    reveal_identity,
    second_factor,
    sessions,
)

ACCESS: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    accounts.AppointPerson: accounts.appoint_person,
    accounts.DisablePerson: accounts.disable_person,
    accounts.EnablePerson: accounts.enable_person,
    accounts.ResetSecondFactor: accounts.reset_second_factor,
    external_identity.LinkIdentity: external_identity.link_identity,
    external_identity.OpenExternalSession: external_identity.open_external_session,
    external_identity.UnlinkIdentity: external_identity.unlink_identity,
    passwords.ChangePassword: passwords.change_password,
    passwords.ReplacePassword: passwords.replace_password,
    passwords.ResetPassword: passwords.reset_password,
    reveal_identity.RevealIdentity: reveal_identity.reveal_identity,
    second_factor.BeginSecondFactor: second_factor.begin_second_factor,
    second_factor.ConfirmSecondFactor: second_factor.confirm_second_factor,
    second_factor.RemoveSecondFactor: second_factor.remove_second_factor,
    sessions.EndOtherSessions: sessions.end_other_sessions,
    sessions.EndSession: sessions.end_session,
    sessions.FinishEnrolment: sessions.finish_enrolment,
    sessions.ProveSecondFactor: sessions.prove_second_factor,
    sessions.TouchSession: sessions.touch_session,
}
