"""The one notice of corrections names fields of the application beside papers, and an earlier round's are forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import SYSTEM, CompleteTask, SupplementCase, errors

CLERK, STEP = "shi.register", "receive_and_decide"
WRONG = {"field": "business_address", "reason": "门牌号与租赁合同不一致"}


@pytest.fixture
def number(office: Office) -> str:
    case = office.register(
        office.publish(CONTENT / "sole-trader-registration"), "corrected", applicant_user="lin.applicant"
    )
    return str(case["case_no"])


def ask(office: Office, number: str, fields: Any, papers: tuple[str, ...] = ()) -> None:
    variables = {"identity_checked": True, "missing_materials": list(papers), "fields_to_correct": fields}
    office.complete(number, STEP, CLERK, "correct", "请一次性补正", variables)


def asked(office: Office, number: str) -> list[dict[str, Any]]:
    return office.engine.queries.corrections(SYSTEM, number)


def test_a_field_alone_is_told_with_its_own_reason(office: Office, number: str) -> None:
    ask(office, number, [WRONG])
    assert office.case(number)["state"] == "correction_requested"
    (line,) = asked(office, number)
    assert (line["field"], line["reason"]) == (WRONG["field"], WRONG["reason"])
    assert line["name"] == "经营场所"


def test_fields_and_papers_stand_in_one_notice(office: Office, number: str) -> None:
    paper = office.case(number)["materials"][-1]["code"]
    ask(office, number, [WRONG], (paper,))
    assert [one.get("code") or one.get("field") for one in asked(office, number)] == [paper, WRONG["field"]]
    notices = [one for one in office.case(number)["documents"] if one["type"] == "correction_notice"]
    assert len(notices) == 1


def test_the_next_round_asks_for_nothing_of_the_last(office: Office, number: str) -> None:
    ask(office, number, [WRONG])
    office.clock.advance(timedelta(hours=1))
    office.engine.execute(SupplementCase(number, {"business_address": "临江市梧桐巷8号"}), SYSTEM)
    paper = office.case(number)["materials"][-1]["code"]
    variables = {"identity_checked": True, "missing_materials": [paper]}
    office.complete(number, STEP, CLERK, "correct", "还缺一份", variables)
    assert [one.get("code") for one in asked(office, number)] == [paper]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ("business_address", "fields_to_correct"),
        ([{"field": "colour", "reason": "x"}], "fields_to_correct[0].field"),
        ([WRONG, WRONG], "fields_to_correct[1].field"),
        ([{"field": "business_address", "reason": " "}], "fields_to_correct[0].reason"),
        ([{"field": "business_address", "reason": "长" * 301}], "fields_to_correct[0].reason"),
        ([7], "fields_to_correct[0].field"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(office: Office, number: str, fields: Any, wrong: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        ask(office, number, fields)
    assert [one["field"] for one in refused.value.errors] == [wrong]
    assert office.case(number)["state"] != "correction_requested"


def test_a_step_that_asks_for_nothing_offers_nothing(office: Office, number: str) -> None:
    actor = office.actor(CLERK)
    task = office.task(number, STEP)
    found = office.engine.queries.task(actor, task["id"])
    assert {"field": "business_address", "name": "经营场所"}.items() <= next(
        one for one in found["correctable"] if one["field"] == "business_address"
    ).items()
    done = CompleteTask(
        task["id"], "refuse", "不符合条件", {"identity_checked": True, "missing_materials": []}
    )
    office.engine.execute(done, actor)
    assert office.engine.queries.task(actor, task["id"])["correctable"] == []
