"""Who has a case open: a sign of life each time a page asks, forgotten soon after the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Person, Presence, UnitOfWork
from tongban.engine.use_cases.things import look_at_case

#: Pages ask twice in this time.
HERE, FORGOTTEN, MOST = timedelta(seconds=75), timedelta(minutes=10), 50


@dataclass(frozen=True, slots=True)
class BeOnCase:
    """The actor's page of the case is open."""

    case_no: str


def be_on_case(command: BeOnCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{others}`: names of the colleagues who have the case open now."""
    may(actor, "inbox.arrange")
    case = look_at_case(uow, actor, command.case_no)
    present = uow.find(Presence, case_id=case.id, limit=MOST)
    own = next((one for one in present if one.username == actor.id), None)
    if own is None:
        # Two pages of one person that open at once must not both be the first.
        uow.get(Person, actor.id, lock=True)
        own = uow.get(Presence, case.id, actor.id)
    if own is None:
        uow.add(Presence(case.id, actor.id, uow.now))
    else:
        own.at = uow.now
        uow.save(own, "at")
    gone = [one.username for one in present if one.at < uow.now - FORGOTTEN and one.username != actor.id]
    if gone:
        uow.remove(Presence, case_id=case.id, username=gone)
    here = [one.username for one in present if one.at >= uow.now - HERE and one.username != actor.id]
    people = uow.find(Person, username=here, limit=MOST) if here else []
    return {"others": sorted(one.name for one in people)}
