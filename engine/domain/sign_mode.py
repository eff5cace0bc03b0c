"""How several people decide one thing: from the votes so far to the outcome, as soon as it is certain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from typing import Any, Literal, cast

from tongban.engine import errors

Mode = Literal["any", "all", "ratio", "count", "weight", "sequential", "leader", "random", "pool"]
OnReject = Literal["immediate", "count", "collect"]
Choice = Literal["approve", "reject", "neutral"]
Outcome = Literal["pending", "approved", "rejected", "collected"]

MODES: dict[str, tuple[str, str]] = {
    "any": ("或签", "Any one signs"),
    "all": ("会签", "All sign"),
    "ratio": ("票签（比例）", "Vote by ratio"),
    "count": ("票签（票数）", "Vote by count"),
    "weight": ("票签（权重）", "Vote by weight"),
    "sequential": ("依次签", "One after another"),
    "leader": ("组长决定", "The leader decides"),
    "random": ("随机一人", "One at random"),
    "pool": ("任务池", "Shared pool"),
}
ON_REJECT: dict[str, tuple[str, str]] = {
    "immediate": ("一票否决", "One refusal decides"),
    "count": ("计票", "Refusals are votes"),
    "collect": ("汇总意见", "All opinions are collected"),
}
_VOTES = frozenset({"ratio", "count", "weight"})
_ONE_ACTS = frozenset({"any", "random", "pool"})


@dataclass(frozen=True, slots=True)
class SignRule:
    """`threshold`: a share for ratio, a number for count, for weight a share up to 1 and a sum above."""

    mode: Mode = "any"
    on_reject: OnReject = "immediate"
    threshold: Fraction | None = None

    @property
    def shared(self) -> bool:
        """One work item that all candidates see, instead of one for each."""
        return self.mode == "pool" or (self.mode == "any" and self.on_reject != "count")

    @property
    def in_turns(self) -> bool:
        """A vote may bring up a signer whose turn it was not; elsewhere everybody's turn comes at the beginning."""
        return self.mode in ("sequential", "leader")


@dataclass(frozen=True, slots=True)
class Signer:
    """`id` is any name unique in the group; the order of signers is the order of a sequential round."""

    id: str
    weight: int = 1
    leader: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    signer: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Tally:
    """`next` are the signers whose turn it is, `cancelled` those who need not sign any more."""

    outcome: Outcome
    next: tuple[str, ...]
    cancelled: tuple[str, ...]
    approved: int
    rejected: int
    neutral: int
    total: int

    @property
    def decided(self) -> bool:
        return self.outcome != "pending"

    def to_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "approved": self.approved,
            "rejected": self.rejected,
            "neutral": self.neutral,
            "total": self.total,
        }


def sign_rule(mode: str, threshold: str | None = None, on_reject: str | None = None) -> SignRule:
    """From the words of the diagram; errors.Invalid names the attribute that does not hold."""
    if mode not in MODES:
        raise _wrong("mode", f"{mode!r} 不在 / is not one of {', '.join(MODES)}")
    refusal = on_reject or ("count" if mode in _VOTES else "immediate")
    if refusal not in ON_REJECT:
        raise _wrong("onReject", f"{refusal!r} 不在 / is not one of {', '.join(ON_REJECT)}")
    bar = _threshold(threshold)
    if mode in _VOTES and bar is None:
        raise _wrong("threshold", f"{mode} 须有通过条件 / needs a threshold")
    if mode == "ratio" and bar is not None and bar > 1:
        raise _wrong("threshold", "比例须在 0 与 1 之间 / a ratio lies above 0 and up to 1")
    if mode == "count" and bar is not None and bar.denominator != 1:
        raise _wrong("threshold", "票数须为整数 / a count is a whole number")
    return SignRule(cast(Mode, mode), cast(OnReject, refusal), bar if mode in _VOTES else None)


def select(rule: SignRule, signers: Sequence[Signer], seed: str) -> tuple[Signer, ...]:
    """Who signs at all: the one drawn by `seed` for random, else everybody."""
    if rule.mode != "random" or not signers:
        return tuple(signers)
    drawn = int.from_bytes(sha256(seed.encode()).digest(), "big") % len(signers)
    return (signers[drawn],)


def check_signers(rule: SignRule, signers: Sequence[Signer]) -> None:
    """errors.Invalid when these signers could never reach the threshold, are none or are named twice."""
    ids = [signer.id for signer in signers]
    if not ids:
        raise _wrong("signers", "没有签署人 / nobody is to sign")
    if len(set(ids)) < len(ids):
        raise _wrong("signers", "签署人重复 / a signer is named twice")
    if any(signer.weight < 0 for signer in signers):
        raise _wrong("weight", "权重不能为负 / a weight cannot be negative")
    if _Count(rule, signers).reachable < _bar(rule, signers):
        raise _wrong("threshold", "签署人不足以达到通过条件 / too few signers to reach the threshold")


