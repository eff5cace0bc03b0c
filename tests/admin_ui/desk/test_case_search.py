"""Lists of cases found by words: numbers, names and items, on both kinds of database, and never past a bound."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine.queries import case_search

NAMES = ("张伟", "欧阳娜娜", "Acme Trading")
CLERK, STRANGER = "shi.register", "zhu.planning"


@pytest.fixture
def numbers(office: Office) -> list[str]:
    item = office.publish(CONTENT / "sole-trader-registration")
    sample = next(one for one in item.samples.values() if one.key == "granted")
    found = []
    for name in NAMES:
        found.append(office.register(item, applicant={**sample.applicant, "name": name})["case_no"])
        office.clock.advance(timedelta(hours=1))
    return found


def listed(office: Office, who: str = CLERK, **asked: Any) -> list[str]:
    return [one["case_no"] for one in office.engine.queries.cases(office.actor(who), **asked)["items"]]


def test_cases_are_found_by_name_number_and_item(office: Office, numbers: list[str]) -> None:
    first, second, third = numbers
    for q, expected in {
        "张伟": [first],
        "娜娜": [second],
        "ACME": [third],
        second: [second],
        third[-8:]: [third],
        "个体工商户": [third, second, first],
        "个体工商户 张": [first],
        "张娜": [],
        "%": [],
        "  ": [third, second, first],
    }.items():
        assert listed(office, q=q) == expected, q


def test_nobody_finds_what_is_not_for_them(office: Office, numbers: list[str]) -> None:
    assert listed(office, STRANGER, q="张伟") == []


@pytest.mark.parametrize(
    ("bound", "asked"),
    [("MOST_LOOKED", {"q": "个体工商户"}), ("MOST_READ", {}), ("MOST_READ", {"state": "received"})],
)
@pytest.mark.parametrize("most", [1, 2])
def test_a_list_goes_on_where_the_page_before_stopped_looking(
    office: Office, numbers: list[str], monkeypatch: pytest.MonkeyPatch, bound: str, asked: Any, most: int
) -> None:
    """Common words, rare filters, readers who may see little: none of them has a page read all cases there are."""
    expected = listed(office, **asked)
    monkeypatch.setattr(case_search, bound, most)
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        page = office.engine.queries.cases(office.actor(CLERK), cursor=cursor, **asked)
        assert len(page["items"]) <= most
        seen += [one["case_no"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == expected
    assert cursor is None


def test_who_sees_none_comes_to_the_end(
    office: Office, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_search, "MOST_READ", 2)
    first = office.engine.queries.cases(office.actor(STRANGER))
    assert first["items"] == [] and first["next_cursor"]
    second = office.engine.queries.cases(office.actor(STRANGER), cursor=first["next_cursor"])
    assert second == {"items": [], "next_cursor": None}
