"""上报 of a member: the county reviews and sends up its sub-case, the city decides, the joint case waits for the city."""

from __future__ import annotations

import pytest
from office import Office
from use_cases.joint.town import BOOKSHOP, board, line, number, played, published

from tongban.engine import errors

FARM = """item: breeding-livestock-licence
      form:
        farm_name: '= "绿源种猪场"'
        farm_address: '= "青溪县石桥镇"'
        species: '= "pig"'
        stock: "= 260"
        scope: '= "种猪生产"'
        declaration: "= true"
"""
CHANGES = {
    "item: signboard-filing": FARM,
    "11429900MB0000027R3001017126003001": "11429900MB000012333000120104001001",
    "11429900MB0000027R3001017126003002": "11429900MB000012333000120104001005",
}
VISIT = {"visited_on": "2026-03-02", "visited_by": "田初审、温畜检", "county_findings": "符合"}


def sent_up(office: Office) -> tuple[str, str]:
    """A joint case whose member has come from the county to the city: both numbers."""
    joint = played(office, published(office, BOOKSHOP, **CHANGES), "granted", 1).case_no
    sub = number(office, joint, "signboard")
    office.complete(sub, "accept_check", "mei.window", "accept", "受理", {"missing_materials": []})
    office.complete(sub, "county_review", "tian.county", "approve", "同意", VISIT)
    office.complete(sub, "county_opinion", "yuan.county", "approve", "上报")
    return joint, sub


def kinds(office: Office, joint: str) -> dict[str, str]:
    return {one["kind"]: one["state"] for one in line(office, joint, "signboard")["clocks"]}


def test_a_member_is_reported_under_its_own_number_and_the_joint_case_waits_for_the_city(
    office: Office,
) -> None:
    joint, sub = sent_up(office)
    seen = line(office, joint, "signboard")
    assert (seen["case_no"], seen["state"], seen["member_state"], seen["result"]) == (
        sub,
        "reported",
        "active",
        None,
    )
    # The city's limits have begun, and the limit within the joint case has run since the sub-case began.
    assert {"statutory", "promised", "assist"} <= set(kinds(office, joint))
    assert "first_review" not in kinds(office, joint)
    assert office.case(joint)["state"] == "accepted"
    office.complete(sub, "city_review", "mu.agri", "approve", "通过", {"missing_materials": []})
    office.complete(sub, "decide", "geng.agri", "grant", "准予")
    assert line(office, joint, "signboard")["result"] == "granted"
    assert board(office, joint)["counts"]["granted"] == 1
    instance = office.case(joint)["instance_id"]
    results = office.engine.queries.instance(office.actor("admin"), instance)["variables"]["results"]
    assert (results["signboard"]["granted"], results["signboard"]["case_no"]) == (True, sub)


def test_the_city_must_not_ask_for_what_lies_in_the_joint_case(office: Office) -> None:
    joint, sub = sent_up(office)
    again = {"missing_materials": ["11429900MB000012333000120104001001"], "question": "请补充"}
    with pytest.raises(errors.Invalid) as refused:
        office.complete(sub, "city_review", "mu.agri", "ask_county", "请补充", again)
    assert [one["rule"] for one in refused.value.errors] == ["asked-again"]
    assert line(office, joint, "signboard")["state"] == "reported"


def test_a_county_that_refuses_ends_the_member_without_the_city(office: Office) -> None:
    joint = played(office, published(office, BOOKSHOP, **CHANGES), "granted", 1).case_no
    sub = number(office, joint, "signboard")
    office.complete(sub, "accept_check", "mei.window", "refuse", "不属于本事项范围。")
    seen = line(office, joint, "signboard")
    assert (seen["member_state"], seen["result"]) == ("finished", "not_accepted")
    assert line(office, joint, "licence")["member_state"] == "active"