def tally(rule: SignRule, signers: Sequence[Signer], votes: Iterable[Vote]) -> Tally:
    """Votes in the order they were given; those after the decision do not count any more."""
    check_signers(rule, signers)
    count = _Count(rule, signers)
    outcome: Outcome = "pending"
    for vote in votes:
        if outcome != "pending":
            break
        count.add(vote)
        outcome = _decide(rule, count, vote)
    return count.tally(outcome)


@dataclass(slots=True)
class _Count:
    rule: SignRule
    signers: Sequence[Signer]
    given: dict[str, Choice] = field(default_factory=dict)
    by_id: Mapping[str, Signer] = field(default_factory=dict)
    numbers: dict[Choice, int] = field(default_factory=lambda: {"approve": 0, "reject": 0, "neutral": 0})
    weighed: int = 0
    reachable: int = 0
    leaders: bool = False

    def __post_init__(self) -> None:
        self.by_id = {signer.id: signer for signer in self.signers}
        self.reachable = sum(self._weight(signer) for signer in self.signers)
        self.leaders = any(signer.leader for signer in self.signers)

    def add(self, vote: Vote) -> None:
        signer = self.by_id.get(vote.signer)
        if signer is None:
            raise errors.Invalid("Somebody who is not to sign has voted.", signer=vote.signer)
        if vote.signer in self.given:
            raise errors.Conflict("A signer votes once.", signer=vote.signer)
        self.given[vote.signer] = vote.choice
        self.numbers[vote.choice] += 1
        if vote.choice == "approve":
            self.weighed += self._weight(signer)
        else:
            self.reachable -= self._weight(signer)

    @property
    def complete(self) -> bool:
        return len(self.given) == len(self.signers)

    def tally(self, outcome: Outcome) -> Tally:
        waiting = tuple(signer.id for signer in self.signers if signer.id not in self.given)
        return Tally(
            outcome,
            self._turn(waiting) if outcome == "pending" else (),
            () if outcome == "pending" else waiting,
            self.numbers["approve"],
            self.numbers["reject"],
            self.numbers["neutral"],
            len(self.signers),
        )

    def _weight(self, signer: Signer) -> int:
        return signer.weight if self.rule.mode == "weight" else 1

    def _turn(self, waiting: tuple[str, ...]) -> tuple[str, ...]:
        if self.rule.mode == "sequential":
            return waiting[:1]
        if self.rule.mode == "leader" and self.rule.on_reject == "collect":
            return tuple(one for one in waiting if not self.by_id[one].leader) or waiting
        return waiting


def _decide(rule: SignRule, count: _Count, last: Vote) -> Outcome:
    if rule.mode == "leader" and count.leaders:
        return _leader(count, last)
    if rule.on_reject == "collect":
        over = count.complete or rule.mode in _ONE_ACTS
        return "collected" if over else "pending"
    if rule.on_reject == "immediate" and last.choice == "reject":
        return "rejected"
    if rule.mode in _ONE_ACTS:
        return _one_acts(rule, count, last)
    if rule.mode in _VOTES:
        bar = _bar(rule, count.signers)
        if count.weighed >= bar:
            return "approved"
        return "rejected" if count.reachable < bar else "pending"
    return _all(count)


def _leader(count: _Count, last: Vote) -> Outcome:
    """Members advise; the first leader who takes a side decides; leaders who all abstain decide nothing."""
    if count.by_id[last.signer].leader and last.choice != "neutral":
        return "approved" if last.choice == "approve" else "rejected"
    return "collected" if count.complete else "pending"


def _one_acts(rule: SignRule, count: _Count, last: Vote) -> Outcome:
    if last.choice == "approve":
        return "approved"
    if rule.on_reject == "count" and rule.mode == "any" and not count.complete:
        return "pending"
    if last.choice == "reject" or count.numbers["reject"]:
        return "rejected"
    return "collected"


def _all(count: _Count) -> Outcome:
    """An abstention does not stand in the way, but abstentions alone approve nothing."""
    if count.numbers["reject"]:
        return "rejected"
    if not count.complete:
        return "pending"
    return "approved" if count.numbers["approve"] else "collected"


def _bar(rule: SignRule, signers: Sequence[Signer]) -> Fraction:
    bar = rule.threshold
    if bar is None:
        return Fraction(1)
    if rule.mode == "ratio":
        return bar * len(signers)
    if rule.mode == "weight" and bar <= 1:
        return bar * sum(signer.weight for signer in signers)
    return bar


def _threshold(text: str | None) -> Fraction | None:
    if text is None or not text.strip():
        return None
    plain = text.strip()
    try:
        bar = Fraction(plain[:-1]) / 100 if plain.endswith("%") else Fraction(plain)
    except (ValueError, ZeroDivisionError):
        raise _wrong("threshold", f"{text!r} 不是数 / is not a number") from None
    if bar <= 0:
        raise _wrong("threshold", "须大于 0 / must be above 0")
    return bar


def _wrong(attribute: str, message: str) -> errors.Invalid:
    return errors.Invalid(errors=[{"field": attribute, "message": message}])
