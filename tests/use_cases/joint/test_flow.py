"""Members under way: waiting and unlocked, refused and reviewed again, committed, deemed to agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from office import Office
from use_cases.joint.town import (
    BOOKSHOP,
    PROJECT,
    TAIWAN,
    board,
    decide,
    issue,
    line,
    number,
    played,
    published,
)

SEAL, TAX, TRADE = ("cao.police", "yan.police"), ("jin.tax", "wei.tax"), ("kong.trade", "meng.trade")


def test_a_member_waits_for_a_result_and_begins_in_the_very_act_that_grants_it(office: Office) -> None:
    item = published(office, TAIWAN)
    case_no = played(office, item, "all-agree", 1).case_no
    assert line(office, case_no, "tax")["waits_for"] == ["registration"]
    assert line(office, case_no, "tax")["member_state"] == "waiting"
    assert not office.case(number(office, case_no, "tax"))["tasks"]
    decide(office, case_no, "registration", ("you.market", "deng.market"))
    # Granted, but there is no licence yet that anybody could use.
    assert line(office, case_no, "tax")["waits_for"] == ["registration"]
    issue(office, case_no, "registration", "you.market")
    tax = line(office, case_no, "tax")
    assert (tax["member_state"], tax["waits_for"]) == ("active", [])
    assert [step["name"] for step in tax["steps"]] == ["确认税务信息"]


def test_a_result_becomes_a_material_of_whoever_wants_it(office: Office) -> None:
    item = published(office, TAIWAN)
    case_no = played(office, item, "all-agree", 5).case_no
    licence = next(one for one in board(office, case_no)["materials"] if one["from_member"])
    assert licence["name"] == "营业执照"
    sub = number(office, case_no, "seal")
    own = next(one["code"] for one in office.case(sub)["materials"] if one["name"] == "营业执照")
    content, kind, _ = office.engine.queries.material_file(office.actor("cao.police"), sub, own)
    assert content.startswith(b"%PDF-") and kind == "application/pdf"
    assert office.case(sub)["form"]["licence_no"] == "91429900MA00020164"


def test_an_early_member_reviews_at_once_and_waits_in_its_own_flow(office: Office) -> None:
    item = published(office, PROJECT)
    case_no = played(office, item, "granted", 8).case_no
    defence = line(office, case_no, "civil_defence")
    assert defence["member_state"] == "active" and not defence["steps"]
    assert [one["name"] for one in defence["waits_in"]] == ["等待前置结果"]
    decide(office, case_no, "works_plan", ("zhu.planning", "fan.planning"))
    issue(office, case_no, "works_plan", "zhu.planning")
    assert [step["name"] for step in line(office, case_no, "civil_defence")["steps"]] == ["负责人决定"]


def test_a_stage_begins_only_through_the_gate_of_the_one_before(office: Office) -> None:
    item = published(office, PROJECT)
    player = played(office, item, "granted", 5)
    assert line(office, player.case_no, "works_plan")["member_state"] == "born"
    player.step(6, player.sample.steps[5])
    stages = {one["key"]: one["state"] for one in board(office, player.case_no)["stages"]}
    assert stages == {"land": "passed", "works": "active", "building": "ahead", "acceptance": "ahead"}


def test_a_refusal_goes_to_coordination_and_the_old_sub_case_stays(office: Office) -> None:
    item = published(office, TAIWAN)
    player = played(office, item, "coordinated", 11)
    office.task(player.case_no, "meeting")
    for n in (11, 12):
        player.step(n + 1, player.sample.steps[n])
    rounds = [one for one in board(office, player.case_no)["members"] if one["key"] == "seal"]
    assert [(one["round"], one["result"]) for one in rounds] == [(1, "refused"), (2, None)]
    assert rounds[1]["case_no"].endswith("-05")
    assert board(office, player.case_no)["meetings"][0]["conclusion"] == "退回公安局重审。"
    # Whoever had granted is not asked again.
    assert line(office, player.case_no, "tax")["round"] == 1


def test_only_followers_stop_or_all_stop(office: Office) -> None:
    item = published(office, BOOKSHOP)
    player = played(office, item, "licence-refused", 2)
    assert line(office, player.case_no, "publication")["member_state"] == "cancelled"
    assert line(office, player.case_no, "signboard")["member_state"] == "active"


def test_all_stop_where_the_item_says_so(office: Office) -> None:
    item = published(office, BOOKSHOP, on_failure__stop_followers="on_failure: stop_all")
    player = played(office, item, "licence-refused", 2)
    states = {one["key"]: one["member_state"] for one in board(office, player.case_no)["members"]}
    assert states == {"licence": "active", "publication": "cancelled", "signboard": "cancelled"}
    assert office.case(number(office, player.case_no, "signboard"))["state"] == "terminated"


def test_a_word_is_enough_where_the_rule_is_commitment(office: Office) -> None:
    item = published(office, TAIWAN)
    case_no = played(office, item, "all-agree", 5).case_no
    office.complete(number(office, case_no, "investment"), "review", TRADE[0], "approve", "属实，承诺办结。")
    decide(office, case_no, "seal", SEAL)
    assert not board(office, case_no)["steps"]
    decide(office, case_no, "tax", TAX)
    # The lead goes on although the Commerce Bureau has not decided, and its sub-case runs on.
    assert [one["name"] for one in board(office, case_no)["steps"]] == ["汇总意见"]
    assert line(office, case_no, "investment")["member_state"] == "committed"
    office.complete(number(office, case_no, "investment"), "decide", TRADE[1], "grant", "同意。")
    assert line(office, case_no, "investment")["result"] == "granted"


@pytest.mark.parametrize("agreed", [False, True])
def test_silence_agrees_only_where_the_item_says_so_and_is_on_record(office: Office, agreed: bool) -> None:
    rule = "\n      silence: {agreed: true, basis: {zh: 示例办法第九条, en: A sample rule}}" if agreed else ""
    old = "join: all_committed\n      limit: {value: 2, unit: workday}"
    item = published(office, TAIWAN, **{old: old + rule})
    case_no = played(office, item, "all-agree", 1).case_no
    office.wait(timedelta(days=4))
    found = line(office, case_no, "investment")
    types = [
        one["type"] for one in office.engine.queries.timeline(office.actor("you.market"), case_no)["items"]
    ]
    assert (found["deemed"], found["result"]) == ((True, "granted") if agreed else (False, None))
    assert ("member.deemed_agreed" in types) is agreed
    if agreed:
        assert all("示例办法第九条" in one["opinion"] for one in found["opinions"])
    else:
        assert found["light"] == "red"


def test_each_case_has_clocks_of_its_own_and_the_whole_the_joint_limit(office: Office) -> None:
    item = published(office, TAIWAN)
    case_no = played(office, item, "all-agree", 1).case_no
    whole = {one["kind"]: one["limit"] for one in office.case(case_no)["clocks"]}
    assert whole["joint"] == 45 and "statutory" not in whole
    own = {
        one["kind"]: one["limit"] for one in office.case(number(office, case_no, "registration"))["clocks"]
    }
    assert (own["assist"], own["promised"], own["statutory"]) == (3, 3, 6)
    assert not office.case(number(office, case_no, "seal"))["clocks"]


def test_the_applicant_gets_one_answer_for_all(office: Office) -> None:
    item = published(office, BOOKSHOP)
    player = played(office, item, "granted", 10)
    office.wait(timedelta(minutes=1))
    told = office.messages("lin.applicant")
    assert told.count("统一反馈：开书店一件事") == 1
    assert not [one for one in told if one.startswith(("准予许可", "已受理：户外"))]
    assert player.case_no
