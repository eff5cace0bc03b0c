"""实名核验: who registered by telephone or organisation code shows the paper at a window, and a clerk confirms it.

Before that, an account sees what was applied for under it and nothing else. From then on it is also told of what a
window registers under its number, its licences are shown to it, and what windows registered before is joined to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.identifiers import check_id_card, check_uscc, explain, mask_id, mask_phone
from tongban.engine.domain.search_terms import same_person
from tongban.engine.ports import Case, IdentityCheck, Instance, Person, SearchTerm, UnitOfWork
from tongban.engine.use_cases.flow import journal

ID_TYPES = ("id_card", "passport", "other", "uscc")
MOST_JOINED, LONGEST = 50, 100


@dataclass(frozen=True, slots=True)
class ConfirmIdentity:
    """The paper was seen: `name` and `id_no` as it says; for an organisation its licence, `note` who brought it."""

    username: str
    name: str
    id_type: str
    id_no: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClearIdentity:
    """It was confirmed by mistake: the account is as it was, for a new check."""

    username: str
    reason: str


def confirm_identity(command: ConfirmIdentity, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username, name, id_no, joined}`: the number masked, and how many earlier cases the account sees now."""
    may(actor, "identity.confirm")
    person = _account(uow, command.username, lock=True)
    if person.id_no is not None:
        raise errors.Conflict("这个账号已经核验过身份 / the identity of this account was checked already")
    name, number = command.name.strip()[:LONGEST], command.id_no.strip().upper()
    problems = _problems(command, person, name, number, uow)
    if problems:
        raise errors.Invalid(errors=problems)
    bearer = uow.find(Person, id_no=number, disabled=False, limit=1)
    if bearer:
        raise errors.Conflict(
            "这个证件号码已有核验过的账号，请先停用旧账号 / another account bears this number, disable that one first",
            current={"username": _shown(bearer[0].username)},
        )
    person.id_no, person.name, person.name_en = number, name, name
    uow.save(person, "id_no", "name", "name_en")
    seen = IdentityCheck(
        uow.new_id(),
        person.username,
        name,
        command.id_type,
        mask_id(number),
        command.note.strip()[:500],
        min(actor.units, default=""),
        actor.id,
        uow.now,
    )
    uow.add(seen)
    joined = _join(uow, actor, person)
    facts = {"username": person.username, "id_type": seen.id_type, "id_no": seen.id_no, "joined": joined}
    journal.alone(uow, actor, uow.new_id(), "person.identified", **facts)
    return {"username": person.username, "name": name, "id_no": seen.id_no, "joined": joined}


def clear_identity(command: ClearIdentity, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username}`; Conflict when no window has confirmed it. Cases joined by it are its own no longer."""
    may(actor, "account.manage")
    person = _account(uow, command.username, lock=True)
    checks = uow.find(IdentityCheck, username=person.username, order="-id", limit=1)
    if not checks or checks[0].ended_at is not None or person.id_no is None:
        raise errors.Conflict("没有可撤销的核验 / there is no check to undo")
    for case, instance in _of_number(uow, person.id_no):
        if case.applicant_user == person.username and case.channel == "window":
            _link(uow, actor, case, instance, None)
    person.id_no = None
    uow.save(person, "id_no")
    checks[0].ended_by, checks[0].ended_at = actor.id, uow.now
    uow.save(checks[0], "ended_by", "ended_at")
    facts = {"username": person.username, "reason": command.reason}
    journal.alone(uow, actor, uow.new_id(), "person.identity_cleared", **facts)
    return {"username": person.username}


def _account(uow: UnitOfWork, username: str, *, lock: bool = False) -> Person:
    person = uow.get(Person, username.strip().upper(), lock=lock) or uow.get(
        Person, username.strip(), lock=lock
    )
    if person is None or person.kind != "applicant" or person.disabled:
        raise errors.NotFound("没有这个注册账号 / nobody registered by this name")
    return person


def _problems(
    command: ConfirmIdentity, person: Person, name: str, number: str, uow: UnitOfWork
) -> list[dict[str, Any]]:
    found = []
    if not name:
        found.append({"field": "name", "message": "请按证件填写姓名或名称 / the name as the paper says it"})
    if command.id_type not in ID_TYPES:
        found.append({"field": "id_type", "message": f"须为 / must be one of: {', '.join(ID_TYPES)}"})
    if not 5 <= len(number) <= 40:
        found.append(
            {"field": "id_no", "message": "请按证件填写号码，5 到 40 位 / the number, 5 to 40 characters"}
        )
    elif command.id_type == "id_card" and (wrong := check_id_card(number, uow.now.date())):
        found.append({"field": "id_no", "message": explain(wrong)})
    elif check_uscc(person.username) is None and number != person.username:
        message = "与注册时的统一社会信用代码不一致 / not the credit code the account was registered with"
        found.append({"field": "id_no", "message": message})
    elif command.id_type == "uscc" and number != person.username:
        message = "个人账号请用个人证件核验 / a person's account is checked by a person's paper"
        found.append({"field": "id_type", "message": message})
    return found


def _join(uow: UnitOfWork, actor: Actor, person: Person) -> int:
    joined = 0
    for case, instance in _of_number(uow, str(person.id_no)):
        if case.applicant_user is None:
            _link(uow, actor, case, instance, person.username)
            joined += 1
    return joined


def _of_number(uow: UnitOfWork, id_no: str) -> list[tuple[Case, Instance]]:
    """The newest cases whose applicant bears the number, each locked by its instance as every act on it is."""
    found = []
    terms = uow.find(SearchTerm, term=same_person(id_no), order="-case_id", limit=MOST_JOINED)
    for term in sorted(terms, key=lambda one: one.case_id):
        seen = uow.get(Case, term.case_id)
        instance = uow.get(Instance, seen.instance_id, lock=True) if seen and seen.instance_id else None
        case = uow.get(Case, term.case_id, lock=True)
        if instance is not None and case is not None and case.applicant.get("id_no") == id_no:
            found.append((case, instance))
    return found


def _link(uow: UnitOfWork, actor: Actor, case: Case, instance: Instance, username: str | None) -> None:
    case.applicant_user = username
    uow.save(case, "applicant_user")
    journal.append(
        uow, actor, instance, "case.applicant_linked", case_no=case.case_no, username=_shown(username or "")
    )
    uow.save(instance, "chain_no", "chain_hash")


def _shown(username: str) -> str:
    return mask_phone(username) if username.isdigit() else mask_id(username)
