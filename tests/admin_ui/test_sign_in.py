"""Signing in: a session cookie nobody else can read, a form nobody else can send."""

from __future__ import annotations

from flask.testing import FlaskClient

from admin_ui.conftest import token_of
from admin_ui.fake_engine import FakeEngine


def sign_in(client: FlaskClient, password: str = "tongban-demo", **more: str):
    token = token_of(client.get("/signin").text)
    form = {"csrf": token, "username": "wang.window", "password": password, **more}
    return client.post("/signin", data=form)


def test_the_right_password_sets_a_session_cookie_out_of_reach_of_scripts(client: FlaskClient) -> None:
    answer = sign_in(client)
    assert answer.status_code == 303
    assert answer.location == "/inbox"
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("tongban_session="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_a_wrong_password_is_told_without_saying_which_part_is_wrong(client: FlaskClient) -> None:
    answer = sign_in(client, password="guess")
    assert answer.status_code == 401
    assert "账号或密码不正确" in answer.text
    assert "tongban_session" not in "".join(answer.headers.getlist("Set-Cookie"))


def test_signing_in_goes_back_to_where_one_came_from_but_never_to_another_site(client: FlaskClient) -> None:
    assert sign_in(client, next="/messages").location == "/messages"
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert sign_in(client, next=elsewhere).location == "/inbox"


def test_a_form_without_the_token_changes_nothing(client: FlaskClient, engine: FakeEngine) -> None:
    answer = client.post("/signin", data={"username": "wang.window", "password": "tongban-demo"})
    assert answer.status_code == 403
    assert "这个表单已经失效" in answer.text
    assert engine.done == []


def test_a_token_of_another_session_is_refused(signed_in, engine: FakeEngine) -> None:
    token = token_of(signed_in("lin.applicant").get("/my").text)
    answer = signed_in("wang.window").post("/signout", data={"csrf": token})
    assert answer.status_code == 403
    assert engine.done == []


def test_a_form_sent_from_another_site_is_refused(signed_in) -> None:
    client = signed_in()
    token = token_of(client.get("/inbox").text)
    answer = client.post("/signout", data={"csrf": token}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_signing_out_ends_the_session_and_forgets_the_cookie(signed_in, engine: FakeEngine) -> None:
    client = signed_in()
    answer = client.post("/signout", data={"csrf": token_of(client.get("/inbox").text)})
    assert answer.status_code == 303
    assert engine.done[0].session == "session-wang.window"
    assert client.get("/inbox").status_code == 303


def test_a_page_for_people_sends_everybody_else_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/inbox?box=pool")
    assert answer.status_code == 303
    assert answer.location == "/signin?next=/inbox?box%3Dpool"


def test_an_open_page_that_polls_is_sent_to_sign_in_as_a_whole(client: FlaskClient) -> None:
    answer = client.get("/inbox", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/signin"
    assert answer.text == ""
