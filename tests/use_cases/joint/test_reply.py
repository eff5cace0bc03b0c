"""The joint reply 联办答复 and the list: one paper with every member's result, one line per joint case."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from office import Office
from pypdf import PdfReader
from use_cases.joint.town import BOOKSHOP, TAIWAN, number, played, published

from tongban.engine import errors

ALL = 1000


@pytest.mark.parametrize("sample", ["granted", "licence-refused"])
def test_the_reply_names_every_result_and_the_applicant_can_print_it(office: Office, sample: str) -> None:
    item = published(office, BOOKSHOP)
    assert sample in {one.key for one in item.samples.values()}, [one.key for one in item.samples.values()]
    player = played(office, item, sample, ALL)
    case_no = player.case_no
    applicant = office.actor(player.sample.by)
    replies = [one for one in office.case(case_no)["documents"] if one["type"] == "joint_reply"]
    assert len(replies) == 1
    pdf = office.engine.queries.document_pdf(applicant, replies[0]["id"])[0]
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    words = {"granted": "准予", "refused": "不予", "terminated": "取消"}
    for one in office.case(case_no)["sub_cases"]:
        assert re.sub(r"\s+", "", one["item"]["name"]) in text
        assert words[one["result"]] in text
        for paper in office.case(one["case_no"])["documents"]:
            if paper["type"] in ("certificate", "refusal_decision"):
                assert paper["number"] in text


def test_no_reply_is_given_before_the_last_member_is_through(office: Office) -> None:
    case_no = played(office, published(office, TAIWAN), "all-agree", 3).case_no
    assert "joint_reply" not in {one["type"] for one in office.case(case_no)["documents"]}


def test_the_list_shows_those_who_lead_and_those_who_take_part(office: Office) -> None:
    taiwan = played(office, published(office, TAIWAN), "all-agree", 3).case_no
    office.clock.advance(timedelta(seconds=1))
    bookshop = played(office, published(office, BOOKSHOP), "granted", 1).case_no

    def listed(who: str, **filters: object) -> list[str]:
        found = office.engine.queries.joint_cases(office.actor(who), **filters)
        return [one["case_no"] for one in found["items"]]

    assert listed("admin") == [bookshop, taiwan]
    assert listed("jin.tax") == [taiwan]
    assert listed("ning.joint") == [bookshop]
    assert listed("admin", unit="swuj") == [taiwan]
    assert listed("admin", q=bookshop) == [bookshop]
    assert listed("admin", state="closed") == []
    first = office.engine.queries.joint_cases(office.actor("admin"), page_size=1)
    assert [one["case_no"] for one in first["items"]] == [bookshop]
    assert listed("admin", cursor=first["next_cursor"]) == [taiwan]
    assert first["items"][0]["counts"] == {
        "members": 3,
        "granted": 0,
        "refused": 0,
        "at_work": 2,
        "waiting": 1,
    }
    with pytest.raises(errors.Invalid):
        listed("admin", page_size=0)


def test_a_sub_case_alone_is_no_joint_case(office: Office) -> None:
    case_no = played(office, published(office, BOOKSHOP), "granted", 1).case_no
    found = office.engine.queries.joint_cases(office.actor("admin"), q=number(office, case_no, "licence"))
    assert found["items"] == []
