"""通讯录: the units and people an act speaks of, each looked up once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tongban.engine.ports import Person, Unit

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act


def unit_named(act: Act, code: str) -> Unit | None:
    """The unit with this code."""
    if code not in act.units:
        act.units[code] = act.uow.get(Unit, code)
    return act.units[code]


def unit_or_code(act: Act, code: str) -> Unit:
    """The unit with this code; a code that no unit has speaks for itself."""
    return unit_named(act, code) or Unit(code, code, code, "")


def names(act: Act, usernames: Iterable[str]) -> dict[str, str]:
    """What these people are called; nothing for names nobody has."""
    asked = set(usernames)
    unknown = sorted(asked - act.people.keys())
    if unknown:
        found = {person.username: person.name for person in act.uow.find(Person, username=unknown)}
        act.people.update({one: found.get(one) for one in unknown})
    return {one: name for one in asked if (name := act.people[one]) is not None}
