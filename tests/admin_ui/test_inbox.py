"""The inbox: what is most urgent is seen at a glance, and taking work is one button."""

from __future__ import annotations

from admin_ui.conftest import token_of
from admin_ui.fake_engine import FakeEngine, a_task
from tongban.engine import errors


def test_a_row_says_what_it_is_whose_it_is_and_how_long_there_is(signed_in) -> None:
    body = signed_in().get("/inbox").text
    for words in (
        "科室并联审查",
        "建筑工程施工许可证核发",
        "临江筑梦房地产开发有限公司",
        "剩 3 个工作日",
        "已超期 2 个工作日",
    ):
        assert words in body
    assert "lamp-overdue" in body and "lamp-normal" in body


def test_the_tabs_count_what_lies_in_them(signed_in) -> None:
    body = signed_in().get("/inbox").text
    assert '待认领<span class="count">1</span>' in body


def test_the_pool_offers_to_claim_and_claiming_leads_to_the_case(signed_in, engine: FakeEngine) -> None:
    client = signed_in()
    body = client.get("/inbox?box=pool").text
    answer = client.post("/tasks/task0000000000000001/claim", data={"csrf": token_of(body)})
    assert answer.status_code == 303
    assert type(engine.done[0]).__name__ == "ClaimTask"
    assert answer.location == "/tasks/task0000000000000001"


def test_claiming_what_somebody_has_says_who(signed_in, engine: FakeEngine) -> None:
    client = signed_in()
    token = token_of(client.get("/inbox?box=pool").text)
    engine.refuse = errors.Conflict("Somebody else has the task.", current={"assignee": "liu.window"})
    answer = client.post("/tasks/task0000000000000001/claim", data={"csrf": token})
    assert answer.status_code == 409
    assert "liu.window 已经认领了这个环节" in answer.text


def test_an_empty_box_says_what_that_means(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["inbox"] = {"items": [], "next_cursor": None}
    client = signed_in()
    assert "都办完了" in client.get("/inbox").text
    assert "没有待认领的办件" in client.get("/inbox?box=pool").text
    assert "没有找到与“张三”有关的办件" in client.get("/inbox?q=张三").text


def test_the_next_page_keeps_box_and_words(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["inbox"] = {"items": [a_task()], "next_cursor": "abc"}
    assert "/inbox?box=pool&amp;q=x&amp;cursor=abc" in signed_in().get("/inbox?box=pool&q=x").text


def test_a_poll_gets_the_list_alone(signed_in) -> None:
    body = signed_in().get("/inbox", headers={"HX-Request": "true"}).text
    assert "task-task0000000000000001" in body
    assert "<html" not in body


def test_an_unknown_box_is_the_first(signed_in) -> None:
    assert signed_in().get("/inbox?box=attic").status_code == 200
