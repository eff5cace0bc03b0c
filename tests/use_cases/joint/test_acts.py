"""What touches the whole: withdrawing, voiding, members added, cancelled, returned; reading the copy, meetings."""

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

from tongban.engine import (
    AddMember,
    CancelMember,
    ReadNotice,
    RecordMeeting,
    ReturnMember,
    VoidCase,
    WithdrawCase,
    errors,
)

SIGN = ("bai.city", "han.leader")


@pytest.mark.parametrize("state", ["withdrawn", "voided"])
def test_the_end_of_the_whole_ends_every_member_but_what_is_decided(office: Office, state: str) -> None:
    item = published(office, BOOKSHOP)
    case_no = played(office, item, "granted", 1).case_no
    decide(office, case_no, "signboard", SIGN)
    if state == "withdrawn":
        office.engine.execute(WithdrawCase(case_no, "不办了"), office.actor("wang.window"))
    else:
        office.engine.execute(VoidCase(case_no, "重复录入"), office.actor("gao.admin"))
    ended = {one["key"]: one["state"] for one in office.case(case_no)["sub_cases"]}
    assert ended == {"licence": state, "publication": state, "signboard": "closed"}
    assert office.case(number(office, case_no, "signboard"))["result"] == "granted"
    for one in office.case(case_no)["sub_cases"]:
        assert not office.case(one["case_no"])["tasks"]


def test_a_member_withdrawn_by_itself_is_told_to_the_lead(office: Office) -> None:
    item = published(office, TAIWAN)
    case_no = played(office, item, "all-agree", 1).case_no
    sub = number(office, case_no, "investment")
    office.engine.execute(WithdrawCase(sub, "另行报告"), office.actor("song.agent"))
    instance = office.case(case_no)["instance_id"]
    variables = office.engine.queries.instance(office.actor("admin"), instance)["variables"]
    assert variables["refused"] == ["investment"]


def test_a_member_added_later_is_waited_for_with_its_neighbours(office: Office) -> None:
    item = published(office, PROJECT)
    without = ("filing", "land_use", "works_plan", "permit", "fire", "completion")
    player = played(office, item, "granted", 7, members=without)
    lead = office.actor("ning.joint")
    added = office.engine.execute(AddMember(player.case_no, "civil_defence", "地下室超过两千平方米"), lead)
    assert (added["state"], added["case_no"][-3:]) == ("active", "-07")
    decide(office, player.case_no, "works_plan", ("zhu.planning", "fan.planning"))
    issue(office, player.case_no, "works_plan", "zhu.planning")
    assert line(office, player.case_no, "permit")["member_state"] == "born"
    decide(office, player.case_no, "civil_defence", ("pan.defence", "ge.defence"))
    assert line(office, player.case_no, "permit")["member_state"] == "active"
    with pytest.raises(errors.Conflict):
        office.engine.execute(AddMember(player.case_no, "civil_defence", "再来一次"), lead)


def test_a_cancelled_member_is_waited_for_no_more(office: Office) -> None:
    item = published(office, BOOKSHOP)
    case_no = played(office, item, "granted", 1).case_no
    lead = office.actor("ning.joint")
    office.engine.execute(CancelMember(case_no, "signboard", "不设招牌"), lead)
    office.engine.execute(CancelMember(case_no, "licence", "已有执照"), lead)
    office.engine.execute(CancelMember(case_no, "publication", "不办了"), lead)
    assert [one["name"] for one in board(office, case_no)["steps"]] == ["送达决定"]
    with pytest.raises(errors.Conflict):
        office.engine.execute(CancelMember(case_no, "signboard", "再次"), lead)


def test_the_lead_gives_a_refused_member_back(office: Office) -> None:
    item = published(office, TAIWAN)
    player = played(office, item, "coordinated", 10)
    lead = office.actor("you.market")
    again = office.engine.execute(ReturnMember(player.case_no, "seal", "名称已更正"), lead)
    assert (again["round"], again["state"]) == (2, "active")
    decide(office, player.case_no, "seal", ("cao.police", "yan.police"))
    instance = office.case(player.case_no)["instance_id"]
    variables = office.engine.queries.instance(office.actor("admin"), instance)["variables"]
    assert variables["refused"] == [] and variables["gates"] == {"all": True}
    with pytest.raises(errors.Conflict):
        office.engine.execute(ReturnMember(player.case_no, "seal", "再次"), lead)


def test_only_the_lead_changes_members_and_strangers_learn_nothing(office: Office) -> None:
    item = published(office, TAIWAN)
    case_no = played(office, item, "all-agree", 1).case_no
    for who in ("lv.culture", "lin.applicant"):
        with pytest.raises(errors.NotFound):
            office.engine.execute(CancelMember(case_no, "tax", "不要了"), office.actor(who))
        with pytest.raises(errors.NotFound):
            board(office, case_no, office.actor(who))
    assert board(office, case_no, office.actor("jin.tax"))["lead"] is False
    assert board(office, case_no, office.actor("you.market"))["lead"] is True
    assert board(office, case_no, office.actor("he.supervisor"))["counts"]["members"] == 4


def test_the_applicant_sees_where_it_is_but_not_what_was_said(office: Office) -> None:
    item = published(office, TAIWAN)
    case_no = played(office, item, "all-agree", 3).case_no
    seen = board(office, case_no, office.actor("song.agent"))
    for one in seen["members"]:
        assert not {"opinions", "materials", "read_by", "deemed"} & set(one)
        assert all(set(step) == {"name", "name_en"} for step in one["steps"])


def test_the_first_reading_of_the_copy_counts(office: Office) -> None:
    item = published(office, TAIWAN)
    case_no = played(office, item, "all-agree", 1).case_no
    with pytest.raises(errors.Conflict):
        office.engine.execute(ReadNotice(case_no, "tax"), office.actor("jin.tax"))
    with pytest.raises(errors.NotFound):
        office.engine.execute(ReadNotice(case_no, "investment"), office.actor("jin.tax"))
    first = office.engine.execute(ReadNotice(case_no, "investment"), office.actor("kong.trade"))
    office.clock.advance(timedelta(hours=1))
    again = office.engine.execute(ReadNotice(case_no, "investment"), office.actor("meng.trade"))
    assert (again["read_by"], again["read_at"]) == ("kong.trade", first["read_at"])
    assert line(office, case_no, "investment")["read_by"]["name"] == "孔商和"


def test_a_meeting_is_checked_and_its_minutes_go_to_those_who_took_part(office: Office) -> None:
    item = published(office, TAIWAN)
    case_no = played(office, item, "all-agree", 1).case_no
    lead = office.actor("you.market")
    with pytest.raises(errors.Invalid) as wrong:
        late = office.clock() + timedelta(days=1)
        office.engine.execute(RecordMeeting(case_no, late, "三楼", ("cgj",), " ", "同意"), lead)
    assert [one["field"] for one in wrong.value.errors] == ["held_at", "units", "minutes"]
    office.engine.execute(
        RecordMeeting(case_no, office.clock(), "三楼", ("gaj",), "讨论印章。", "同意。"), lead
    )
    office.wait(timedelta(minutes=1))
    assert any(one.startswith("联审会议纪要") for one in office.messages("cao.police"))
