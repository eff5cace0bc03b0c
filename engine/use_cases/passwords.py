"""Passwords: changing one's own, giving somebody one for a single sign-in, and choosing another at that sign-in.

The slow work, checking and hashing, is done before the transaction: see engine/password_checks.py.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Person, SecondFactor, Session, UnitOfWork
from tongban.engine.use_cases.accounts import account_of
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.second_factor import ALPHABET, proved
from tongban.engine.use_cases.sessions import go_in, waiting_for
from tongban.engine.use_cases.sign_in import digest, failed, locked, must_have_factor, stay_apart
from tongban.engine.use_cases.sign_up import LEAST_PASSWORD

MOST_PASSWORD = 200


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """One's own; `session` is the secret of the one that goes on, all others end.

    `verified` says whether `present` was right, `unchanged` whether `new` is the same.
    """

    present: str = field(repr=False)
    new: str = field(repr=False)
    session: str = field(default="", repr=False)
    verified: bool = False
    unchanged: bool = False
    password_hash: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ResetPassword:
    """Somebody's, who has forgotten it: a new one that lets in once."""

    username: str
    reason: str
    password: str = field(default="", repr=False)
    password_hash: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReplacePassword:
    """Another in place of the given one, by a session that waits for it; `code` where there is an authenticator."""

    session: str = field(repr=False)
    new: str = field(repr=False)
    code: str = ""
    unchanged: bool = False
    password_hash: str = field(default="", repr=False)


def made_up() -> str:
    """A password to be given, easy to read out: four groups of four."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def change_password(command: ChangePassword, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{changed, ended}`; not changed when the present one is wrong, which counts as a wrong one at signing in does."""
    person = None if actor.access else uow.get(Person, actor.id, lock=True)
    if person is None:
        raise errors.NotAllowed("这不是个人账号 / this is no account of a person")
    if locked(person, uow.now):
        return {"changed": False, "ended": 0}
    if not command.verified:
        # Counted in a transaction that commits: a refusal would take the count back with it.
        failed(uow, person)
        return {"changed": False, "ended": 0}
    _demand_good(person, command.new, command.unchanged)
    kept = digest(command.session) if command.session else None
    ended = [one.id for one in uow.find(Session, username=person.username) if one.id != kept]
    for id in ended:
        uow.remove(Session, id=id)
    _keep(uow, person, command.password_hash)
    journal.alone(uow, actor, uow.new_id(), "person.password_changed", username=person.username)
    return {"changed": True, "ended": len(ended)}


def reset_password(command: ResetPassword, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username, password}`, shown this once; sessions end, and the password that was is worth nothing."""
    person = account_of(uow, actor, command.username)
    stay_apart(uow, actor, person.username)
    uow.remove(Session, username=person.username)
    person.password_hash, person.given_at = command.password_hash, uow.now
    person.failures, person.locked_until = 0, None
    uow.save(person, "password_hash", "given_at", "failures", "locked_until")
    journal.alone(
        uow, actor, uow.new_id(), "person.password_reset", username=person.username, reason=command.reason
    )
    return {"username": person.username, "password": command.password}


def replace_password(command: ReplacePassword, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """As OpenSession answers; `{signed_in: false}` alone for a wrong code."""
    waiting, person = waiting_for(uow, command.session, given=True)
    if locked(person, uow.now):
        return {"signed_in": False}
    _demand_good(person, command.new, command.unchanged)
    factor = uow.get(SecondFactor, person.username)
    has_factor = factor is not None and factor.confirmed_at is not None
    if has_factor and not proved(uow, person.username, command.code):
        failed(uow, person)
        return {"signed_in": False}
    _keep(uow, person, command.password_hash)
    journal.alone(
        uow,
        Actor(person.username, person.name),
        uow.new_id(),
        "person.password_changed",
        username=person.username,
    )
    enrol = not has_factor and must_have_factor(uow, person.username)
    return go_in(uow, waiting, person, "enrol" if enrol else None)


def _keep(uow: UnitOfWork, person: Person, password_hash: str) -> None:
    person.password_hash, person.given_at = password_hash, None
    uow.save(person, "password_hash", "given_at")


def _demand_good(person: Person, password: str, unchanged: bool) -> None:
    """Invalid where the password is too short, as it was before, or what everybody knows of the person."""
    message = None
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        message = f"密码至少 {LEAST_PASSWORD} 个字符 / a password has at least {LEAST_PASSWORD} characters"
    elif unchanged:
        message = "新密码不能与原密码相同 / the new password must be another one"
    elif password.lower() in {
        (one or "").lower() for one in (person.username, person.phone, person.id_no, person.email)
    }:
        message = (
            "密码不能是账号、手机号、证件号或邮箱 / not the user name, telephone, identity number or e-mail"
        )
    if message:
        raise errors.Invalid(errors=[{"field": "new", "message": message}])
