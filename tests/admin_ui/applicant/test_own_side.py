"""What applicants have of their own: unsent applications, what was given before, agents, accounts, a bad rating."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import (
    SYSTEM,
    AskSignUpCode,
    DropApplication,
    GiveMandate,
    RateCase,
    RegisterCase,
    RevokeMandate,
    SaveApplication,
    SignIn,
    SignUp,
    WithdrawCase,
    documents,
    errors,
    items,
)
from tongban.engine.domain.actor import Actor
from tongban.engine.samples import play
from tongban.engine.use_cases.sign_up import NoSms

SHOP = "sole-trader-registration"
PDF = documents.render("receipt_voucher", documents.specimen())
NOBODY = Actor("", "", kind="applicant")


def closed(office: Office) -> str:
    item = office.publish(CONTENT / SHOP)
    found: items.Sample = next(one for one in item.samples.values() if one.key == "granted")
    return str(play(office.engine, office.clock, item, found, lambda said: None)["case_no"])


def application(item: items.Item, **changes: Any) -> RegisterCase:
    found = next(one for one in item.samples.values() if one.key == "granted")
    return RegisterCase(item.code, found.applicant, form=found.form, **{"channel": "online", **changes})


def test_an_unsent_application_comes_back_and_goes_with_its_files(office: Office) -> None:
    item, lin = office.publish(CONTENT / SHOP), office.actor("lin.applicant")
    line = next(one for one in item.sheet.materials if "pdf" in one.formats)
    office.engine.execute(
        SaveApplication(item.code, {"trader_name": ["茶"]}, ((line.code, "a.pdf", PDF),)), lin
    )
    office.engine.execute(SaveApplication(item.code, {"trader_name": ["小禾茶点铺"]}), lin)
    draft = office.engine.queries.application_draft(lin, item.code)
    assert draft and draft["fields"] == {"trader_name": ["小禾茶点铺"]}
    assert [one["file_name"] for one in draft["files"]] == ["a.pdf"]
    assert office.engine.queries.application_draft(office.actor("song.agent"), item.code) is None
    case = office.engine.execute(application(item, from_draft=True), lin)
    shown = office.case(case["case_no"])
    assert [one["file_name"] for one in shown["materials"] if one.get("file_name")] == ["a.pdf"]
    assert office.engine.queries.application_drafts(lin) == []


def test_a_draft_refuses_what_could_never_be_handed_in(office: Office) -> None:
    item, lin = office.publish(CONTENT / SHOP), office.actor("lin.applicant")
    line = next(one for one in item.sheet.materials if "pdf" in one.formats)
    for files in (((line.code, "a.pdf", b"no pdf"),), (("nothing", "a.pdf", PDF),)):
        with pytest.raises(errors.Invalid):
            office.engine.execute(SaveApplication(item.code, {}, files), lin)
    with pytest.raises(errors.Invalid):
        office.engine.execute(SaveApplication(item.code, {"x": ["y" * 300_000]}), lin)
    office.engine.execute(DropApplication(item.code), lin)
    assert office.engine.queries.application_draft(lin, item.code) is None


def test_what_was_given_before_is_offered_and_not_asked_twice(office: Office) -> None:
    closed(office)
    item, lin = office.publish(CONTENT / SHOP), office.actor("lin.applicant")
    offered = office.engine.queries.reusable(lin, item.code)
    assert offered and all(one["kind"] == "material" for rows in offered.values() for one in rows)
    assert office.engine.queries.reusable(office.actor("song.agent"), item.code) == {}
    chosen = {code: rows[0]["reference"] for code, rows in offered.items()}
    case_no = office.engine.execute(application(item, reuse=chosen), lin)["case_no"]
    given = [one for one in office.case(case_no)["materials"] if one.get("file_name")]
    assert {one["code"] for one in given} == set(chosen)


def test_what_belongs_to_somebody_else_is_nobodys_material(office: Office) -> None:
    closed(office)
    item, lin, song = (
        office.publish(CONTENT / SHOP),
        office.actor("lin.applicant"),
        office.actor("song.agent"),
    )
    offered = office.engine.queries.reusable(lin, item.code)
    chosen = {code: rows[0]["reference"] for code, rows in offered.items()}
    for stolen in (
        chosen,
        dict.fromkeys(chosen, "licence:nothing"),
        {"nothing": next(iter(chosen.values()))},
    ):
        with pytest.raises(errors.Invalid) as refused:
            office.engine.execute(application(item, reuse=stolen), song)
        assert {one["rule"] for one in refused.value.errors if "rule" in one} == {"reuse"}


def test_a_licence_stands_for_a_material_while_it_is_valid(office: Office) -> None:
    closed(office)
    item, lin = office.publish(CONTENT / SHOP), office.actor("lin.applicant")
    licence = office.engine.queries.licences(lin)["items"][0]
    code = item.sheet.materials[0].code
    command = application(item, reuse={code: f"licence:{licence['id']}"})
    case_no = office.engine.execute(command, lin)["case_no"]
    content, media_type, name = office.engine.queries.material_file(lin, case_no, code)
    assert (
        content.startswith(b"%PDF") and media_type == "application/pdf" and licence["certificate_no"] in name
    )
    with office.engine.sql_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE licence SET state = 'revoked'")
    with pytest.raises(errors.Invalid):
        office.engine.execute(command, lin)


def test_an_agent_acts_within_the_authorisation_and_its_days(office: Office) -> None:
    item, lin = office.publish(CONTENT / SHOP), office.actor("lin.applicant")
    first = office.clock.now.date()
    command = GiveMandate(
        "song.agent", first.isoformat(), (first + timedelta(days=30)).isoformat(), (item.code,)
    )
    mandate = office.engine.execute(command, lin)
    song = office.actor("song.agent")
    agent = office.engine.queries.acting_for(song, mandate["id"])
    assert agent is not None and agent.on_behalf_of == "lin.applicant"
    case_no = office.engine.execute(application(item), agent)["case_no"]
    assert office.case(case_no, lin)["case_no"] == case_no
    with pytest.raises(errors.NotFound):
        office.case(case_no, song)
    assert office.case(case_no, agent)["case_no"] == case_no
    narrow = replace(agent, items=frozenset({"another"}))
    with pytest.raises(errors.NotFound):
        office.engine.execute(WithdrawCase(case_no, "不办了"), narrow)
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(application(item), narrow)
    office.engine.execute(WithdrawCase(case_no, "不办了"), agent)
    told = office.engine.queries.audit(SYSTEM, case_no)["items"]
    assert {(one["actor"], one["on_behalf_of"]) for one in told if one["type"] == "case.withdrawn_asked"} == {
        ("song.agent", "lin.applicant")
    }
    office.clock.advance(timedelta(days=31))
    assert office.engine.queries.acting_for(song, mandate["id"]) is None


def test_an_authorisation_is_given_by_oneself_and_ended_by_either(office: Office) -> None:
    item, lin, song = (
        office.publish(CONTENT / SHOP),
        office.actor("lin.applicant"),
        office.actor("song.agent"),
    )
    today = office.clock.now.date().isoformat()
    for wrong in (
        GiveMandate("lin.applicant", today, today),
        GiveMandate("wang.window", today, today),
        GiveMandate("song.agent", today, "2020-01-01"),
        GiveMandate("song.agent", today, "2099-01-01"),
        GiveMandate("song.agent", today, today, ("nothing",)),
        GiveMandate("song.agent", "soon", today),
    ):
        with pytest.raises(errors.Invalid):
            office.engine.execute(wrong, lin)
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(GiveMandate("lin.applicant", today, today), office.actor("wang.window"))
    mandate = office.engine.execute(GiveMandate("song.agent", today, today, (item.code,)), lin)
    with pytest.raises(errors.NotFound):
        office.engine.execute(RevokeMandate(mandate["id"]), office.actor("tang.agent"))
    office.engine.execute(RevokeMandate(mandate["id"]), song)
    assert office.engine.queries.acting_for(song, mandate["id"]) is None
    assert [one["in_force"] for one in office.engine.queries.mandates(lin)["given"]] == [False]


def test_a_bad_rating_opens_a_flow_with_a_deadline_and_a_good_one_does_not(office: Office) -> None:
    good, bad = closed(office), closed(office)
    lin = office.actor("lin.applicant")
    office.engine.execute(RateCase(good, 1), lin)
    assert office.engine.queries.tasks(SYSTEM, element="follow_up")["items"] == []
    office.engine.execute(RateCase(bad, 5, {"attitude": 5}, "态度差"), lin)
    (task,) = office.engine.queries.tasks(SYSTEM, element="follow_up")["items"]
    assert task["due"] is not None
    instance = office.engine.queries.instance(SYSTEM, task["instance_id"])
    assert instance["state"] == "running"
    assert office.engine.verify_audit()["broken"] == []


def demonstration(office: Office) -> Office:
    """The same office, as a demonstration that may show codes."""
    settings = replace(office.engine.settings, demo=True)
    office.engine._executor._surroundings = replace(office.engine._executor._surroundings, settings=settings)
    return office


def test_an_account_is_opened_with_the_code_that_was_sent(office: Office) -> None:
    phone = "13800000077"
    with pytest.raises(NoSms):
        office.engine.execute(AskSignUpCode(phone), NOBODY)
    demonstration(office)
    code = office.engine.execute(AskSignUpCode(phone), NOBODY)["shown"]
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    account = {"name": "新申请人", "password": "a long password"}
    assert office.engine.execute(SignUp(phone, wrong, **account), NOBODY)["username"] is None
    made = office.engine.execute(SignUp(phone, code, **account), NOBODY)
    assert made["username"] == phone
    assert office.engine.execute(SignIn(phone, "a long password"), NOBODY)["signed_in"]
    assert office.engine.execute(SignUp(phone, code, **account), NOBODY)["username"] is None
    # Nobody has checked the identity: cases of others stay theirs.
    assert office.engine.queries.cases(office.actor(phone))["items"] == []


def test_a_code_is_worth_nothing_after_five_tries_or_ten_minutes(office: Office) -> None:
    demonstration(office)
    phone, account = "13800000078", {"name": "x", "password": "a long password"}
    code = office.engine.execute(AskSignUpCode(phone), NOBODY)["shown"]
    with pytest.raises(errors.Invalid):
        office.engine.execute(AskSignUpCode(phone), NOBODY)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        office.engine.execute(SignUp(phone, wrong, **account), NOBODY)
    assert office.engine.execute(SignUp(phone, code, **account), NOBODY)["username"] is None
    office.clock.advance(timedelta(minutes=2))
    code = office.engine.execute(AskSignUpCode(phone), NOBODY)["shown"]
    office.clock.advance(timedelta(minutes=11))
    assert office.engine.execute(SignUp(phone, code, **account), NOBODY)["username"] is None


def test_an_organisation_registers_with_a_code_that_holds(office: Office) -> None:
    demonstration(office)
    phone, account = "13800000079", {"name": "某公司", "password": "a long password"}
    code = office.engine.execute(AskSignUpCode(phone), NOBODY)["shown"]
    with pytest.raises(errors.Invalid) as refused:
        office.engine.execute(SignUp(phone, code, organisation="91429900MA00000159", **account), NOBODY)
    assert [one["field"] for one in refused.value.errors] == ["organisation"]
    with pytest.raises(errors.Invalid):
        office.engine.execute(SignUp(phone, code, name="", password="short"), NOBODY)
    made = office.engine.execute(SignUp(phone, code, organisation="91429900MA00000158", **account), NOBODY)
    assert made["username"] == "91429900MA00000158"


def test_questions_before_applying(office: Office) -> None:
    item = office.publish(CONTENT / "construction-permit")
    asked = office.engine.queries.eligibility(item.code, {})
    assert asked["questions"] and not asked["complete"] and not asked["eligible"]
    for key in (one["key"] for one in asked["questions"]):
        alone = {
            True: office.engine.queries.eligibility(item.code, {key: True}),
            False: office.engine.queries.eligibility(item.code, {key: False}),
        }
        assert bool(alone[True]["reasons"]) != bool(alone[False]["reasons"])
