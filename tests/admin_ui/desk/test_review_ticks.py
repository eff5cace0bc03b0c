"""Ticks of papers and review points: kept with who and when, on record, shown to the next reviewer, never guessed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import AttachMaterial, ClaimTask, CompleteTask, desk_acts, errors
from tongban.engine.items import sample_files
from tongban.engine.items.samples import FileRecipe

CLERK, STRANGER = "shi.register", "zhu.planning"


@pytest.fixture
def case(office: Office) -> dict[str, Any]:
    return office.register(office.publish(CONTENT / "sole-trader-registration"))


def do(office: Office, command: Any, who: str = CLERK) -> dict[str, Any]:
    return office.engine.execute(command, office.actor(who))


def ticks(office: Office, number: str, who: str = CLERK) -> dict[str, list[dict[str, Any]]]:
    return office.engine.queries.case_beside(office.actor(who), number)["ticks"]


def code_of(case: dict[str, Any], office: Office) -> str:
    return office.case(case["case_no"])["materials"][0]["code"]


def test_a_tick_is_kept_once_and_taken_back_by_whoever_set_it(office: Office, case: dict[str, Any]) -> None:
    number, code = case["case_no"], code_of(case, office)
    assert do(office, desk_acts.TickReview(number, {code: True}))["set"] == [code]
    assert do(office, desk_acts.TickReview(number, {code: True})) == {"set": [], "taken_back": []}
    (kept,) = ticks(office, number)["papers"]
    assert (kept["key"], kept["by"], kept["mine"], kept["replaced"]) == (code, CLERK, True, False)
    record = office.engine.queries.timeline(office.actor(CLERK), number)["items"]
    assert [one["type"] for one in record].count("case.reviewed") == 1
    do(office, desk_acts.TickReview(number, {code: False}))
    assert ticks(office, number)["papers"] == []


def test_a_file_that_is_exchanged_has_to_be_compared_again(office: Office, case: dict[str, Any]) -> None:
    number, code = case["case_no"], code_of(case, office)
    picture = sample_files.make_file(FileRecipe("jpg", width=1200, height=900))
    do(office, AttachMaterial(number, code, "a.jpg", picture))
    do(office, desk_acts.TickReview(number, {code: True}))
    assert [one["replaced"] for one in ticks(office, number)["papers"]] == [False]
    office.clock.advance(timedelta(minutes=1))
    do(office, AttachMaterial(number, code, "b.jpg", picture))
    assert [one["replaced"] for one in ticks(office, number)["papers"]] == [True]


def test_points_stay_for_the_next_reviewer(office: Office, case: dict[str, Any]) -> None:
    number = case["case_no"]
    task = office.engine.queries.tasks(office.actor(CLERK), case=number)["items"][0]
    do(office, ClaimTask(task["id"]))
    found = office.engine.queries.task(office.actor(CLERK), task["id"])
    points = [one["id"] for one in found["review_points"]]
    assert points
    do(office, desk_acts.TickReview(number, {}, task["id"], {points[0]: True}))
    (kept,) = ticks(office, number)["points"]
    assert kept["key"] == f"{task['element']}/{points[0]}"
    assert kept["name"] == found["review_points"][0]["name"]
    office.clock.advance(timedelta(minutes=1))
    asked = {"identity_checked": True, "missing_materials": [code_of(case, office)]}
    do(office, CompleteTask(task["id"], "correct", "请补正", asked, tuple(points)))
    after = {one["key"].partition("/")[2]: one["at"] for one in ticks(office, number)["points"]}
    assert set(after) == set(points)
    assert after[points[0]] == kept["at"]


@pytest.mark.parametrize(
    ("papers", "points", "field"), [({"nothing": True}, {}, "papers.nothing"), ({}, {"x": True}, "points.x")]
)
def test_what_is_not_there_is_not_ticked(
    office: Office, case: dict[str, Any], papers: dict[str, bool], points: dict[str, bool], field: str
) -> None:
    number = case["case_no"]
    task = office.engine.queries.tasks(office.actor(CLERK), case=number)["items"][0]
    with pytest.raises(errors.Invalid) as refused:
        do(office, desk_acts.TickReview(number, papers, task["id"], points))
    assert [one["field"] for one in refused.value.errors] == [field]
    assert ticks(office, number) == {"papers": [], "points": []}


def test_nobody_ticks_what_is_not_theirs(office: Office, case: dict[str, Any]) -> None:
    with pytest.raises(errors.NotFound):
        do(office, desk_acts.TickReview(case["case_no"], {code_of(case, office): True}), STRANGER)
