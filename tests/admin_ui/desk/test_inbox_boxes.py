"""What lies in each box, in which order, how many there are, and what a search finds, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import ClaimTask, SaveDraft, desk_acts, errors
from tongban.engine.queries import inbox as inbox_queries

CLERK, OTHER, CHECKER = "wang.window", "liu.window", "shi.register"
NAMES = ("张伟", "欧阳娜娜", "Acme Trading")


@pytest.fixture
def desk(office: Office) -> Any:
    """Three cases at the first check of the same clerks."""
    item = office.publish(CONTENT / "sole-trader-registration")
    sample = next(one for one in item.samples.values() if one.key == "granted")
    numbers = []
    for name in NAMES:
        applicant = {**sample.applicant, "name": name}
        numbers.append(office.register(item, applicant=applicant)["case_no"])
        office.clock.advance(timedelta(hours=1))
    return office, item, numbers


def rows(office: Office, who: str = CHECKER, **asked: Any) -> list[str]:
    found = office.engine.queries.inbox(office.actor(who), **asked)["items"]
    return [one["case_no"] for one in found]


def counts(office: Office, who: str = CHECKER) -> dict[str, int]:
    return office.engine.queries.inbox_counts(office.actor(who))


def test_work_moves_from_the_pool_to_mine_to_done(desk: Any) -> None:
    office, _, numbers = desk
    assert sorted(rows(office, box="pool")) == sorted(numbers)
    assert counts(office)["pool"] == 3
    task = office.engine.queries.inbox(office.actor(CHECKER), box="pool", q=numbers[0])["items"][0]
    office.engine.execute(ClaimTask(task["id"]), office.actor(CHECKER))
    assert rows(office) == [numbers[0]]
    assert numbers[0] not in rows(office, box="pool")
    after = counts(office)
    assert (after["mine"], after["pool"], after["done"]) == (1, 2, 0)


def test_pages_follow_each_other_without_a_gap(desk: Any) -> None:
    office, _, numbers = desk
    seen, cursor = [], None
    for _ in range(3):
        page = office.engine.queries.inbox(office.actor(CHECKER), box="pool", page_size=1, cursor=cursor)
        seen += [one["case_no"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert sorted(seen) == sorted(numbers)
    with pytest.raises(errors.Invalid):
        office.engine.queries.inbox(office.actor(CHECKER), box="pool", cursor="bm9uc2Vuc2U")


FOUND = {
    "张伟": [0],
    "张": [0],
    "娜娜": [1],
    "欧阳 娜娜": [1],
    "acme": [2],
    "ＡＣＭＥ": [2],
    "trad": [2],
    "张娜": [],
    "没有此人": [],
}


def test_two_characters_find_a_person(desk: Any) -> None:
    office, _, numbers = desk
    found = {q: sorted(rows(office, box="pool", q=q)) for q in FOUND}
    assert found == {q: sorted(numbers[one] for one in which) for q, which in FOUND.items()}


def test_a_search_knows_numbers_items_and_steps(desk: Any) -> None:
    office, item, numbers = desk
    task = office.engine.queries.inbox(office.actor(CHECKER), box="pool")["items"][0]
    assert rows(office, box="pool", q=numbers[1]) == [numbers[1]]
    assert rows(office, box="pool", q=numbers[1][-12:]) == [numbers[1]]
    assert len(rows(office, box="pool", q=item.sheet.name.zh[:2])) == 3
    assert len(rows(office, box="pool", q=task["name"])) == 3
    assert rows(office, box="pool", q=f"张伟 {item.sheet.name.zh[:2]}") == [numbers[0]]


def test_filters_leave_out_what_is_not_asked_for(desk: Any) -> None:
    office, item, numbers = desk
    assert len(rows(office, box="pool", filters={"item": item.code})) == 3
    assert rows(office, box="pool", filters={"item": "none"}) == []
    assert len(rows(office, box="pool", filters={"arrived": "1"})) == 3
    together = [
        number
        for urgency in ("overdue", "soon", "later", "none")
        for number in rows(office, box="pool", filters={"urgency": urgency})
    ]
    assert sorted(together) == sorted(numbers)


def test_a_watched_case_says_where_it_is(desk: Any) -> None:
    office, _, numbers = desk
    clerk = office.actor(CHECKER)
    office.engine.execute(desk_acts.WatchCase(numbers[1]), clerk)
    office.engine.execute(desk_acts.WatchCase(numbers[1]), clerk)
    row = office.engine.queries.watched(clerk)["items"][0]
    assert (row["case_no"], row["applicant_name"]) == (numbers[1], NAMES[1])
    assert row["name"]
    assert counts(office)["watched"] == 1
    assert office.engine.queries.watched(clerk, q="张伟")["items"] == []
    office.engine.execute(desk_acts.WatchCase(numbers[1], watch=False), clerk)
    assert counts(office)["watched"] == 0
    with pytest.raises(errors.NotFound):
        office.engine.execute(desk_acts.WatchCase(numbers[1]), office.actor("zhu.planning"))


def test_a_draft_lies_among_the_drafts_until_the_work_is_done(desk: Any) -> None:
    office, _, numbers = desk
    task = office.engine.queries.inbox(office.actor(CHECKER), box="pool", q="张伟")["items"][0]
    office.engine.execute(ClaimTask(task["id"]), office.actor(CHECKER))
    office.engine.execute(SaveDraft(task["id"], {}), office.actor(CHECKER))
    assert rows(office, box="drafts") == [numbers[0]]
    assert counts(office)["drafts"] == 1


def test_a_view_is_kept_under_its_name(desk: Any) -> None:
    office, item, _ = desk
    clerk = office.actor(CHECKER)
    view = desk_acts.SaveView(
        "急件", "pool", {"urgency": "soon", "item": item.code}, ("applicant",), is_default=True
    )
    office.engine.execute(view, clerk)
    office.engine.execute(desk_acts.SaveView("已办", "done", is_default=True), clerk)
    first, second = office.engine.queries.inbox_views(clerk)["items"]
    assert {first["name"]: first["is_default"], second["name"]: second["is_default"]} == {
        "急件": False,
        "已办": True,
    }
    kept = next(one for one in (first, second) if one["name"] == "急件")
    assert kept["filters"] == {"urgency": "soon", "item": item.code}
    assert kept["columns"] == ["applicant"]
    with pytest.raises(errors.NotFound):
        office.engine.execute(desk_acts.RemoveView(kept["id"]), office.actor(OTHER))
    office.engine.execute(desk_acts.RemoveView(kept["id"]), clerk)
    assert [one["name"] for one in office.engine.queries.inbox_views(clerk)["items"]] == ["已办"]


@pytest.mark.parametrize(
    ("view", "field"),
    [
        (desk_acts.SaveView("", "mine"), "name"),
        (desk_acts.SaveView("x", "attic"), "box"),
        (desk_acts.SaveView("x", "mine", {"urgency": "never"}), "urgency"),
        (desk_acts.SaveView("x", "mine", {"colour": "red"}), "filters"),
        (desk_acts.SaveView("x", "mine", columns=("secret",)), "columns"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused(office: Office, view: desk_acts.SaveView, field: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        office.engine.execute(view, office.actor(CHECKER))
    assert [one["field"] for one in refused.value.errors] == [field]


def test_when_one_looked_last_is_remembered_per_box(desk: Any) -> None:
    office, _, _ = desk
    clerk = office.actor(CHECKER)
    office.engine.execute(desk_acts.LookIntoBox("pool"), clerk)
    first = office.engine.queries.inbox_views(clerk)["seen"]
    office.clock.advance(timedelta(hours=1))
    office.engine.execute(desk_acts.LookIntoBox("pool"), clerk)
    assert office.engine.queries.inbox_views(clerk)["seen"]["pool"] > first["pool"]
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(desk_acts.LookIntoBox("pool"), office.actor("lin.applicant"))


def test_a_box_is_sorted_by_a_column_page_after_page(desk: Any) -> None:
    office, _, numbers = desk
    clerk, ask = office.actor(CHECKER), office.engine.queries
    for sort, expected in (
        ("applicant", [one for _, one in sorted(zip(NAMES, numbers, strict=True))]),
        ("-applicant", [one for _, one in sorted(zip(NAMES, numbers, strict=True), reverse=True)]),
        ("received", numbers),
        ("-received", numbers[::-1]),
        ("-case_no", sorted(numbers, reverse=True)),
    ):
        seen, cursor = [], None
        for _ in numbers:
            page = ask.inbox(clerk, box="pool", sort=sort, page_size=1, cursor=cursor)
            seen += [one["case_no"] for one in page["items"]]
            cursor = page["next_cursor"]
        assert (seen, cursor) == (expected, None), sort
    assert rows(office, box="pool", sort="unit", q="张") == [numbers[0]]


def test_what_grows_for_ever_is_shown_in_its_own_order_only(desk: Any) -> None:
    office, _, _ = desk
    clerk, ask = office.actor(CHECKER), office.engine.queries
    for box, sort in (("done", "applicant"), ("cc", "received"), ("pool", "colour"), ("mine", "-urgency")):
        with pytest.raises(errors.Invalid) as refused:
            ask.inbox(clerk, box=box, sort=sort)
        assert refused.value.errors[0]["field"] == "sort"
    with pytest.raises(errors.Invalid):
        ask.inbox(clerk, box="pool", sort="received", cursor="bm9uc2Vuc2U")


def test_a_view_keeps_its_order(desk: Any) -> None:
    office, _, _ = desk
    clerk = office.actor(CHECKER)
    office.engine.execute(desk_acts.SaveView("按申请人", "pool", sort="-applicant"), clerk)
    assert office.engine.queries.inbox_views(clerk)["items"][0]["sort"] == "-applicant"
    with pytest.raises(errors.Invalid) as refused:
        office.engine.execute(desk_acts.SaveView("已办", "done", sort="applicant"), clerk)
    assert [one["field"] for one in refused.value.errors] == ["sort"]


def test_the_less_urgent_are_found_behind_any_number_of_urgent_ones(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _, numbers = desk
    monkeypatch.setattr(inbox_queries, "MOST_WALKED", 1)
    office.clock.advance(timedelta(days=60))
    page = office.engine.queries.inbox(office.actor(CHECKER), box="pool", filters={"urgency": "overdue"})
    assert (len(page["items"]), page["next_cursor"]) == (len(numbers), None)
    assert rows(office, box="pool", filters={"urgency": "later"}) == []
