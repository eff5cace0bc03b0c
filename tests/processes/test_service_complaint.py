"""投诉和咨询: a clock of its own, an extension by its own law, words of its own, published only when both agree."""

from __future__ import annotations

import pytest
from office import CONTENT, Office

from tongban.engine import ExtendCase, errors, items
from tongban.engine.domain.calendar import ZONE

FOLDER = CONTENT / "service-complaint"
ITEM = items.read_item(items.read_folder(FOLDER))
HANDLED = {"finding": "founded", "facts": "属实", "answer_text": "已整改"}
ANSWERED = {"answer_text": "已整改", "answer_method": "online", "answered_on": "2026-03-02"}


def taken_up(office: Office, sample: str = "founded-published") -> str:
    office.publish(FOLDER)
    number = str(office.register(ITEM, sample)["case_no"])
    office.complete(number, "register_check", "liu.window", "accept", "转办", {"handled_by": "scjg"})
    return number


def answered(office: Office, sample: str, *, allowed: bool) -> str:
    number = taken_up(office, sample)
    office.complete(number, "handle", "you.market", "done", "已查", HANDLED)
    office.complete(number, "review_answer", "he.supervisor", "approve", "同意", {"publish_allowed": allowed})
    office.complete(number, "answer", "liu.window", "answered", None, ANSWERED)
    return number


def test_its_own_law_lets_it_be_extended_once_by_thirty_days_with_a_reason(office: Office) -> None:
    number = taken_up(office)
    before = next(one for one in office.case(number)["clocks"] if one["kind"] == "statutory")
    assert (before["limit"], before["unit"]) == (60, "day")
    who = office.actor("ren.branch")
    for days, reason in ((31, "复杂"), (30, " ")):
        with pytest.raises(errors.Invalid):
            office.engine.execute(ExtendCase(number, days, "任分恒", reason), who)
    office.engine.execute(ExtendCase(number, 30, "任分恒", "需要会同核查"), who)
    after = next(one for one in office.case(number)["clocks"] if one["kind"] == "statutory")
    assert after["limit"] == 90
    # Sixty days after 2 March is 1 May, a holiday until the 5th; ninety days after it is 31 May, a Sunday.
    assert [one["due"].astimezone(ZONE).date().isoformat() for one in (before, after)] == [
        "2026-05-06",
        "2026-06-01",
    ]
    titles = {one["type"]: one["title"] for one in office.case(number)["documents"]}
    assert titles["extension_notice"] == "延期答复告知书"
    with pytest.raises(errors.Conflict):
        office.engine.execute(ExtendCase(number, 1, "任分恒", "再延"), who)


@pytest.mark.parametrize(
    ("sample", "allowed", "published"),
    [("founded-published", True, True), ("founded-published", False, False), ("unfounded", True, False)],
)
def test_it_is_published_only_when_the_citizen_and_the_reviewer_agree(
    office: Office, sample: str, allowed: bool, published: bool
) -> None:
    number = answered(office, sample, allowed=allowed)
    assert [one["element"] for one in office.case(number)["tasks"]] == (["publish"] if published else [])


def test_its_states_and_papers_are_not_called_licences(office: Office) -> None:
    number = answered(office, "unfounded", allowed=False)
    case = office.case(number)
    assert case["state"] == "closed"
    assert not [one["title"] for one in case["documents"] if "许可" in one["title"]]
    listed = office.engine.queries.cases(office.actor("liu.window"))["items"]
    assert listed[0]["state_name"] == "办结"
    other = taken_up(office)
    shown = office.case(other)
    assert (shown["state_name"], shown["state_name_en"]) == ("已受理", "Taken up")
    letter = next(one for one in case["documents"] if one["type"] == "answer_letter")
    pdf, _ = office.engine.queries.document_pdf(office.actor("admin"), letter["id"])
    assert pdf.startswith(b"%PDF-")


def test_whoever_handled_it_does_not_review_the_answer() -> None:
    rule = ITEM.process.elements["review_answer"].extensions.operations
    assert rule is not None and rule.not_same_person == ("handle",)
