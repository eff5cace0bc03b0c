"""上报: the county has twenty days for its review, the city its own limits, and nothing is asked for twice (§35, §43)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from office import Office

from regimes.conftest import LIVESTOCK, clocks, codes, rules
from tongban.engine import SYSTEM, ResumeCase, SuspendCase, errors

VISIT = {"visited_on": "2026-03-02", "visited_by": "田初审、温畜检", "county_findings": "符合"}


def send_up(office: Office, number: str) -> None:
    office.complete(number, "accept_check", "mei.window", "accept", "受理", {"missing_materials": []})
    office.complete(number, "county_review", "tian.county", "approve", "同意", VISIT)
    office.complete(number, "county_opinion", "yuan.county", "approve", "上报")


def test_each_level_has_its_own_clock_and_papers(office: Office, applied: Callable[..., str]) -> None:
    number = applied(LIVESTOCK)
    office.complete(number, "accept_check", "mei.window", "accept", "受理", {"missing_materials": []})
    below = clocks(office, number)
    assert (below["first_review"]["limit"], below["first_review"]["state"]) == (20, "running")
    assert "statutory" not in below and "promised" not in below
    office.complete(number, "county_review", "tian.county", "approve", "同意", VISIT)
    office.complete(number, "county_opinion", "yuan.county", "approve", "上报")
    above = clocks(office, number)
    assert above["first_review"]["state"] == "stopped"
    assert (above["statutory"]["limit"], above["promised"]["limit"]) == (20, 8)
    assert office.case(number)["state"] == "reported"
    numbers = {one["type"]: one["number"] for one in office.case(number)["documents"]}
    assert all(
        numbers[kind].startswith("青农")
        for kind in ("receipt_voucher", "acceptance_notice", "forwarding_slip")
    )
    for one in office.case(number)["documents"]:
        assert office.engine.queries.document_pdf(office.actor("admin"), one["id"])[0].startswith(b"%PDF-")


def test_the_city_must_not_ask_for_what_the_county_has(office: Office, applied: Callable[..., str]) -> None:
    number = applied(LIVESTOCK)
    send_up(office, number)
    asked = {"missing_materials": codes(LIVESTOCK, 1, 3, 5), "question": "请补充"}
    with pytest.raises(errors.Invalid) as refused:
        office.complete(number, "city_review", "mu.agri", "ask_county", "请补充", asked)
    assert rules(refused) == ["asked-again", "asked-again"]
    assert all("第三十五条" in one["message"] for one in refused.value.errors)
    assert office.task(number, "city_review") and office.case(number)["state"] == "reported"
    # What was never handed in may be asked for, of the county.
    new = {"missing_materials": codes(LIVESTOCK, 5), "question": "请补充平面图"}
    office.complete(number, "city_review", "mu.agri", "ask_county", "请补充", new)
    assert office.task(number, "county_clarify")["candidates"]["groups"] == ["handler@qx-nyj"]


def test_the_county_may_still_ask_before_it_accepts(office: Office, applied: Callable[..., str]) -> None:
    number = applied(LIVESTOCK, only=(1, 2))
    wrong = {"missing_materials": codes(LIVESTOCK, 2, 3), "correction_note": "补齐"}
    office.complete(number, "accept_check", "mei.window", "correct", "补正", wrong)
    assert office.case(number)["state"] == "correction_requested"


def test_a_reported_case_can_be_paused_and_goes_on(office: Office, applied: Callable[..., str]) -> None:
    number = applied(LIVESTOCK)
    send_up(office, number)
    pause = SuspendCase(number, "inspection", "行政许可法第四十五条", "耿主禾", 10, "抽样检验")
    office.engine.execute(pause, office.actor("mu.agri"))
    assert clocks(office, number)["promised"]["state"] == "paused"
    office.engine.execute(ResumeCase(number, "合格"), office.actor("mu.agri"))
    assert clocks(office, number)["promised"]["state"] == "running"
    found = office.engine.queries.tasks(SYSTEM, case=number)["items"]
    assert [one["element"] for one in found] == ["city_review"]
