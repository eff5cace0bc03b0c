"""Joint cases over HTTP: registered, read on the board, changed by the lead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from office import CONTENT, Office

from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken

ITEM = "bookshop-opening"


@pytest.fixture
def call(office: Office) -> Any:
    """Call as somebody: (who, method, path, body) -> (status, answer)."""
    app = create_app(office.engine.settings, engine=office.engine)
    clients: dict[str, FlaskClient] = {}

    def do(who: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        if who not in clients:
            token = office.engine.execute(CreateToken(who, "test"), SYSTEM)["token"]
            clients[who] = app.test_client()
            clients[who].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        answer = clients[who].open(f"/api/v1{path}", method=method, json=body)
        return answer.status_code, answer.get_json()

    return do


def application(office: Office) -> dict[str, Any]:
    story = next(one for one in office.publish(CONTENT / ITEM).samples.values() if one.key == "granted")
    return {"item": ITEM, "applicant": story.applicant, "form": story.form, "channel": "window"}


def test_a_joint_case_over_http(office: Office, call: Any) -> None:
    body = application(office) | {"members": ["publication"]}
    status, case = call("wang.window", "POST", "/joint-cases", body)
    assert status == 201, case
    no = case["case_no"]
    assert [one["key"] for one in case["sub_cases"]] == ["licence", "publication"]
    status, board = call("wang.window", "GET", f"/joint-cases/{no}/board")
    assert status == 200 and board["counts"]["members"] == 2
    assert board["members"][1]["waits_for"] == ["licence"]
    assert call("jin.tax", "GET", f"/joint-cases/{no}/board")[0] == 404

    reason = {"key": "signboard", "reason": "要设招牌"}
    assert call("ning.joint", "POST", f"/joint-cases/{no}/members", reason)[0] == 201
    assert call("ning.joint", "POST", f"/joint-cases/{no}/members", reason)[0] == 409
    assert call("ning.joint", "POST", f"/joint-cases/{no}/members", reason | {"key": "x"})[0] == 404
    ended = call("ning.joint", "POST", f"/joint-cases/{no}/members/signboard/cancel", {"reason": "不设了"})
    assert (ended[0], ended[1]["state"]) == (200, "cancelled")
    assert (
        call("ning.joint", "POST", f"/joint-cases/{no}/members/licence/return", {"reason": "再审"})[0] == 409
    )
    assert call("you.market", "POST", f"/joint-cases/{no}/members/licence/read")[0] == 409

    meeting = {
        "held_at": office.clock().isoformat(),
        "place": "三楼",
        "units": ["scjg"],
        "minutes": "讨论。",
        "conclusion": "同意。",
    }
    assert call("ning.joint", "POST", f"/joint-cases/{no}/meetings", meeting)[0] == 201
    assert call("ning.joint", "POST", f"/joint-cases/{no}/meetings", meeting | {"units": ["gaj"]})[0] == 422
    status, seen = call("wang.window", "GET", f"/cases/{no}")
    assert [one["state"] for one in seen["sub_cases"]] == ["registered", "registered", "terminated"]
    sub = seen["sub_cases"][0]["case_no"]
    assert call("wang.window", "GET", f"/cases/{sub}")[1]["parent"]["case_no"] == no


def test_the_list_is_narrowed_and_continued_and_a_board_says_what_may_be_done(
    office: Office, call: Any
) -> None:
    body = application(office)
    first = call("wang.window", "POST", "/joint-cases", body)[1]["case_no"]
    office.clock.advance(timedelta(seconds=1))
    second = call("wang.window", "POST", "/joint-cases", body | {"members": ["publication"]})[1]["case_no"]
    status, page = call("ning.joint", "GET", "/joint-cases?page_size=1")
    assert status == 200 and [one["case_no"] for one in page["items"]] == [second]
    assert page["items"][0]["counts"]["members"] == 2
    rest = call("ning.joint", "GET", f"/joint-cases?page_size=1&cursor={page['next_cursor']}")[1]
    assert [one["case_no"] for one in rest["items"]] == [first] and rest["next_cursor"] is None
    signs = call("ning.joint", "GET", "/joint-cases?unit=cgj")[1]["items"]
    assert [one["case_no"] for one in signs] == [first]
    assert call("jin.tax", "GET", "/joint-cases")[1]["items"] == []
    assert call("ning.joint", "GET", "/joint-cases?cursor=!")[0] == 422

    seen = call("ning.joint", "GET", f"/joint-cases/{second}/board")[1]
    assert seen["operations"] == ["add_member", "record_meeting"]
    assert [one["key"] for one in seen["addable"]] == ["signboard"]
    assert seen["members"][0]["operations"] == ["cancel_member"]
    other = call("you.market", "GET", f"/joint-cases/{second}/board")[1]
    assert (other["operations"], other["addable"], other["members"][0]["operations"]) == ([], [], [])
    guide = call("ning.joint", "GET", f"/items/{ITEM}/guide")[1]
    assert [(one["key"], one["required"]) for one in guide["members"]] == [
        ("licence", True),
        ("publication", False),
        ("signboard", False),
    ]


def test_what_is_no_joint_item_is_refused(office: Office, call: Any) -> None:
    body = application(office)
    status, told = call("wang.window", "POST", "/joint-cases", body | {"item": "signboard-filing"})
    assert status == 422 and "item" in [one["field"] for one in told["errors"]]
    assert call("wang.window", "POST", "/joint-cases", body | {"members": ["nobody"]})[0] == 422
    assert call("wang.window", "POST", "/joint-cases", body | {"item": "nothing"})[0] == 404
