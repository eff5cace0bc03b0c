"""惠农补贴: identity numbers are filtered, nothing goes on without the farmer's signature, and every step sends back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import CONTENT, Office

from tongban.engine import SYSTEM, AttachMaterial, CompleteTask, RegisterCase, ReturnTask, errors, items
from tongban.engine.domain.identifiers import check_id_card

FOLDER = CONTENT / "farm-subsidy"
ITEM = items.read_item(items.read_folder(FOLDER))
SIGNED = next(one.code for one in ITEM.sheet.materials if one.group == "check")
TODAY = date(2026, 3, 2)


def filtered(*ids: str, own: str = "429900199001010013", times: int = 1) -> dict[str, Any]:
    members = [{"name": "某", "id_no": id, "relation": "head"} for id in ids]
    given = {"members": members, "applicant": {"id_no": own}, "case": {"applications_this_year": times}}
    return dict(ITEM.decisions["id_filter"].evaluate("id_filter", given).outputs)


@given(
    born=st.dates(date(1930, 1, 1), date(2025, 12, 31)),
    order=st.integers(0, 999),
    last=st.sampled_from("0123456789X"),
)
def test_the_filter_agrees_with_the_check_of_gb_11643(born: date, order: int, last: str) -> None:
    number = f"429900{born:%Y%m%d}{order:03d}{last}"
    assert (number in filtered(number)["wrong"]) == (check_id_card(number, TODAY) is not None)


@pytest.mark.parametrize(
    "number", ["", "42990019900101001", "429900199002300012", "42990019900101001x", "四" * 18]
)
def test_what_is_no_number_at_all_is_filtered(number: str) -> None:
    assert filtered("429900199001010013", number)["wrong"] == [number]


@given(
    st.lists(st.sampled_from(("429900199001010013", "429900199207150118", "429900201010050025")), min_size=1)
)
def test_whoever_is_listed_twice_is_found_once(ids: list[str]) -> None:
    found = filtered(*ids)
    assert sorted(found["twice"]) == sorted(id for id, times in Counter(ids).items() if times > 1)
    assert found["own"] == ("429900199001010013" in ids)
    assert found["clean"] == (found["own"] and not found["twice"])


def declared(office: Office, sample: str = "confirmed") -> str:
    office.publish(FOLDER)
    return str(office.register(ITEM, sample)["case_no"])


def checked(office: Office, sample: str = "confirmed") -> str:
    number = declared(office, sample)
    office.complete(number, "first_check", "he.village", "pass", "一致")
    office.complete(number, "second_check", "gu.town", "pass", "一致", {"files_agree": True})
    return number


def test_with_a_wrong_number_the_third_check_can_only_send_back(office: Office) -> None:
    number = checked(office, "returned")
    shown = office.engine.queries.task(office.actor("lei.platform"), office.task(number, "third_check")["id"])
    assert "429900199207150110" in shown["data"]["filter_findings"]
    with pytest.raises(errors.EngineError):
        office.complete(number, "third_check", "lei.platform", "pass", "通过", {})
    office.complete(number, "third_check", "lei.platform", "back", "号码有误", {})
    family = ITEM.samples["confirmed"].form["members"]
    office.complete(number, "first_check", "he.village", "pass", "已更正", {"members": family})
    case = office.case(number)
    assert [one["id_no"] for one in case["form"]["members"]] == [one["id_no"] for one in family]
    events = office.engine.queries.audit(SYSTEM, number)["items"]
    changed = next(one for one in events if one["type"] == "case.form_changed")
    assert changed["data"]["before"]["members"][1]["id_no"] == "429900199207150110"
    assert case["state"] in ("accepted", "under_review")


def test_a_second_declaration_in_the_year_is_told_to_the_checker(office: Office) -> None:
    declared(office)
    number = checked(office)
    task = office.task(number, "third_check")["id"]
    shown = office.engine.queries.task(office.actor("lei.platform"), task)["data"]["filter_findings"]
    assert "本年度第2次申报" in shown


def at_the_household(office: Office) -> str:
    number = checked(office)
    office.complete(number, "third_check", "lei.platform", "pass", "无误", {})
    return number


VISIT = {"visited_on": "2026-03-03", "visitors": "贺村实", "measured_area": 5.2}


def test_nothing_goes_on_without_the_farmers_signature(office: Office) -> None:
    number = at_the_household(office)
    with pytest.raises(errors.Invalid) as refused:
        office.complete(number, "first_verification", "he.village", "agrees", "一致", VISIT)
    assert [one["field"] for one in refused.value.errors] == [SIGNED]
    assert office.task(number, "first_verification")["state"] in ("open", "claimed")
    recipe = items.FileRecipe("jpg")
    file = ("signed.jpg", items.make_file(recipe, SIGNED))
    office.engine.execute(AttachMaterial(number, SIGNED, *file), office.actor("he.village"))
    office.complete(number, "first_verification", "he.village", "agrees", "一致", VISIT)
    assert office.task(number, "second_verification")


def test_whoever_corrects_sees_field_by_field_what_is_wrong(office: Office) -> None:
    number = checked(office)
    task = office.task(number, "third_check")["id"]
    with pytest.raises(errors.Invalid) as refused:
        wrong = {"no_such_field": "x", "bank_card": " "}
        office.engine.execute(ReturnTask(task, "请核对", fields=wrong), office.actor("lei.platform"))
    assert {one["field"] for one in refused.value.errors} == {"fields.no_such_field", "fields.bank_card"}
    reasons = {"bank_card": "与本人不符", "members": "配偶号码有误"}
    command = ReturnTask(task, "请逐项核对", "first_check", fields=reasons)
    office.engine.execute(command, office.actor("lei.platform"))
    again = office.engine.queries.task(office.actor("he.village"), office.task(number, "first_check")["id"])
    assert (again["returned"]["by"], again["returned"]["opinion"]) == ("lei.platform", "请逐项核对")
    assert {one["field"]: one["reason"] for one in again["returned"]["fields"]} == reasons
    assert {one["label_en"] for one in again["returned"]["fields"]} == {
        "Account for subsidies",
        "Members of the household",
    }
    events = office.engine.queries.audit(SYSTEM, number)["items"]
    told = next(one for one in events if one["type"] == "task.returned")["data"]
    assert told["fields"] == reasons
    office.engine.execute(CompleteTask(again["id"], "pass", "已更正"), office.actor("he.village"))
    later = office.engine.queries.task(office.actor("gu.town"), office.task(number, "second_check")["id"])
    assert later["returned"] is None


@pytest.mark.parametrize(
    "element", ["second_check", "third_check", "second_verification", "third_confirmation"]
)
def test_every_step_may_send_back(element: str) -> None:
    rule = ITEM.process.elements[element].extensions.operations
    assert rule is not None and rule.allows("return")


def test_only_a_village_station_can_register(office: Office) -> None:
    office.publish(FOLDER)
    sample = ITEM.samples["confirmed"]
    with pytest.raises(errors.NotAllowed):
        command = RegisterCase(ITEM.code, sample.applicant, form=sample.form)
        office.engine.execute(command, office.actor("gu.town"))
