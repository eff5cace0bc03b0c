"""Passwords: one's own is changed with the present one, a given one lets in once and only to choose another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from admin_ui.conftest import app_with, token_of
from click.testing import CliRunner
from integrate.test_access import PASSWORD, code, enrolled, office, sign_in
from office import Office
from operating.calling import Caller, client_of

from tongban.api import cli_upkeep
from tongban.api.cli import main
from tongban.engine import SYSTEM, CreateClient, errors
from tongban.engine.access import (
    ChangePassword,
    DisablePerson,
    ProveSecondFactor,
    ReplacePassword,
    ResetPassword,
)
from tongban.engine.door import SignIn

__all__ = ["office"]
NEW = "another long password"
WHO = "wang.window"


def enter(office: Office, password: str) -> dict[str, Any]:
    return office.engine.execute(SignIn(WHO, password), SYSTEM)


def reset(office: Office, who: str = WHO) -> str:
    return str(office.engine.execute(ResetPassword(who, "忘记密码"), office.actor("an.security"))["password"])


def test_changing_it_ends_the_other_sessions_and_is_on_record(office: Office) -> None:
    here, there = (sign_in(office, WHO)["session"] for _ in range(2))
    actor = office.actor(WHO)
    answer = office.engine.execute(ChangePassword(PASSWORD, NEW, here), actor)
    assert answer == {"changed": True, "ended": 1}
    assert office.engine.actor_of_session(here) and office.engine.actor_of_session(there) is None
    assert not enter(office, PASSWORD)["signed_in"] and enter(office, NEW)["signed_in"]
    (event,) = office.engine.queries.events(SYSTEM, types=["person.password_changed"])["items"]
    assert event["actor"] == WHO and PASSWORD not in str(event) and NEW not in str(event)


def test_a_wrong_present_one_counts_and_a_weak_new_one_is_refused(office: Office) -> None:
    actor = office.actor(WHO)
    for weak in ("short", "x" * 201, PASSWORD):
        with pytest.raises(errors.Invalid):
            office.engine.execute(ChangePassword(PASSWORD, weak), actor)
    assert enter(office, PASSWORD)["signed_in"], "nothing was changed"
    for _ in range(10):
        wrong = office.engine.execute(ChangePassword("guess", NEW), actor)
        assert wrong == {"changed": False, "ended": 0}
    locked = office.engine.execute(ChangePassword(PASSWORD, NEW), actor)
    assert locked == {"changed": False, "ended": 0}
    assert "session" not in enter(office, PASSWORD)
    (event,) = office.engine.queries.events(SYSTEM, types=["person.sign_in_failed"])["items"]
    assert event["data"] == {"username": WHO}


def test_a_given_password_lets_in_only_to_choose_another(office: Office) -> None:
    before = sign_in(office, WHO)["session"]
    given = reset(office)
    assert office.engine.actor_of_session(before) is None and not enter(office, PASSWORD)["signed_in"]
    waiting = enter(office, given)
    assert (waiting["signed_in"], waiting["second_factor"]) == (False, "password")
    assert office.engine.actor_of_session(waiting["session"]) is None
    with pytest.raises(errors.Invalid):
        office.engine.execute(ReplacePassword(waiting["session"], given), SYSTEM)
    done = office.engine.execute(ReplacePassword(waiting["session"], NEW), SYSTEM)
    assert done["signed_in"] and office.engine.actor_of_session(done["session"])
    assert not enter(office, given)["signed_in"] and enter(office, NEW)["signed_in"]
    with pytest.raises(errors.NotSignedIn):
        office.engine.execute(ReplacePassword(waiting["session"], "yet another password"), SYSTEM)


def test_a_given_password_is_no_way_round_the_authenticator(office: Office) -> None:
    secret, _ = enrolled(office, WHO)
    waiting = enter(office, reset(office))["session"]
    with pytest.raises(errors.NotSignedIn):
        office.engine.execute(ProveSecondFactor(waiting, code(office, secret)), SYSTEM)
    assert not office.engine.execute(ReplacePassword(waiting, NEW), SYSTEM)["signed_in"]
    assert not enter(office, NEW)["signed_in"], "nothing was changed"
    done = office.engine.execute(ReplacePassword(waiting, NEW, code(office, secret)), SYSTEM)
    assert done["signed_in"] and enter(office, NEW)["second_factor"] == "code"


def test_a_given_password_does_not_last(office: Office) -> None:
    given = reset(office)
    office.clock.advance(timedelta(hours=72, seconds=1))
    assert enter(office, given) == {"signed_in": False}
    again = reset(office)
    assert again != given and enter(office, again)["second_factor"] == "password"
    office.engine.execute(DisablePerson(WHO, "离职"), office.actor("an.security"))
    assert enter(office, again) == {"signed_in": False}


def test_who_may_reset_and_whose(office: Office) -> None:
    for who in ("admin", "ji.audit", "gao.admin", WHO):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(ResetPassword("shi.register", "x"), office.actor(who))
    for other in ("an.security", "admin", "ji.audit"):
        with pytest.raises(errors.NotAllowed):
            reset(office, other)
    assert office.engine.execute(ResetPassword("admin", "x"), SYSTEM)["password"]


def test_over_http_and_never_for_a_client(office: Office) -> None:
    caller = Caller(client_of(office, WHO), office)
    body = {"present": "guess", "new": NEW}
    wrong = caller.post("/me/password", body, status=422)
    assert wrong["errors"][0]["field"] == "present"
    caller.post("/me/password", {"present": PASSWORD, "new": "short"}, status=422)
    assert caller.post("/me/password", {"present": PASSWORD, "new": NEW})["ended"] == 0
    key = office.engine.execute(CreateClient("x", ("admin",), username=WHO), SYSTEM)["token"]
    headers = {"Authorization": f"Bearer {key}"}
    caller.send("POST", "/me/password", json={"present": NEW, "new": PASSWORD}, headers=headers, status=403)
    security = Caller(client_of(office, "an.security"), office)
    repeat = {"Idempotency-Key": "k"}
    answers = [
        security.post(f"/people/{WHO}/reset-password", {"reason": "忘记密码"}, headers=repeat)
        for _ in range(2)
    ]
    assert answers[0]["password"] != answers[1]["password"], "no secret is kept for a repeated call"


def test_an_administrators_is_reset_on_the_machine(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_upkeep, "current_engine", lambda settings: office.engine)
    told = CliRunner().invoke(main, ["person", "reset-password", "admin", "--reason", "忘记密码"])
    assert told.exit_code == 0, told.output
    waiting = office.engine.execute(SignIn("admin", told.output.strip()), SYSTEM)
    assert waiting["second_factor"] == "password"
    nobody = CliRunner().invoke(main, ["person", "reset-password", "nobody", "--reason", "x"])
    assert nobody.exit_code == 1 and "nobody called nobody" in nobody.output


def test_the_pages(office: Office) -> None:
    app = app_with(office.engine)
    security, person = app.test_client(), app.test_client()
    security.set_cookie("tongban_session", sign_in(office, "an.security")["session"])
    shown = security.get(f"/admin/accounts/{WHO}").text
    form = {"csrf": token_of(shown), "do": "password", "reason": "忘记密码"}
    told = security.post(f"/admin/accounts/{WHO}", data=form).text
    given = told.split('<p class="mono">')[1].split("<")[0]
    form = {"csrf": token_of(person.get("/signin").text), "username": WHO, "password": given}
    asked = person.post("/signin", data=form)
    assert asked.status_code == 303 and asked.location.startswith("/signin/password")
    assert person.get("/inbox").status_code == 303
    csrf = token_of(person.get("/signin/password").text)
    differ = person.post("/signin/password", data={"csrf": csrf, "new": NEW, "again": "x"})
    assert differ.status_code == 422 and "两次输入的密码不一致" in differ.text
    chosen = person.post("/signin/password", data={"csrf": csrf, "new": NEW, "again": NEW})
    assert (chosen.status_code, chosen.location) == (303, "/inbox")
    csrf = token_of(person.get("/me/security/password").text)
    wrong = {"csrf": csrf, "present": "guess", "new": PASSWORD, "again": PASSWORD}
    assert person.post("/me/security/password", data=wrong).status_code == 422
    right = person.post("/me/security/password", data={**wrong, "present": NEW})
    assert right.status_code == 303 and "密码已修改" in person.get(right.location).text
