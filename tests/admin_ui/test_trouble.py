"""Pages for what went wrong: plain words, nothing lost, a way on; whole in a browser, the card alone for a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from admin_ui.conftest import app_with, token_of
from admin_ui.fake_engine import FakeEngine
from tongban.admin_ui.pages import trouble
from tongban.api.requests import LARGEST_UPLOAD
from tongban.engine import errors

AWAY = OperationalError("SELECT 1", {}, Exception("the database is away"))
SCRIPT = {"HX-Request": "true", "HX-Target": "div#inbox"}


class Away(FakeEngine):
    """A database that has gone away: even who is asking cannot be known."""

    def actor_of_session(self, session: str) -> Any:
        raise AWAY


@pytest.fixture
def broken(engine: FakeEngine) -> Iterator[FlaskClient]:
    """A site with a page that has an error in it, as it is served to people."""
    app = app_with(engine)

    @app.route("/broken", methods=["GET", "POST"])
    def view() -> str:
        raise RuntimeError("an error of ours")

    client = app.test_client()
    client.set_cookie("tongban_session", "session-wang.window")
    yield client


def told(page: str) -> str:
    """The words of the card."""
    found = re.search(r'<div class="card trouble">.*', page, re.DOTALL)
    assert found, page[:400]
    return found.group()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("暂时连不上数据库", "没有改变任何内容")),
        ("en", ("database does not answer", "Nothing was changed")),
    ],
)
def test_a_database_that_is_away_is_told_without_asking_it_again(
    app: Any, language: str, words: tuple[str, str]
) -> None:
    app.extensions["tongban"] = Away()
    client = app.test_client()
    client.set_cookie("tongban_session", "session-wang.window")
    answer = client.get(f"/inbox?lang={language}")
    assert answer.status_code == 503
    for one in words:
        assert one in told(answer.text)
    # Nobody knows who reads: the page offers neither to sign in again nor what only some may see.
    assert "/signin" not in answer.text and "/signout" not in answer.text


def test_who_was_known_before_the_database_went_stays_known(
    signed_in: Callable[..., FlaskClient], engine: FakeEngine
) -> None:
    engine.queries.answers["case"] = AWAY
    answer = signed_in("admin").get("/cases/1")
    assert answer.status_code == 503
    assert "/signout" in answer.text and 'href="/inbox"' in told(answer.text)


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_error_of_ours_has_a_page_and_a_number_to_ask_about(broken: FlaskClient, method: str) -> None:
    token = token_of(broken.get("/inbox").text)
    answer = getattr(broken, method)("/broken", data={"csrf": token})
    assert answer.status_code == 500
    assert "要么全部生效，要么完全没有生效" in told(answer.text)
    assert ("先看看现在的情况" in answer.text) == (method == "post")
    assert "an error of ours" not in answer.text


def test_an_address_of_a_button_is_not_opened(signed_in: Callable[..., FlaskClient]) -> None:
    answer = signed_in().get("/tasks/1/claim")
    assert answer.status_code == 405
    assert "只在页面上按了按钮以后使用" in told(answer.text)


def test_too_large_an_upload_is_read_to_its_end_and_told_how_large_it_may_be(broken: FlaskClient) -> None:
    """A browser that is cut off while it sends shows that the connection broke, not the page."""
    broken.application.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    for size, read in ((LARGEST_UPLOAD + 1, True), (trouble.MOST_READ + 1, False)):
        sent = BytesIO(b"x" * size)
        answer = broken.post(
            "/cases/1/materials/M1",
            input_stream=sent,
            content_length=size,
            content_type="multipart/form-data; boundary=x",
        )
        assert answer.status_code == 413
        assert "25 MB" in told(answer.text) and "一个也没有保存" in answer.text
        assert (sent.tell() == size) == read


def test_a_way_back_leads_to_the_page_before_and_to_no_other_site(
    signed_in: Callable[..., FlaskClient],
) -> None:
    client = signed_in()
    page = client.get("/nowhere", headers={"Referer": "http://localhost/inbox?box=pool"}).text
    assert 'href="/inbox?box=pool">返回上一页' in page
    assert "返回上一页" not in client.get("/nowhere", headers={"Referer": "http://elsewhere/inbox"}).text


def test_a_script_gets_the_card_alone_and_where_it_belongs(
    signed_in: Callable[..., FlaskClient], engine: FakeEngine
) -> None:
    engine.queries.answers["case"] = errors.NotFound()
    client = signed_in()
    answer = client.get("/cases/1", headers=SCRIPT)
    assert answer.status_code == 404
    assert "<html" not in answer.text and told(answer.text)
    assert answer.headers["HX-Retarget"] == "#trouble" and answer.headers["HX-Reselect"] == ".trouble"
    in_dialog = client.get("/cases/1", headers={**SCRIPT, "HX-Target": "dialog#dialog"})
    assert "HX-Retarget" not in in_dialog.headers and told(in_dialog.text)


def test_whoever_writes_is_not_sent_away_when_their_session_ends(
    client: FlaskClient, engine: FakeEngine
) -> None:
    token = token_of(client.get("/signin").text)
    answer = client.post("/cases/1/here", data={"csrf": token}, headers=SCRIPT)
    assert answer.status_code == 401 and "HX-Redirect" not in answer.headers
    assert "您写的还在这个页面上" in told(answer.text)
    assert 'target="_blank"' in answer.text


def test_a_refused_change_says_that_nothing_was_changed(
    signed_in: Callable[..., FlaskClient], engine: FakeEngine
) -> None:
    client = signed_in()
    token = token_of(client.get("/inbox").text)
    engine.refuse = errors.NotFound()
    answer = client.post("/tasks/1/claim", data={"csrf": token})
    assert answer.status_code == 404 and "没有改变任何内容" in told(answer.text)
