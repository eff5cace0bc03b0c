"""A connection that an act has used serves the next one, and none outlives its pool or brings anything along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine, event, text

from tongban.engine.persistence.database import connect, write, writing
from tongban.engine.persistence.resting import PLACES, connection_of, resting


@pytest.fixture
def root(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def taken(root: Engine) -> list[int]:
    """Grows with every connection that leaves the pool."""
    found: list[int] = []
    event.listen(root, "checkout", lambda *_: found.append(1))
    return found


def test_what_is_committed_leaves_its_connection_to_the_next(root: Engine, taken: list[int]) -> None:
    engine = writing(resting(root))
    for number in range(5):
        with write(engine) as connection, connection.begin():
            connection.execute(
                text("INSERT INTO counter (name, value) VALUES (:name, 1)"), {"name": f"{number}"}
            )
    assert len(taken) == 1
    with root.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM counter")).scalar_one() == 5


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_left_half_done_is_undone(root: Engine, taken: list[int], fails: bool) -> None:
    engine = writing(resting(root))
    with ExitStack() as expected:
        if fails:
            expected.enter_context(pytest.raises(ZeroDivisionError))
        with write(engine) as connection:
            connection.begin()
            connection.execute(text("INSERT INTO counter (name, value) VALUES ('half', 1)"))
            if fails:
                raise ZeroDivisionError
    with write(engine) as connection, connection.begin():
        assert connection.execute(text("SELECT count(*) FROM counter")).scalar_one() == 0
    assert len(taken) == 2, "it went back through the pool, which rolled it back"


def test_only_a_few_rest(root: Engine, taken: list[int]) -> None:
    engine = resting(root)
    for _ in range(2):
        with ExitStack() as stack:
            for _ in range(PLACES + 3):
                stack.enter_context(connection_of(engine))
    assert len(taken) == PLACES + 3 + 3
    # Those at rest are the only ones that are missing from the pool.
    assert root.pool.checkedout() == PLACES  # type: ignore[attr-defined]


def test_none_outlives_its_pool(root: Engine, taken: list[int]) -> None:
    engine = resting(root)
    closed: list[int] = []
    event.listen(root, "close_detached", lambda *_: closed.append(1))
    with connection_of(engine):
        pass
    root.dispose()
    assert len(closed) == 1
    with connection_of(engine) as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    assert len(taken) == 2
