"""What an item allows beside the ordinary way: materials to follow, commitments, windows elsewhere, a lower level."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.items.parts import Limit
from tongban.engine.items.wording import Part, Text

# What becomes of a case whose materials were not handed in later: 视为撤回, 撤销受理, or people are told.
LAPSES = ("withdrawn", "not_accepted", "notify")


@dataclass(frozen=True, slots=True)
class Tolerant:
    """容缺受理: how long the materials that are not core may follow, and what happens when they do not."""

    limit: Limit
    lapse: str

    @classmethod
    def read(cls, part: Part) -> Tolerant:
        part.only(("limit", "lapse"))
        return cls(Limit.read(part.part("limit")), part.choice("lapse", LAPSES))


@dataclass(frozen=True, slots=True)
class Commitment:
    """告知承诺: what the organ tells, and within which time after the decision it checks."""

    duty: Text
    liability: Text
    check: Limit

    @classmethod
    def read(cls, part: Part) -> Commitment:
        part.only(("duty", "liability", "check"))
        return cls(part.words("duty"), part.words("liability"), Limit.read(part.part("check")))


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """异地受理: the regions whose windows may accept for the owner."""

    regions: tuple[str, ...]

    @classmethod
    def read(cls, part: Part) -> Elsewhere:
        part.only(("regions",))
        return cls(part.texts("regions", required=True))


@dataclass(frozen=True, slots=True)
class Forwarding:
    """上报: the organ of the lower level that accepts, reviews first and forwards (行政许可法 §43)."""

    unit: str

    @classmethod
    def read(cls, part: Part) -> Forwarding:
        part.only(("unit",))
        return cls(part.text("unit"))


@dataclass(frozen=True, slots=True)
class Ways:
    """The four together; None where the item does not allow it."""

    tolerant: Tolerant | None = None
    commitment: Commitment | None = None
    elsewhere: Elsewhere | None = None
    forwarding: Forwarding | None = None

    @classmethod
    def read(cls, root: Part) -> Ways:
        def if_given(key: str) -> Part | None:
            return root.part(key) if root.has(key) else None

        tolerant, commitment = if_given("tolerant"), if_given("commitment")
        elsewhere, forwarding = if_given("elsewhere"), if_given("forwarding")
        return cls(
            Tolerant.read(tolerant) if tolerant else None,
            Commitment.read(commitment) if commitment else None,
            Elsewhere.read(elsewhere) if elsewhere else None,
            Forwarding.read(forwarding) if forwarding else None,
        )


WAYS = ("tolerant", "commitment", "elsewhere", "forwarding")
ORDINARY = Ways()
