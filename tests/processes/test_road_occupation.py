"""一窗受理: the case goes to the departments it concerns, all at once, or is decided on the spot."""

from __future__ import annotations

from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import ReturnTask, items

FOLDER = CONTENT / "road-occupation"
ITEM = items.read_item(items.read_folder(FOLDER))
SMALL = {
    "permit_kind": "occupy",
    "place_kind": "sidewalk",
    "road_area": 10,
    "road_days": 3,
    "heritage_zone": False,
}


@pytest.mark.parametrize(
    ("change", "departments", "handling"),
    [
        ({}, ["cgj-sz"], "immediate"),
        ({"road_area": 10.5}, ["cgj-sz"], "ordinary"),
        ({"road_days": 4}, ["cgj-sz"], "ordinary"),
        ({"place_kind": "carriageway"}, ["cgj-sz", "gajj"], "ordinary"),
        ({"heritage_zone": True}, ["cgj-sz", "wtj"], "ordinary"),
        ({"permit_kind": "dig"}, ["cgj-sz", "gajj", "zrzy"], "ordinary"),
        (
            {"permit_kind": "dig", "place_kind": "carriageway", "heritage_zone": True},
            ["cgj-sz", "gajj", "wtj", "zrzy"],
            "ordinary",
        ),
    ],
)
def test_to_whom_it_goes(change: dict[str, Any], departments: list[str], handling: str) -> None:
    found = ITEM.decisions["dispatch"].evaluate("dispatch", SMALL | change).outputs
    assert (sorted(found["departments"]), found["handling"]) == (departments, handling)


@pytest.mark.parametrize(
    ("facts", "fee"),
    [
        (SMALL, 0),
        (SMALL | {"road_days": 10}, 50),
        (SMALL | {"place_kind": "carriageway"}, 36),
        (SMALL | {"permit_kind": "dig"}, 1600),
        (SMALL | {"permit_kind": "dig", "place_kind": "carriageway"}, 2800),
    ],
)
def test_what_it_costs(facts: dict[str, Any], fee: int) -> None:
    assert ITEM.decisions["fee"].evaluate("fee", facts).outputs == fee


def accepted(office: Office, sample: str) -> str:
    office.publish(FOLDER)
    number = str(office.register(ITEM, sample)["case_no"])
    office.complete(number, "receive_check", "wang.window", "accept", "齐全", {"paper_received": True})
    return number


def test_the_departments_see_it_at_the_same_time_and_one_returns_inside_without_the_others(
    office: Office,
) -> None:
    number = accepted(office, "several-departments")
    at_work = office.case(number)["tasks"]
    assert sorted(one["element"] for one in at_work) == ["department_check"] * 4
    office.complete(number, "department_check", "qin.traffic", "agree", "可行", {})
    office.complete(number, "department_check", "lv.culture", "agree", "可行", {})
    found = office.engine.queries.tasks(
        office.actor("xie.traffic"), case=number, element="department_opinion"
    )
    task = found["items"][0]["id"]
    command = ReturnTask(task, "请踏勘", "department_check", fields={"site_visited": "未踏勘"})
    office.engine.execute(command, office.actor("xie.traffic"))
    at_work = office.case(number)["tasks"]
    assert sorted(one["element"] for one in at_work) == ["department_check"] * 3 + ["department_opinion"]
    mine = office.engine.queries.tasks(office.actor("qin.traffic"), case=number, element="department_check")[
        "items"
    ]
    shown = office.engine.queries.task(office.actor("qin.traffic"), mine[0]["id"])
    assert [one["reason"] for one in shown["returned"]["fields"]] == ["未踏勘"]


def test_the_handler_of_a_department_does_not_head_it_too(office: Office) -> None:
    rule = ITEM.process.elements["department_opinion"].extensions.operations
    assert rule is not None and rule.not_same_person == ("department_check",)


def test_a_small_one_is_decided_the_same_day(office: Office) -> None:
    number = accepted(office, "immediate")
    assert [one["element"] for one in office.case(number)["tasks"]] == ["decide_at_once"]
    office.complete(number, "decide_at_once", "ding.municipal", "grant", "准予", {})
    case = office.case(number)
    assert case["decided_at"].date() == case["accepted_at"].date()
    assert [one["element"] for one in case["tasks"]] == ["make_permit"]
