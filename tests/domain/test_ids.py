from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tongban.engine.domain.ids import ALPHABET, FIRST, STEP, IdsOfAnAct, is_id, new_id

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_it_has_twenty_lower_case_characters() -> None:
    assert is_id(new_id(NOW))
    assert not is_id("short")
    assert not is_id("U" * 20)


def test_it_sorts_by_the_moment() -> None:
    ids = [new_id(NOW + timedelta(milliseconds=step)) for step in range(200)]
    assert ids == sorted(ids)


def test_it_differs_within_one_millisecond() -> None:
    assert len({new_id(NOW) for _ in range(1000)}) == 1000


def test_those_of_one_act_sort_as_they_were_made_and_cannot_be_told_in_advance() -> None:
    ids = IdsOfAnAct(NOW)
    made = [ids.next() for _ in range(1000)]
    assert made == sorted(made) and len(set(made)) == 1000
    assert all(map(is_id, made))
    assert made[0][:9] == made[-1][:9] == new_id(NOW)[:9]
    steps = [_number(after) - _number(before) for before, after in pairwise(made)]
    assert len(set(steps)) > 990 and max(steps) > 1 << (STEP - 2)


def test_an_act_may_make_a_hundred_thousand() -> None:
    assert (1 << FIRST) + 100_000 * (1 << STEP) < 1 << 55


def _number(id_: str) -> int:
    return sum(ALPHABET.index(character) << 5 * place for place, character in enumerate(reversed(id_[9:])))
