from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations, product

import pytest

from tongban.engine import errors
from tongban.engine.domain.sign_mode import (
    MODES,
    ON_REJECT,
    Choice,
    Signer,
    SignRule,
    Tally,
    Vote,
    select,
    sign_rule,
    tally,
)

CHOICES: tuple[Choice, ...] = ("approve", "reject", "neutral")
WORDS: dict[str, Choice] = {"a": "approve", "r": "reject", "n": "neutral"}


def signers(count: int) -> tuple[Signer, ...]:
    return tuple(Signer(f"s{number}", weight=number + 1) for number in range(count))


def votes(word: str) -> list[Vote]:
    return [Vote(f"s{number}", WORDS[letter]) for number, letter in enumerate(word)]


def outcome(rule: SignRule, count: int, word: str) -> str:
    return tally(rule, signers(count), votes(word)).outcome


@pytest.mark.parametrize(
    ("mode", "threshold", "refusal", "count", "word", "expected"),
    [
        ("any", None, None, 3, "", "pending"),
        ("any", None, None, 3, "a", "approved"),
        ("any", None, None, 3, "r", "rejected"),
        ("any", None, "count", 3, "rr", "pending"),
        ("any", None, "count", 3, "rra", "approved"),
        ("any", None, "count", 3, "rrr", "rejected"),
        ("any", None, "collect", 3, "r", "collected"),
        ("all", None, None, 3, "aa", "pending"),
        ("all", None, None, 3, "aaa", "approved"),
        ("all", None, None, 3, "ar", "rejected"),
        ("all", None, "count", 3, "r", "rejected"),
        ("all", None, "collect", 3, "rr", "pending"),
        ("all", None, "collect", 3, "rra", "collected"),
        ("all", None, None, 3, "ana", "approved"),
        ("all", None, None, 2, "nn", "collected"),
        ("ratio", "0.6", None, 5, "aaa", "approved"),
        ("ratio", "60%", None, 5, "rra", "pending"),
        ("ratio", "3/5", None, 5, "rrr", "rejected"),
        ("ratio", "2/3", None, 3, "aa", "approved"),
        ("ratio", "0.5", "immediate", 4, "ar", "rejected"),
        ("ratio", "0.5", "collect", 2, "aa", "collected"),
        ("count", "2", None, 5, "ra", "pending"),
        ("count", "2", None, 5, "rara", "approved"),
        ("count", "2", None, 5, "rrrr", "rejected"),
        ("weight", "0.5", None, 3, "rra", "approved"),
        ("weight", "0.5", None, 3, "aa", "approved"),
        ("weight", "5", None, 3, "ana", "rejected"),
        ("sequential", None, None, 3, "aa", "pending"),
        ("sequential", None, None, 3, "aaa", "approved"),
        ("sequential", None, None, 3, "ar", "rejected"),
        ("sequential", None, "collect", 3, "rra", "collected"),
        ("random", None, None, 1, "a", "approved"),
        ("random", None, None, 1, "r", "rejected"),
        ("pool", None, None, 4, "a", "approved"),
        ("pool", None, None, 4, "r", "rejected"),
        ("leader", None, None, 2, "aa", "approved"),
        ("leader", None, None, 2, "r", "rejected"),
    ],
)
def test_it_decides(
    mode: str, threshold: str | None, refusal: str | None, count: int, word: str, expected: str
) -> None:
    assert outcome(sign_rule(mode, threshold, refusal), count, word) == expected


def final(mode: str, bar: int, group: Sequence[Signer], choices: Sequence[Choice]) -> str:
    """What all votes together mean, said without any counting on the way."""
    if mode in ("ratio", "count", "weight"):
        weights = [one.weight if mode == "weight" else 1 for one in group]
        won = sum(weight for weight, choice in zip(weights, choices, strict=True) if choice == "approve")
        return "approved" if won >= bar else "rejected"
    if mode == "any":
        for choice, meaning in (("approve", "approved"), ("reject", "rejected")):
            if choice in choices:
                return meaning
        return "collected"
    if "reject" in choices:
        return "rejected"
    return "approved" if "approve" in choices else "collected"


@pytest.mark.parametrize("mode", ["any", "all", "ratio", "count", "weight", "sequential"])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_counted_vote_is_decided_exactly_when_it_is_certain(mode: str, count: int) -> None:
    group = signers(count)
    reach = sum(one.weight for one in group) if mode == "weight" else count
    for bar in range(1, reach + 1) if mode in ("ratio", "count", "weight") else [1]:
        threshold = Fraction(bar, count) if mode == "ratio" else Fraction(bar)
        if mode == "weight" and bar == 1:
            threshold = Fraction(1, reach)
        rule = SignRule(mode, "count", threshold if mode in ("ratio", "count", "weight") else None)  # type: ignore[arg-type]
        for length in range(count + 1):
            for prefix in product(CHOICES, repeat=length):
                ends = {
                    final(mode, bar, group, (*prefix, *rest))
                    for rest in product(CHOICES, repeat=count - length)
                }
                # The first to settle it settles it; what comes before must still have been open.
                cast = [Vote(one.id, choice) for one, choice in zip(group, prefix, strict=False)]
                expected = ends.pop() if len(ends) == 1 else "pending"
                assert tally(rule, group, cast).outcome == expected, (rule, prefix)


