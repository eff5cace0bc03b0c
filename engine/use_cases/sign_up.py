"""注册: an account for an applicant by telephone, or for an organisation by its code; a code sent proves the number.

Nobody has checked who they are: an identity number given here opens no case of anybody else. That is why it is not kept
as the account's own; a window clerk who has seen the paper may add it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.identifiers import check_uscc, explain
from tongban.engine.ports import Outgoing, Person, SignUpCode, UnitOfWork
from tongban.engine.use_cases.flow import journal

PHONE = re.compile(r"1[3-9]\d{9}")
LASTS = timedelta(minutes=10)
BETWEEN = timedelta(seconds=60)
DAY = timedelta(days=1)
MOST_TRIES, MOST_SENT = 5, 5
LEAST_PASSWORD = 10


class NoSms(errors.Conflict):
    """No text messages can be sent from here; an account is opened at the window."""

    code = "no_sms"


@dataclass(frozen=True, slots=True)
class AskSignUpCode:
    """Send a code to a telephone."""

    phone: str


@dataclass(frozen=True, slots=True)
class SignUp:
    """`organisation` is its 18-character code, empty for a person; `password_hash` was made outside the transaction."""

    phone: str
    code: str
    name: str
    password: str
    organisation: str = ""
    password_hash: str = ""


def ask_sign_up_code(command: AskSignUpCode, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{sent_to, shown}`; the code is shown only in a demonstration that has no way to send it."""
    phone = command.phone.strip()
    if not PHONE.fullmatch(phone):
        raise errors.Invalid(
            errors=[{"field": "phone", "message": "须为 11 位手机号 / a mobile number of 11 digits"}]
        )
    if not uow.settings.sms_url and not uow.settings.demo:
        raise NoSms
    row = uow.get(SignUpCode, phone, lock=True)
    is_new = row is None
    row = row or SignUpCode(phone, "", uow.now, 0, 0, uow.now - DAY)
    if uow.now - row.sent_at >= DAY:
        row.sent = 0
    if uow.now - row.sent_at < BETWEEN or row.sent >= MOST_SENT:
        message = "发送过于频繁，请稍后再试 / too many codes were sent, try again later"
        raise errors.Invalid(errors=[{"field": "phone", "message": message}])
    code = f"{secrets.randbelow(10**6):06d}"
    row.code_hash, row.expires_at, row.tries = _digest(phone, code), uow.now + LASTS, 0
    row.sent, row.sent_at = row.sent + 1, uow.now
    if is_new:
        uow.add(row)
    else:
        uow.save(row)
    if uow.settings.sms_url:
        payload = {"template": "sign_up_code", "data": {"code": code, "minutes": LASTS.seconds // 60}}
        uow.add(Outgoing(uow.new_id(), "sms", phone, payload, uow.now))
        return {"sent_to": phone, "shown": None}
    return {"sent_to": phone, "shown": code}


def sign_up(command: SignUp, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username}`; a wrong code is counted, and after five the code is worth nothing."""
    phone, organisation = command.phone.strip(), command.organisation.strip().upper()
    problems = _problems(command, organisation)
    row = uow.get(SignUpCode, phone, lock=True)
    right = (
        row is not None
        and row.tries < MOST_TRIES
        and uow.now <= row.expires_at
        and secrets.compare_digest(row.code_hash, _digest(phone, command.code.strip()))
    )
    if not right:
        if row is not None and not problems:
            # Counted in a transaction that commits: a refusal would take the count back with it.
            row.tries += 1
            uow.save(row, "tries")
        elif problems:
            raise errors.Invalid(errors=problems)
        return {"username": None, "wrong": "code"}
    username = organisation or phone
    if uow.get(Person, username) is not None:
        field = "organisation" if organisation else "phone"
        problems.append(
            {"field": field, "message": "已有账号，请直接登录 / there is an account already, sign in"}
        )
    if problems:
        raise errors.Invalid(errors=problems)
    name = command.name.strip()
    uow.add(Person(username, name, name, command.password_hash, kind="applicant", id_no=None, phone=phone))
    uow.remove(SignUpCode, phone=phone)
    journal.alone(uow, actor, uow.new_id(), "person.registered", username=username)
    return {"username": username, "wrong": None}


def _problems(command: SignUp, organisation: str) -> list[dict[str, Any]]:
    problems = []
    if not 1 <= len(command.name.strip()) <= 100:
        problems.append({"field": "name", "message": "请填写姓名或单位名称 / a name is needed"})
    if not LEAST_PASSWORD <= len(command.password) <= 200:
        message = f"密码至少 {LEAST_PASSWORD} 个字符 / a password has at least {LEAST_PASSWORD} characters"
        problems.append({"field": "password", "message": message})
    wrong = check_uscc(organisation) if organisation else None
    if wrong:
        problems.append({"field": "organisation", "message": explain(wrong)})
    return problems


def _digest(phone: str, code: str) -> str:
    return hashlib.sha256(f"{phone}:{code}".encode()).hexdigest()
