"""Who is told when a time limit is near or over: the handler, those above, and how each can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tongban.engine.domain.actor import group_ref
from tongban.engine.ports import Holding, Person, Post, Task, Unit, UnitOfWork
from tongban.engine.use_cases.flow import desk

MOST = 200
HEAD, BRANCH, MAIN, SUPERVISOR = "section_head", "branch_leader", "main_leader", "supervisor"


def refs_of(uow: UnitOfWork, names: Iterable[str], tasks: Sequence[Task], unit: str | None) -> list[str]:
    """People and groups for the recipients of a rule; a post nobody holds is passed over for the one above it."""
    found: list[str] = []
    for name in names:
        if name == "handler":
            found.extend(ref for task in tasks for ref in desk.holders(task))
        elif name == "unit_leader":
            found.extend(leaders(uow, tasks, unit))
        elif name == "branch_leader":
            found.extend(_held(uow, [f"{BRANCH}@{unit}"], [f"{MAIN}@{unit}"]) if unit else [])
        elif name == "supervisor":
            found.append(group_ref(SUPERVISOR))
        else:
            found.append(name)
    return list(dict.fromkeys(found))


def leaders(uow: UnitOfWork, tasks: Sequence[Task], unit: str | None) -> list[str]:
    """The heads of the units the work lies in, else the main leader of the case's unit."""
    units = units_of(uow, [ref for task in tasks for ref in desk.holders(task)])
    heads = [f"{HEAD}@{one}" for one in units]
    return _held(uow, heads, [f"{MAIN}@{unit}"] if unit else [])


def above(uow: UnitOfWork, tasks: Sequence[Task], unit: str | None) -> list[str]:
    """The next level over whoever has the work: section head, branch leader, main leader."""
    if unit is None:
        return leaders(uow, tasks, unit)
    held = {ref for task in tasks for ref in (*task.candidates, *desk.holders(task))}
    roles = _roles(uow, held)
    ladder = [*[f"{HEAD}@{one}" for one in units_of(uow, sorted(held))], f"{BRANCH}@{unit}", f"{MAIN}@{unit}"]
    reached = [number for number, one in enumerate(ladder) if one.partition("@")[0] in roles]
    for name in ladder[max(reached) + 1 if reached else 0 :]:
        found = _held(uow, [name], [])
        if found:
            return found
    return []


def units_of(uow: UnitOfWork, refs: Iterable[str]) -> list[str]:
    """The units that people and groups belong to."""
    units: list[str] = []
    people, groups = [], []
    for ref in dict.fromkeys(refs):
        kind, _, name = ref.partition(":")
        if kind == "user":
            people.append(name)
        elif "@" in name:
            units.append(name.partition("@")[2])
        else:
            groups.append(name)
    if people:
        codes = [one.post for one in uow.find(Holding, username=people, limit=MOST)]
        units.extend(one.unit for one in uow.find(Post, code=codes, limit=MOST)) if codes else None
    if groups:
        units.extend(one.unit for one in uow.find(Post, code=groups, limit=MOST))
        units.extend(one.code for one in uow.find(Unit, code=groups, limit=MOST))
    return list(dict.fromkeys(units))


def people_of(uow: UnitOfWork, refs: Iterable[str]) -> list[Person]:
    """Everybody behind the names, at most 200."""
    usernames: set[str] = set()
    codes: set[str] = set()
    for ref in dict.fromkeys(refs):
        kind, _, name = ref.partition(":")
        if kind == "user":
            usernames.add(name)
        elif "@" in name:
            role, _, unit = name.partition("@")
            codes.update(one.code for one in uow.find(Post, role=role, unit=unit, limit=MOST))
        else:
            codes.add(name)
            codes.update(one.code for one in uow.find(Post, role=name, limit=MOST))
            codes.update(one.code for one in uow.find(Post, unit=name, limit=MOST))
    if codes:
        usernames.update(one.username for one in uow.find(Holding, post=sorted(codes), limit=MOST))
    if not usernames:
        return []
    return uow.find(Person, username=sorted(usernames), disabled=False, order="username", limit=MOST)


def _roles(uow: UnitOfWork, refs: Iterable[str]) -> set[str]:
    roles = {ref.removeprefix("group:").partition("@")[0] for ref in refs if ref.startswith("group:")}
    people = [ref.removeprefix("user:") for ref in refs if ref.startswith("user:")]
    codes = [one.post for one in uow.find(Holding, username=people, limit=MOST)] if people else []
    if codes:
        roles.update(one.role for one in uow.find(Post, code=codes, limit=MOST))
    return roles


def _held(uow: UnitOfWork, names: list[str], instead: list[str]) -> list[str]:
    known = uow.known_groups([*names, *instead]) if names or instead else set()
    chosen = [name for name in names if name in known] or [name for name in instead if name in known]
    return [group_ref(name) for name in chosen]
