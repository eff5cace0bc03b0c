"""The list of tasks found by words: numbers, names, items and steps, in any order, and never past a bound."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office
from statements import counting

from tongban.engine import ClaimTask, errors
from tongban.engine.queries import task_search

NAMES = ("张伟", "欧阳娜娜", "Acme Trading", "张伟")
CLERK, STRANGER = "shi.register", "zhu.planning"
STEP = "受理"
SORTS = (None, "created_at", "-created_at", "due", "-due", "priority", "-priority")


@pytest.fixture
def numbers(office: Office) -> list[str]:
    return arrive(office, NAMES)


def arrive(office: Office, names: tuple[str, ...]) -> list[str]:
    item = office.publish(CONTENT / "sole-trader-registration")
    sample = next(one for one in item.samples.values() if one.key == "granted")
    found = []
    for name in names:
        found.append(office.register(item, applicant={**sample.applicant, "name": name})["case_no"])
        office.clock.advance(timedelta(hours=1))
    return found


def listed(office: Office, who: str = CLERK, **asked: Any) -> list[str]:
    return [one["case_no"] for one in office.engine.queries.tasks(office.actor(who), **asked)["items"]]


def pages(office: Office, **asked: Any) -> list[list[str]]:
    """The ids of every page to the end."""
    found: list[list[str]] = []
    cursor = None
    while not found or cursor is not None:
        page = office.engine.queries.tasks(office.actor(CLERK), cursor=cursor, **asked)
        found.append([one["id"] for one in page["items"]])
        cursor = page["next_cursor"]
        assert len(found) < 20, "a list that never ends"
    return found


def flat(pages: list[list[str]]) -> list[str]:
    return [one for page in pages for one in page]


def test_tasks_are_found_by_name_number_item_and_step(office: Office, numbers: list[str]) -> None:
    first, second, third, fourth = numbers
    for q, expected in {
        "张伟": [first, fourth],
        "娜娜": [second],
        "ACME": [third],
        second: [second],
        third[-8:]: [third],
        "个体工商户": numbers,
        STEP: numbers,
        f"张伟 {STEP}": [first, fourth],
        f"{third[-6:]} 个体工商户 {STEP}": [third],
        "张娜": [],
        "%": [],
        "没有这样的": [],
        "  ": numbers,
    }.items():
        assert listed(office, q=q) == expected, q
        for sort in SORTS[1:]:
            assert sorted(listed(office, q=q, sort=sort)) == sorted(expected), (q, sort)


def test_a_step_called_like_somebody_is_found_with_their_case(office: Office, numbers: list[str]) -> None:
    """The name leads to one case; every case stands at a step that is called so."""
    (namesake,) = arrive(office, (f"{STEP}人",))
    clerk, everybody = office.actor(CLERK), [*numbers, namesake]
    for sort in SORTS:
        assert sorted(listed(office, q=STEP, sort=sort)) == sorted(everybody), sort
        assert listed(office, q=f"{STEP}人", sort=sort) == [namesake], sort
        assert [len(page) for page in pages(office, q=STEP, sort=sort, page_size=2)] == [2, 2, 1], sort
    pool = office.engine.queries.inbox(clerk, box="pool", q=STEP)["items"]
    assert sorted(one["case_no"] for one in pool) == sorted(everybody)


def test_words_go_together_with_every_other_filter(office: Office, numbers: list[str]) -> None:
    first, _, _, fourth = numbers
    clerk = office.actor(CLERK)
    task = office.engine.queries.tasks(clerk, case=fourth)["items"][0]
    office.engine.execute(ClaimTask(task["id"]), clerk)
    assert listed(office, q="张伟", assignee=CLERK) == [fourth]
    assert listed(office, q="张伟", state="unclaimed") == [first]
    assert listed(office, q="张伟", case=first) == [first]
    assert listed(office, q=STEP, instance=task["instance_id"]) == [fourth]
    assert listed(office, q="张伟", state="completed") == []
    assert listed(office, q="张伟", sort="-created_at") == [fourth, first]


def test_nobody_finds_the_tasks_of_another_unit(office: Office, numbers: list[str]) -> None:
    for q in ("张伟", numbers[0], STEP, "个体工商户"):
        for sort in SORTS:
            assert listed(office, STRANGER, q=q, sort=sort) == []


def test_paging_reaches_every_match_once_and_in_order(
    office: Office, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, clerk = office.engine.queries.tasks, office.actor(CLERK)
    named = {one["id"] for case in (numbers[0], numbers[3]) for one in ask(clerk, case=case)["items"]}
    for sort in SORTS:
        whole = [one["id"] for one in ask(clerk, sort=sort)["items"]]
        assert len(whole) == len(NAMES)
        for most, size in ((1, 1), (2, 3), (3, 1), (500, 3)):
            monkeypatch.setattr(task_search, "MOST_LOOKED", most)
            assert flat(pages(office, sort=sort, page_size=size)) == whole
            assert flat(pages(office, sort=sort, page_size=size, q=STEP)) == whole
            found = flat(pages(office, sort=sort, page_size=size, q="张伟"))
            assert found == [one for one in whole if one in named]


def test_a_page_looks_no_further_than_its_bound(
    office: Office, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word of steps and items is walked; the tasks of a name's few cases are read at once."""
    monkeypatch.setattr(task_search, "MOST_LOOKED", 1)
    assert [len(page) for page in pages(office, q="没有这样的")] == [0] * (len(NAMES) + 1)
    assert [len(page) for page in pages(office, q="张伟")] == [2]
    other = office.engine.queries.tasks(office.actor(CLERK), page_size=1)["next_cursor"]
    for sort in SORTS[1:]:
        for q in (None, "张伟"):
            with pytest.raises(errors.Invalid) as refused:
                listed(office, q=q, sort=sort, cursor=other)
            assert [one["field"] for one in refused.value.errors] == ["cursor"], sort


@pytest.mark.parametrize("databases", ["sqlite_files"], indirect=True)
def test_more_tasks_cost_no_more_statements(office: Office, numbers: list[str]) -> None:
    def sent() -> list[int]:
        found = []
        for q in ("张伟", STEP, "个体工商户", "没有这样的"):
            for sort in (None, "-due"):
                with counting(office.engine) as statements:
                    listed(office, q=q, sort=sort, page_size=2)
                found.append(len(statements))
        return found

    sent()
    few = sent()
    arrive(office, NAMES)
    assert sent() == few
    assert max(few) <= 5
