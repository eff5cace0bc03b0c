"""The counter: visits booked and called, papers handed on, results collected, and who else looks at a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import desk_acts, errors

CLERK, COLLEAGUE, VISITOR, STRANGER = "wang.window", "liu.window", "lin.applicant", "zhu.planning"
#: A picture of one point, as a drawn signature is sent.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def do(office: Office, command: Any, who: str = CLERK) -> dict[str, Any]:
    return office.engine.execute(command, office.actor(who))


def fields(refused: pytest.ExceptionInfo[errors.Invalid]) -> list[str]:
    return [one["field"] for one in refused.value.errors]


def test_booked_visitors_come_before_those_who_draw_a_number(office: Office) -> None:
    today = office.engine.queries.visits_today(office.actor(CLERK), "zwzx")["day"]
    tomorrow = desk_acts.OpenSlots("zwzx", today + timedelta(days=1), "09:00", "10:00", 30, 1)
    assert do(office, tomorrow) == {"opened": 2}
    assert do(office, tomorrow) == {"opened": 0}
    slot = office.engine.queries.free_slots(office.actor(VISITOR))["slots"][0]
    booked = do(office, desk_acts.BookVisit(slot["id"], "林小禾"), VISITOR)
    with pytest.raises(errors.Conflict):
        do(office, desk_acts.BookVisit(slot["id"], "别人"), VISITOR)
    office.clock.advance(timedelta(days=1))
    walked_in = do(office, desk_acts.DrawNumber("zwzx", "张伟"))
    do(office, desk_acts.ArriveVisit(booked["id"]))
    assert do(office, desk_acts.CallNext("zwzx"))["id"] == booked["id"]
    assert do(office, desk_acts.CallNext("zwzx"), COLLEAGUE)["id"] == walked_in["id"]
    with pytest.raises(errors.Conflict):
        do(office, desk_acts.CallNext("zwzx"))
    do(office, desk_acts.EndVisit(booked["id"], "served", "no"))
    with pytest.raises(errors.Conflict):
        do(office, desk_acts.EndVisit(booked["id"], "missed"))
    left = office.engine.queries.visits_today(office.actor(CLERK), "zwzx")["items"]
    assert [one["id"] for one in left] == [walked_in["id"]]


def test_a_cancelled_visit_gives_its_place_back(office: Office) -> None:
    today = office.engine.queries.visits_today(office.actor(CLERK), "zwzx")["day"]
    do(office, desk_acts.OpenSlots("zwzx", today + timedelta(days=1), "09:00", "09:30", 30, 1))
    slot = office.engine.queries.free_slots(office.actor(VISITOR))["slots"][0]
    visit = do(office, desk_acts.BookVisit(slot["id"], "林小禾"), VISITOR)
    with pytest.raises(errors.NotAllowed):
        do(office, desk_acts.EndVisit(visit["id"], "cancelled"), STRANGER)
    do(office, desk_acts.EndVisit(visit["id"], "cancelled"), VISITOR)
    again = office.engine.queries.free_slots(office.actor(VISITOR))
    assert [one["left"] for one in again["slots"]] == [1]
    assert again["mine"] == []
    office.clock.advance(timedelta(days=1, hours=12))
    with pytest.raises(errors.Conflict):
        do(office, desk_acts.BookVisit(slot["id"], "林小禾"), VISITOR)


def test_times_that_make_no_sense_are_refused(office: Office) -> None:
    today = office.engine.queries.visits_today(office.actor(CLERK), "zwzx")["day"]
    good = desk_acts.OpenSlots("zwzx", today, "09:00", "12:00", 30, 4)
    for change, field in (
        ({"day": today - timedelta(days=1)}, "day"),
        ({"starts": "9"}, "starts"),
        ({"ends": "08:00"}, "ends"),
        ({"minutes": 1}, "minutes"),
        ({"capacity": 0}, "capacity"),
    ):
        with pytest.raises(errors.Invalid) as refused:
            do(office, replace(good, **change))
        assert field in fields(refused)
    with pytest.raises(errors.NotAllowed):
        do(office, good, VISITOR)


def test_an_item_is_found_by_plain_words(office: Office) -> None:
    office.publish(CONTENT / "sole-trader-registration")
    office.publish(CONTENT / "signboard-filing")
    clerk, ask = office.actor(CLERK), office.engine.queries
    assert "招牌" in ask.find_items(clerk, "挂个招牌")["items"][0]["name"]
    assert "工商户" in ask.find_items(clerk, "个体工商")["items"][0]["name"]
    for words in ("开个小店", "开店", "open a shop"):
        assert ask.find_items(clerk, words)["items"][0]["name"] == "个体工商户设立登记"
    assert len(ask.find_items(clerk, "开店")["items"]) == 1
    assert len(ask.find_items(clerk)["items"]) == 2
    assert ask.find_items(clerk, "驾驶飞机")["items"] == []


def test_papers_go_from_hand_to_hand(office: Office) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    number, registrar = office.register(item, applicant_user=VISITOR)["case_no"], "shi.register"
    with pytest.raises(errors.Invalid) as refused:
        do(office, desk_acts.HandPapers(number, "", "", "nobody"), registrar)
    assert fields(refused) == ["what", "place", "taken_by"]
    do(office, desk_acts.HandPapers(number, "一套 12 页", "柜 B-07", CLERK), registrar)
    office.clock.advance(timedelta(minutes=1))
    do(office, desk_acts.HandPapers(number, "一套 12 页", "柜 C-01", COLLEAGUE), registrar)
    moves = office.engine.queries.at_counter(office.actor(registrar), number)["moves"]
    assert [one["place"] for one in moves] == ["柜 C-01", "柜 B-07"]
    with pytest.raises(errors.NotAllowed):
        do(office, desk_acts.HandPapers(number, "x", "y", CLERK), VISITOR)


def test_a_result_is_collected_by_whom_it_belongs_to(office: Office) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    case = office.register(item)
    number, registrar = case["case_no"], "shi.register"
    document = office.case(number)["documents"][0]["id"]
    own = case["applicant"]["id_no"]
    for command, field in (
        (desk_acts.CollectResults(number, "", own, documents=(document,)), "collector"),
        (desk_acts.CollectResults(number, "林小禾", "110101199001011237", documents=(document,)), "id_no"),
        (desk_acts.CollectResults(number, "林小禾", own), "documents"),
        (desk_acts.CollectResults(number, "林小禾", own, "friend", (document,)), "relation"),
    ):
        with pytest.raises(errors.Invalid) as refused:
            do(office, command, registrar)
        assert fields(refused) == [field]
    with pytest.raises(errors.Invalid):
        do(
            office,
            desk_acts.CollectResults(number, "林小禾", own, "self", (document,), b"no picture"),
            registrar,
        )
    do(office, desk_acts.CollectResults(number, "林小禾", own, "self", (document,), PNG), registrar)
    kept = office.engine.queries.at_counter(office.actor(registrar), number)["collections"]
    assert [(one["collector"], one["signed"]) for one in kept] == [("林小禾", True)]
    assert own not in str(kept)
    types = [one["type"] for one in office.engine.queries.timeline(office.actor(registrar), number)["items"]]
    assert "case.collected" in types


def test_two_people_on_a_case_see_each_other_for_a_while(office: Office) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    number = office.register(item)["case_no"]
    assert do(office, desk_acts.BeOnCase(number), "shi.register") == {"others": []}
    other = "he.supervisor"
    assert len(do(office, desk_acts.BeOnCase(number), other)["others"]) == 1
    office.clock.advance(timedelta(minutes=2))
    assert do(office, desk_acts.BeOnCase(number), other) == {"others": []}
    with pytest.raises(errors.NotFound):
        do(office, desk_acts.BeOnCase(number), STRANGER)


def test_earlier_cases_are_those_of_the_same_number(office: Office) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    first = office.register(item)["case_no"]
    office.clock.advance(timedelta(minutes=1))
    second = office.register(item)["case_no"]
    beside = office.engine.queries.case_beside(office.actor("shi.register"), second)
    assert [one["case_no"] for one in beside["earlier"]] == [first]
    assert (beside["watched"], beside["changes"]) == (False, None)
