"""Take in the organisation: units, posts and people from one file; what is there already is brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Holding, Person, Post, Unit, UnitOfWork
from tongban.engine.use_cases.flow import journal


@dataclass(frozen=True, slots=True)
class LoadPeople:
    """`content` as in processes/people.yaml; `hash_password` makes the kept form of a password."""

    content: Mapping[str, Any]
    hash_password: Callable[[str], str]


def load_people(command: LoadPeople, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """How many units, posts and people the file holds."""
    may(actor, "person.change")
    content = command.content
    region = str((content.get("region") or {}).get("code", ""))
    try:
        for row in content.get("units") or ():
            _put(uow, _unit(row, region), row["code"])
        uow_posts = [_post(row) for row in content.get("posts") or ()]
        for post in uow_posts:
            _put(uow, post, post.code)
        hashes: dict[str, str] = {}
        for row in content.get("people") or ():
            password = str(row.get("password") or "")
            if password and password not in hashes:
                hashes[password] = command.hash_password(password)
            _put(uow, _person(row, hashes.get(password, "!")), row["username"])
            uow.remove(Holding, username=row["username"])
    except (KeyError, TypeError, AttributeError) as broken:
        raise errors.Invalid(f"The people file is not well-formed: {broken!r}.") from None
    # Holdings are rewritten whole: the removals above must reach the database first.
    uow.find(Holding, limit=1)
    for row in content.get("people") or ():
        for code in row.get("posts") or ():
            uow.add(Holding(row["username"], code))
    counts = {name: len(content.get(name) or ()) for name in ("units", "posts", "people")}
    journal.alone(uow, actor, uow.new_id(), "people.loaded", **counts)
    return counts


def _put(uow: UnitOfWork, record: Any, key: str) -> None:
    if uow.get(type(record), key) is None:
        uow.add(record)
    else:
        uow.save(record)


def _unit(row: Mapping[str, Any], region: str) -> Unit:
    name = row["name"]
    return Unit(
        code=row["code"],
        name=name["zh"],
        name_en=name.get("en", name["zh"]),
        region=str(row.get("region", region)),
        parent=row.get("parent"),
        short=row.get("short", ""),
        phone=row.get("phone", ""),
        address=row.get("address", ""),
    )


def _post(row: Mapping[str, Any]) -> Post:
    name = row["name"]
    return Post(row["code"], row["unit"], row["role"], name["zh"], name.get("en", name["zh"]))


def _person(row: Mapping[str, Any], password_hash: str) -> Person:
    name = row["name"]
    return Person(
        username=row["username"],
        name=name["zh"],
        name_en=name.get("en", name["zh"]),
        password_hash=password_hash,
        kind=row.get("kind", "user"),
        id_no=row.get("id_no"),
        phone=row.get("phone"),
        email=row.get("email"),
    )
