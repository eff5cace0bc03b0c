"""A page of the feed costs what it shows: by case through its own chains, by type through so many events at most."""

from __future__ import annotations

from typing import Any

import pytest
from office import CONTENT, Office
from sqlalchemy import event

from tongban.engine.domain.actor import SYSTEM
from tongban.engine.queries import events as feed


def pages(office: Office, **filters: Any) -> list[list[int]]:
    """The ids of every page, to the end of the feed."""
    found, cursor = [], None
    while True:
        page = office.engine.queries.events(SYSTEM, cursor=cursor, **filters)
        found.append([one["id"] for one in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


@pytest.fixture
def cases(office: Office) -> list[str]:
    """The numbers of three cases."""
    item = office.publish(CONTENT / "construction-permit")
    return [str(office.register(item)["case_no"]) for _ in range(3)]


def test_pages_of_a_type_end_and_miss_nothing(
    office: Office, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = ("case.registered", "item.published")
    everything = [
        one for one in office.engine.queries.events(SYSTEM, page_size=200)["items"] if one["type"] in wanted
    ]
    monkeypatch.setattr(feed, "LOOKED_THROUGH", 4)
    found = pages(office, types=wanted)

    assert [one for page in found for one in page] == [one["id"] for one in everything]
    assert len(everything) == 4 and [] in found, "no page was empty: nothing was looked through in parts"
    assert [one for page in pages(office, types=wanted, page_size=1) for one in page] == [
        one["id"] for one in everything
    ]


def test_the_events_of_a_case_are_found_by_its_chains(office: Office, cases: list[str]) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(office.engine.sql_engine, "before_cursor_execute", note)
    found = office.engine.queries.events(SYSTEM, case=cases[1], page_size=200)["items"]
    event.remove(office.engine.sql_engine, "before_cursor_execute", note)

    assert found and {one["case_no"] for one in found} == {cases[1]}
    numbers = [one["no"] for one in office.engine.queries.audit(SYSTEM, cases[1])["items"]]
    assert len(found) == len(numbers)
    (statement, parameters) = asked[-1]
    if office.engine.sql_engine.dialect.name == "sqlite":
        with office.engine.sql_engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        assert "(chain=?)" in str(plan)
    else:
        # PostgreSQL chooses by figures about the table, which an almost empty one has not.
        assert "event.chain IN (" in statement
