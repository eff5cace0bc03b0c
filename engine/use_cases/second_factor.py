"""The second factor: an authenticator app, and recovery codes for who has lost it."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import totp
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import RecoveryCode, SecondFactor, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.sign_in import digest

ISSUER = "Tongban 通办"
CODES = 10
#: No letters or digits that look alike.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
WRONG = {"field": "code", "message": "验证码不正确或已用过 / the code is wrong or was used"}


@dataclass(frozen=True, slots=True)
class BeginSecondFactor:
    """A secret for one's own authenticator; it counts only once a code of it was given."""


@dataclass(frozen=True, slots=True)
class ConfirmSecondFactor:
    """A first code shows that the authenticator has the secret."""

    code: str


@dataclass(frozen=True, slots=True)
class RemoveSecondFactor:
    """With a last code or a recovery code."""

    code: str


def begin_second_factor(command: BeginSecondFactor, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{secret, uri}`, shown this once; Conflict when there is one in force."""
    known = uow.get(SecondFactor, actor.id, lock=True)
    if known is not None:
        if known.confirmed_at is not None:
            raise errors.Conflict("已有身份验证器 / there is an authenticator already")
        uow.remove(SecondFactor, username=actor.id)
    secret = secrets.token_bytes(totp.SECRET_BYTES)
    sealed = uow.seal(base64.b64encode(secret).decode())
    uow.add(SecondFactor(actor.id, sealed, 0, uow.now))
    return {"secret": totp.spelled(secret), "uri": totp.uri(secret, actor.id, ISSUER)}


def confirm_second_factor(command: ConfirmSecondFactor, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{recovery_codes}`, shown this once."""
    factor = uow.get(SecondFactor, actor.id, lock=True)
    if factor is None or factor.confirmed_at is not None:
        raise errors.Conflict("没有待确认的身份验证器 / no authenticator waits to be confirmed")
    if not takes_code(uow, factor, command.code):
        raise errors.Invalid(errors=[WRONG])
    factor.confirmed_at = uow.now
    uow.save(factor, "confirmed_at", "last_step")
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(CODES)]
    uow.remove(RecoveryCode, username=actor.id)
    for code in codes:
        uow.add(RecoveryCode(actor.id, digest(code)))
    journal.alone(uow, actor, uow.new_id(), "person.second_factor_set", username=actor.id)
    return {"recovery_codes": [f"{code[:5]}-{code[5:]}" for code in codes]}


def remove_second_factor(command: RemoveSecondFactor, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{removed}`."""
    if not proved(uow, actor.id, command.code):
        raise errors.Invalid(errors=[WRONG])
    uow.remove(RecoveryCode, username=actor.id)
    uow.remove(SecondFactor, username=actor.id)
    journal.alone(uow, actor, uow.new_id(), "person.second_factor_removed", username=actor.id)
    return {"removed": True}


def proved(uow: UnitOfWork, username: str, code: str) -> bool:
    """Whether this is a code of theirs; it works no second time."""
    factor = uow.get(SecondFactor, username, lock=True)
    if factor is None or factor.confirmed_at is None:
        return False
    if takes_code(uow, factor, code):
        uow.save(factor, "last_step")
        return True
    typed = digest("".join(code.split()).replace("-", "").lower())
    spare = uow.get(RecoveryCode, username, typed, lock=True)
    if spare is None or spare.used_at is not None:
        return False
    spare.used_at = uow.now
    uow.save(spare, "used_at")
    return True


def takes_code(uow: UnitOfWork, factor: SecondFactor, code: str) -> bool:
    """Whether the authenticator shows this code now; the caller saves the step."""
    secret = base64.b64decode(uow.unseal(factor.secret))
    step = totp.matching_step(secret, code, uow.now, factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    return True
