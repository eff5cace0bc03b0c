from datetime import UTC, datetime, timedelta

from tongban.engine.domain.ids import is_id, new_id

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
