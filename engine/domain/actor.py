"""Who acts: a person in their posts, a token, an applicant or the system, and the names they answer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ActorKind = Literal["user", "token", "applicant", "system"]

ADMINISTRATOR = "sys_admin"
#: 三员: who runs the system, who lets people in and appoints them, who reads what they all did.
SECURITY_ADMINISTRATOR = "security_admin"
AUDIT_ADMINISTRATOR = "audit_admin"
ADMINISTRATORS = frozenset({ADMINISTRATOR, SECURITY_ADMINISTRATOR, AUDIT_ADMINISTRATOR})
#: What an API client may be let do, besides what whoever it acts as may.
SCOPES = ("read", "start", "tasks", "jobs", "personal", "operate", "design", "admin")


@dataclass(frozen=True, slots=True)
class Holding:
    """One post somebody holds: its code, the role it carries and the unit it belongs to."""

    post: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """A standing proxy in force: whose work it is, the names they answer to, and which work it covers."""

    principal: str
    refs: frozenset[str]
    processes: frozenset[str] = frozenset()
    since: datetime | None = None

    def covers(self, process: str, created_at: datetime) -> bool:
        """No `processes` means all of them; `since` leaves out what was there before."""
        in_scope = not self.processes or process in self.processes
        return in_scope and (self.since is None or created_at >= self.since)


@dataclass(frozen=True, slots=True)
class Access:
    """The API client through which somebody acts: its scopes, and how many calls a minute it may make."""

    client: str
    scopes: frozenset[str]
    rate: int
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """`roles`, `posts` and `units` may name more than the holdings do; those of the holdings are added.

    `stand_ins` are the people this one may act for; `lent` the names of the one they act for now.
    """

    id: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    region: str | None = None
    kind: ActorKind = "user"
    on_behalf_of: str | None = None
    holdings: tuple[Holding, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    lent: frozenset[str] = frozenset()
    access: Access | None = None
    # of an applicant's authorisation: the items it covers, none for all
    items: frozenset[str] = frozenset()
    refs: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        held = self.holdings
        roles = self.roles | {holding.role for holding in held if holding.role}
        posts = self.posts | {holding.post for holding in held if holding.post}
        units = self.units | {holding.unit for holding in held if holding.unit}
        names = {user_ref(self.id), *self.lent}
        names.update(group_ref(name) for name in roles | posts | units)
        names.update(group_ref(f"{one.role}@{one.unit}") for one in held if one.role and one.unit)
        for attribute, value in (("roles", roles), ("posts", posts), ("units", units)):
            object.__setattr__(self, attribute, frozenset(value))
        object.__setattr__(self, "refs", frozenset(names))

    @property
    def is_admin(self) -> bool:
        return ADMINISTRATOR in self.roles

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def is_staff(self) -> bool:
        """Somebody of the administration, as opposed to an applicant."""
        return self.kind != "applicant" and bool(self.units or self.roles - {"applicant"})

    def holds(self, role: str, unit: str | None = None) -> bool:
        """Has this role, in that unit if one is named."""
        if unit is None:
            return role in self.roles
        return any(holding.role == role and holding.unit == unit for holding in self.holdings)


def user_ref(username: str) -> str:
    return f"user:{username}"


def group_ref(name: str) -> str:
    return f"group:{name}"


SYSTEM = Actor("system", "系统", kind="system")
