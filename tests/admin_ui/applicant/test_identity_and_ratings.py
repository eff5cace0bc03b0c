"""A registered identity confirmed at the window, and what may be said of a case twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from office import CONTENT, Office

from admin_ui.applicant.test_own_side import NOBODY, closed, demonstration
from tongban.engine import (
    SYSTEM,
    AskSignUpCode,
    CompleteTask,
    RateCase,
    RegisterCase,
    SignUp,
    desk_acts,
    errors,
)

NUMBER, PHONE = "110101199003070011", "13800000081"


def registered(office: Office, phone: str = PHONE) -> str:
    demonstration(office)
    code = office.engine.execute(AskSignUpCode(phone), NOBODY)["shown"]
    made = office.engine.execute(SignUp(phone, code, "小周", "a long password"), NOBODY)
    return str(made["username"])


def confirmation(username: str, **changes: str) -> desk_acts.ConfirmIdentity:
    return replace(desk_acts.ConfirmIdentity(username, "周明", "id_card", NUMBER), **changes)


def at_window(office: Office) -> str:
    item = office.publish(CONTENT / "sole-trader-registration")
    story = next(one for one in item.samples.values() if one.key == "granted")
    who = {**story.applicant, "name": "周明", "id_no": NUMBER}
    command = RegisterCase(item.code, who, form=story.form, channel="window")
    return str(office.engine.execute(command, office.actor("shi.register"))["case_no"])


def test_a_confirmed_identity_opens_what_windows_registered_for_it_and_no_other(office: Office) -> None:
    case_no, username = at_window(office), registered(office)
    execute, queries, clerk = office.engine.execute, office.engine.queries, office.actor("wang.window")
    assert queries.cases(office.actor(username))["items"] == []
    assert queries.identity_state(office.actor(username))["checked"] is False
    shown = queries.account_at_window(clerk, username)
    assert (shown["name"], shown["phone"], shown["checked"]) == ("小周", "138****0081", False)
    made = execute(confirmation(username), clerk)
    assert (made["joined"], made["id_no"]) == (1, "110101********0011")
    assert [one["case_no"] for one in queries.cases(office.actor(username))["items"]] == [case_no]
    state = queries.identity_state(office.actor(username))
    assert (state["checked"], state["id_no"], state["checked_at"]) == (True, made["id_no"], office.clock.now)
    # What a window registers from now on is theirs at once.
    assert at_window(office) in [one["case_no"] for one in queries.cases(office.actor(username))["items"]]
    assert office.engine.verify_audit()["broken"] == []
    with pytest.raises(errors.Conflict):
        execute(confirmation(username), clerk)
    # One number, one account; and a mistake is undone by the administrator of security.
    second = registered(office, "13800000082")
    with pytest.raises(errors.Conflict):
        execute(confirmation(second), clerk)
    with pytest.raises(errors.NotAllowed):
        execute(desk_acts.ClearIdentity(username, "认错人了"), clerk)
    guard = replace(SYSTEM, id="guard", kind="user", roles=frozenset({"security_admin"}))
    execute(desk_acts.ClearIdentity(username, "认错人了"), guard)
    assert queries.cases(office.actor(username))["items"] == []
    assert queries.identity_state(office.actor(username))["checked"] is False
    assert execute(confirmation(second), clerk)["joined"] == 2


def test_a_paper_that_cannot_be_right_confirms_nothing(office: Office) -> None:
    username, clerk = registered(office), office.actor("wang.window")
    for wrong, field in (
        ({"id_no": "110101199003070012"}, "id_no"),
        ({"id_no": "1"}, "id_no"),
        ({"name": " "}, "name"),
        ({"id_type": "uscc", "id_no": "91429900MA00000158"}, "id_type"),
        ({"id_type": "badge"}, "id_type"),
    ):
        with pytest.raises(errors.Invalid) as refused:
            office.engine.execute(confirmation(username, **wrong), clerk)
        assert [one["field"] for one in refused.value.errors] == [field]
    for nobody in ("13899999999", "zhao.zaj"):
        with pytest.raises(errors.NotFound):
            office.engine.execute(confirmation(nobody), clerk)
    for other in ("zhao.zaj", "lin.applicant"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(confirmation(username), office.actor(other))
        with pytest.raises(errors.NotAllowed):
            office.engine.queries.account_at_window(office.actor(other), username)
    assert office.engine.queries.identity_state(office.actor(username))["checked"] is False


def look_into(office: Office, case_no: str, text: str) -> None:
    """The flow of a bad rating, by whoever answers for the unit."""
    for step, outcome in (("follow_up", "confirmed"), ("rectify", "done")):
        (task,) = [
            one
            for one in office.engine.queries.tasks(SYSTEM, element=step)["items"]
            if office.engine.queries.instance(SYSTEM, one["instance_id"])["business_key"] == case_no
        ]
        office.engine.execute(CompleteTask(task["id"], outcome, text), SYSTEM)


def test_a_bad_rating_that_was_answered_may_be_followed_by_one_more(office: Office) -> None:
    case_no, lin = closed(office), office.actor("lin.applicant")
    execute, case = office.engine.execute, office.engine.queries.case
    first = execute(RateCase(case_no, 5, {"attitude": 5}, "态度差"), lin)
    assert first["follow_up"] is False
    assert "rate" not in case(lin, case_no)["operations"]
    with pytest.raises(errors.Conflict):
        execute(RateCase(case_no, 1), lin)
    look_into(office, case_no, "已向您道歉")
    office.wait(timedelta(minutes=1))
    assert [one for one in office.messages("lin.applicant") if one.startswith("您的评价已有答复")]
    shown = case(lin, case_no)
    assert "rate" in shown["operations"]
    assert (shown["rating"]["level"], shown["rating"]["rectification"]) == (5, "completed")
    assert [one["text"] for one in shown["rating"]["answers"]] == ["已向您道歉"] * 2
    assert execute(RateCase(case_no, 2, {}, "好多了"), lin)["follow_up"] is True
    after = case(lin, case_no)
    assert (after["rating"]["level"], after["rating"]["follow_up"]["level"]) == (5, 2)
    assert "rate" not in after["operations"]
    with pytest.raises(errors.Conflict):
        execute(RateCase(case_no, 1), lin)
    office.wait(timedelta(minutes=1))
    supervisor = office.actor("he.supervisor")
    for measure, level in (("ratings", "5"), ("ratings-again", "2")):
        counted = office.engine.queries.statistics(supervisor, measure=measure)["items"]
        assert [(one["key"], one["n"]) for one in counted] == [(level, 1)], measure
    # Whoever dealt with the case does not see what was said of them; who answers for the unit does.
    assert case(office.actor("shi.register"), case_no)["rating"] is None
    assert case(office.actor("admin"), case_no)["rating"]["level"] == 5
    assert office.engine.verify_audit()["broken"] == []


def test_a_good_rating_is_the_last_word(office: Office) -> None:
    case_no, lin = closed(office), office.actor("lin.applicant")
    office.engine.execute(RateCase(case_no, 1), lin)
    with pytest.raises(errors.Conflict):
        office.engine.execute(RateCase(case_no, 2), lin)
