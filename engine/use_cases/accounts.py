"""Accounts: who holds which post, who is let in. The administrator of security does this, and to nobody alone.

三员分立: whoever runs the system appoints nobody; whoever appoints runs nothing and cannot appoint themselves; and
nobody is two of the three administrators at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import ADMINISTRATORS, Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.content_tag import Tags, demand
from tongban.engine.ports import Holding, Person, Post, RecoveryCode, SecondFactor, Session, UnitOfWork
from tongban.engine.use_cases.flow import journal

MOST_POSTS = 50


@dataclass(frozen=True, slots=True)
class AppointPerson:
    """These are their posts from now on; `tags` are of what the caller has read, None for any."""

    username: str
    posts: tuple[str, ...]
    reason: str
    tags: Tags = None


@dataclass(frozen=True, slots=True)
class DisablePerson:
    """Sessions and tokens are dead at once."""

    username: str
    reason: str


@dataclass(frozen=True, slots=True)
class EnablePerson:
    """In again, also after too many wrong passwords."""

    username: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResetSecondFactor:
    """For who has lost the authenticator and the recovery codes; their sessions end."""

    username: str
    reason: str


def appoint_person(command: AppointPerson, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username, posts, disabled}`; Invalid for a post that is not there or two administrators in one."""
    person = account_of(uow, actor, command.username)
    demand(_view(person, _posts(uow, person)), command.tags)
    posts = tuple(dict.fromkeys(command.posts))
    known = {one.code: one for one in uow.find(Post, code=posts, limit=MOST_POSTS)} if posts else {}
    problems = [
        {"field": "posts", "message": f"没有这个岗位 / there is no post {one}"}
        for one in posts
        if one not in known
    ]
    if person.kind == "applicant" and posts:
        problems.append({"field": "posts", "message": "申请人不能任职 / an applicant holds no post"})
    kinds = sorted({one.role for one in known.values()} & ADMINISTRATORS)
    if len(kinds) > 1:
        both = ", ".join(kinds)
        problems.append(
            {"field": "posts", "message": f"三员分立，不得兼任 / nobody is more than one of {both}"}
        )
    if problems:
        raise errors.Invalid(errors=problems)
    before = sorted(one.post for one in uow.find(Holding, username=person.username))
    uow.remove(Holding, username=person.username)
    for code in posts:
        uow.add(Holding(person.username, code))
    _note(uow, actor, "person.appointed", person, command.reason, before=before, posts=sorted(posts))
    return _view(person, posts)


def disable_person(command: DisablePerson, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username, posts, disabled}`."""
    person = account_of(uow, actor, command.username)
    person.disabled = True
    uow.save(person, "disabled")
    uow.remove(Session, username=person.username)
    _note(uow, actor, "person.disabled", person, command.reason)
    return _view(person, _posts(uow, person))


def enable_person(command: EnablePerson, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username, posts, disabled}`."""
    person = account_of(uow, actor, command.username)
    person.disabled, person.failures, person.locked_until = False, 0, None
    uow.save(person, "disabled", "failures", "locked_until")
    _note(uow, actor, "person.enabled", person, command.reason)
    return _view(person, _posts(uow, person))


def reset_second_factor(command: ResetSecondFactor, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username, posts, disabled}`."""
    person = account_of(uow, actor, command.username)
    for kind in (RecoveryCode, SecondFactor, Session):
        uow.remove(kind, username=person.username)
    _note(uow, actor, "person.second_factor_reset", person, command.reason)
    return _view(person, _posts(uow, person))


def account_of(uow: UnitOfWork, actor: Actor, username: str) -> Person:
    """An account that this actor may do something to: not their own."""
    may(actor, "account.manage")
    if username == actor.id:
        raise errors.NotAllowed("不能处理自己的账号 / nobody does this to their own account")
    person = uow.get(Person, username, lock=True)
    if person is None:
        raise errors.NotFound(f"There is nobody called {username}.", username=username)
    return person


def _posts(uow: UnitOfWork, person: Person) -> tuple[str, ...]:
    return tuple(sorted(one.post for one in uow.find(Holding, username=person.username)))


def _note(uow: UnitOfWork, actor: Actor, type_: str, person: Person, reason: str, **more: Any) -> None:
    journal.alone(uow, actor, uow.new_id(), type_, username=person.username, reason=reason, **more)


def _view(person: Person, posts: tuple[str, ...]) -> dict[str, Any]:
    return {"username": person.username, "posts": sorted(posts), "disabled": person.disabled}
