"""The slow part of acts on passwords, done before their transaction: checking one and making the form to keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.passwords import hash_password, verify_password
from tongban.engine.use_cases.passwords import ChangePassword, ReplacePassword, ResetPassword, made_up
from tongban.engine.use_cases.sign_up import SignUp

#: Their answers or their bodies hold secrets: none of them is kept for a repeated call.
SECRET = (ChangePassword, ResetPassword, ReplacePassword)


def prepared(
    command: Any, actor: Actor, kept: Callable[[str], str | None], waiting: Callable[[str], Actor | None]
) -> Any:
    """The command with what it needs; `kept` finds a person's hash, `waiting` whose a session is that waits."""
    if isinstance(command, SignUp):
        return replace(command, password_hash=hash_password(command.password))
    if isinstance(command, ResetPassword):
        # Before the work, so that nobody makes us do it who may not.
        may(actor, "account.manage")
        password = made_up()
        return replace(command, password=password, password_hash=hash_password(password))
    if isinstance(command, ChangePassword):
        right = verify_password(command.present, kept(actor.id))
        return replace(
            command,
            verified=right,
            unchanged=right and command.new == command.present,
            password_hash=hash_password(command.new) if right else "",
        )
    if isinstance(command, ReplacePassword):
        person = waiting(command.session)
        same = person is not None and verify_password(command.new, kept(person.id))
        return replace(command, unchanged=same, password_hash=hash_password(command.new))
    return command