@pytest.mark.parametrize("mode", ["all", "ratio", "count", "weight"])
def test_the_order_of_counted_votes_does_not_matter(mode: str) -> None:
    group = signers(4)
    rule = sign_rule(mode, "2" if mode in ("count", "weight") else "0.5", "count")
    for choices in product(CHOICES, repeat=4):
        cast = [Vote(one.id, choice) for one, choice in zip(group, choices, strict=True)]
        assert len({tally(rule, group, order).outcome for order in permutations(cast)}) == 1


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("refusal", ON_REJECT)
def test_the_signers_are_those_voted_next_or_cancelled_and_all_votes_end_it(mode: str, refusal: str) -> None:
    group = select(sign_rule(mode, "1", refusal), signers(3), "seed")
    rule = sign_rule(mode, "1", refusal)
    for choices in product(CHOICES, repeat=len(group)):
        cast: list[Vote] = []
        for one, choice in zip(group, choices, strict=True):
            before = tally(rule, group, cast)
            if before.decided:
                break
            assert one.id in before.next and not before.cancelled
            cast.append(Vote(one.id, choice))
        after = tally(rule, group, cast)
        assert after.decided and not after.next
        assert set(after.cancelled) == {one.id for one in group} - {vote.signer for vote in cast}
        assert after.approved + after.rejected + after.neutral == len(cast)


@pytest.mark.parametrize("mode", sorted(set(MODES) - {"leader"}))
def test_collecting_never_refuses(mode: str) -> None:
    rule = sign_rule(mode, "1", "collect")
    for choices in product("arn", repeat=3):
        assert outcome(rule, 3, "".join(choices)) == "collected"


@pytest.mark.parametrize("mode", sorted(set(MODES) - {"leader"}))
def test_one_refusal_decides_where_it_is_said_to(mode: str) -> None:
    rule = sign_rule(mode, "1" if mode != "count" else "3", "immediate")
    assert outcome(rule, 3, "r") == "rejected"


def test_votes_after_the_decision_do_not_count() -> None:
    late = tally(sign_rule("all"), signers(3), votes("raa"))
    assert late == Tally("rejected", (), ("s1", "s2"), 0, 1, 0, 3)


def test_one_signs_after_another() -> None:
    rule = sign_rule("sequential")
    assert tally(rule, signers(3), []).next == ("s0",)
    assert tally(rule, signers(3), votes("a")).next == ("s1",)
    assert tally(rule, signers(3), votes("r")).cancelled == ("s1", "s2")


def led(*voted: tuple[str, Choice], refusal: str | None = None) -> Tally:
    group = (Signer("x"), Signer("y"), Signer("lead", leader=True))
    return tally(sign_rule("leader", None, refusal), group, [Vote(*one) for one in voted])


def test_the_leader_decides_and_the_members_advise() -> None:
    assert led(("x", "reject"), ("y", "reject")).outcome == "pending"
    assert led(("x", "reject"), ("lead", "approve")) == Tally("approved", (), ("y",), 1, 1, 0, 3)
    assert led(("lead", "reject")).outcome == "rejected"
    assert led(("x", "approve"), ("y", "approve"), ("lead", "neutral")).outcome == "collected"


def test_the_leader_waits_until_all_opinions_are_collected() -> None:
    assert led(refusal="collect").next == ("x", "y")
    assert led(("x", "reject"), refusal="collect").next == ("y",)
    both = led(("x", "reject"), ("y", "approve"), refusal="collect")
    assert (both.outcome, both.next) == ("pending", ("lead",))


def test_the_draw_is_the_same_for_the_same_seed_and_fair_over_seeds() -> None:
    rule = sign_rule("random")
    assert select(rule, signers(5), "t1") == select(rule, signers(5), "t1")
    drawn = [select(rule, signers(4), str(seed))[0].id for seed in range(400)]
    assert all(drawn.count(f"s{number}") > 60 for number in range(4))
    assert select(sign_rule("all"), signers(3), "t1") == signers(3)


def test_one_work_item_serves_all_where_the_first_to_act_decides() -> None:
    shared = {mode for mode in MODES if sign_rule(mode, "1").shared}
    assert shared == {"any", "pool"}
    assert not sign_rule("any", None, "count").shared


def test_refusals_are_votes_where_there_is_a_vote() -> None:
    assert {mode: sign_rule(mode, "1").on_reject for mode in ("all", "ratio", "count", "weight")} == {
        "all": "immediate",
        "ratio": "count",
        "count": "count",
        "weight": "count",
    }


@pytest.mark.parametrize(
    ("mode", "threshold", "refusal", "field"),
    [
        ("most", None, None, "mode"),
        ("all", None, "never", "onReject"),
        ("ratio", None, None, "threshold"),
        ("ratio", "1.5", None, "threshold"),
        ("ratio", "0", None, "threshold"),
        ("ratio", "half", None, "threshold"),
        ("ratio", "1/0", None, "threshold"),
        ("count", "2.5", None, "threshold"),
    ],
)
def test_a_rule_names_the_attribute_that_does_not_hold(
    mode: str, threshold: str | None, refusal: str | None, field: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        sign_rule(mode, threshold, refusal)
    assert refused.value.errors[0]["field"] == field


def test_it_refuses_signers_who_could_never_decide() -> None:
    for rule, group in (
        (sign_rule("count", "3"), signers(2)),
        (sign_rule("weight", "9"), signers(3)),
        (sign_rule("all"), ()),
        (sign_rule("all"), (Signer("x"), Signer("x"))),
        (sign_rule("weight", "1"), (Signer("x", weight=-1), Signer("y", weight=4))),
    ):
        with pytest.raises(errors.Invalid):
            tally(rule, group, [])


def test_it_refuses_a_stranger_and_a_second_vote() -> None:
    with pytest.raises(errors.Invalid):
        tally(sign_rule("all"), signers(2), [Vote("stranger", "approve")])
    with pytest.raises(errors.Conflict):
        tally(sign_rule("all"), signers(2), [Vote("s0", "approve"), Vote("s0", "approve")])
