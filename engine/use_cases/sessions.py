"""Sessions: the second step of signing in, being seen, and ending one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.ports import Person, SecondFactor, Session, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.second_factor import proved
from tongban.engine.use_cases.sign_in import Browser, digest, failed, let_in, locked

#: How long somebody may take between the password and the code.
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ProveSecondFactor:
    """The code that belongs to a session which waits for it."""

    session: str
    code: str


@dataclass(frozen=True, slots=True)
class FinishEnrolment:
    """Go in with a session that waited for an authenticator to be set up."""

    session: str


@dataclass(frozen=True, slots=True)
class EndSession:
    """One session, by the id that the list gives."""

    session_id: str


@dataclass(frozen=True, slots=True)
class EndOtherSessions:
    """All of one's own but this one."""

    session: str


@dataclass(frozen=True, slots=True)
class TouchSession:
    """It was used just now."""

    session: str


def prove_second_factor(command: ProveSecondFactor, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{signed_in, session, csrf}`; a wrong code counts as a wrong password does."""
    waiting, person = waiting_for(uow, command.session)
    if locked(person, uow.now):
        return {"signed_in": False}
    if not proved(uow, person.username, command.code):
        failed(uow, person)
        return {"signed_in": False}
    return go_in(uow, waiting, person)


def finish_enrolment(command: FinishEnrolment, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{signed_in, session, csrf}`."""
    waiting, person = waiting_for(uow, command.session)
    factor = uow.get(SecondFactor, person.username)
    if factor is None or factor.confirmed_at is None:
        raise errors.NotSignedIn
    return go_in(uow, waiting, person)


def end_session(command: EndSession, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{ended}`."""
    found = uow.get(Session, command.session_id)
    if found is None:
        raise errors.NotFound
    try:
        may(actor, "session.end", Thing(assignee=found.username))
    except errors.NotAllowed:
        raise errors.NotFound from None
    uow.remove(Session, id=found.id)
    if found.username != actor.id:
        journal.alone(uow, actor, uow.new_id(), "session.ended", username=found.username)
    return {"ended": 1}


def end_other_sessions(command: EndOtherSessions, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{ended}`."""
    kept = digest(command.session)
    others = [one.id for one in uow.find(Session, username=actor.id) if one.id != kept]
    for id in others:
        uow.remove(Session, id=id)
    return {"ended": len(others)}


def touch_session(command: TouchSession, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{}`; one that has ended meanwhile stays ended."""
    found = uow.get(Session, digest(command.session), lock=True)
    if found is not None and found.seen_at < uow.now:
        found.seen_at = uow.now
        uow.save(found, "seen_at")
    return {}


def waiting_for(uow: UnitOfWork, secret: str, *, given: bool = False) -> tuple[Session, Person]:
    """A session that waits and whose it is; NotSignedIn when it has waited too long.

    One that was opened with a password that was `given` waits for another password before anything else.
    """
    waiting = uow.get(Session, digest(secret), lock=True)
    if waiting is None or not waiting.pending or waiting.created_at <= uow.now - PATIENCE:
        raise errors.NotSignedIn
    person = uow.get(Person, waiting.username, lock=True)
    if person is None or person.disabled:
        raise errors.NotSignedIn
    if given is not (person.given_at is not None and waiting.provider is None):
        raise errors.NotSignedIn
    return waiting, person


def go_in(uow: UnitOfWork, waiting: Session, person: Person, wanted: str | None = None) -> dict[str, Any]:
    """Another session in place of the one that waited, which may have been in an address or a form before."""
    uow.remove(Session, id=waiting.id)
    browser = Browser(waiting.agent, waiting.address, waiting.provider, waiting.id_token)
    return let_in(uow, person, browser, wanted)
