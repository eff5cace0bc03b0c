"""Many pieces of work at once: asked once, done one by one, and every row says how it went."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin_ui.browser.walking import sample
from admin_ui.conftest import app_with, enter, token_of
from admin_ui.fake_engine import FakeEngine, a_task
from admin_ui.test_acts_for_real import played, task_of
from tongban.admin_ui import batch_acts
from tongban.engine import ClaimTask, Engine


@pytest.fixture
def desks(office: Engine) -> Flask:
    return app_with(office)


def ticked(client: FlaskClient, operation: str, tasks: list[str], **given: Any) -> Any:
    """Tick, read what is asked, and send it."""
    asked = client.get("/inbox/batch", query_string={"operation": operation, "task": tasks, "box": "pool"})
    assert asked.status_code == 200, asked.text
    key = re.search(r'name="key" value="([0-9a-f]+)"', asked.text)
    assert key
    form = {"csrf": token_of(asked.text), "operation": operation, "task": tasks, "key": key.group(1), **given}
    return client.post("/inbox/batch", data=form)


def test_a_row_somebody_has_fails_alone_and_says_who(office: Engine, desks: Flask) -> None:
    cases = [played(office, 0) for _ in range(3)]
    tasks = [task_of(office, "wang.window", one) for one in cases]
    office.execute(ClaimTask(tasks[1]), office.actor_of_username("liu.window"))
    answer = ticked(enter(desks, "wang.window"), "claim", tasks)
    assert answer.status_code == 200
    assert "办成 2 件" in answer.text and "没办成 1 件" in answer.text and "在 刘敏之 手里" in answer.text
    mine = office.queries.inbox(office.actor_of_username("wang.window"), box="mine")["items"]
    assert {tasks[0], tasks[2]} <= {one["id"] for one in mine}


def test_work_of_one_step_is_finished_together(office: Engine, desks: Flask) -> None:
    cases = [played(office, 1) for _ in range(2)]
    tasks = [task_of(office, "zhao.zaj", one) for one in cases]
    client = enter(desks, "zhao.zaj")
    page = client.get("/inbox/batch", query_string={"operation": "complete", "task": tasks}).text
    points = re.findall(r'name="point" value="([^"]+)"', page)
    given = {"outcome": "approve", "opinion": "同意"}
    gap = ticked(client, "complete", tasks, **given)
    assert gap.status_code == 422 and "请核对并勾选审查要点" in gap.text and 'href="#act-point"' in gap.text
    done = ticked(client, "complete", tasks, **given, point=points)
    assert "办成 2 件" in done.text
    for case_no in cases:
        opinions = office.queries.case(office.actor_of_username("admin"), case_no)["opinions"]
        assert [one["opinion"] for one in opinions if one["by"] == "zhao.zaj"] == ["同意"]


def test_a_reloaded_answer_does_nothing_twice(office: Engine, desks: Flask) -> None:
    task = task_of(office, "zhao.zaj", played(office, 1))
    client = enter(desks, "zhao.zaj")
    asked = client.get("/inbox/batch", query_string={"operation": "cc", "task": task}).text
    form = {
        "csrf": token_of(asked),
        "operation": "cc",
        "task": task,
        "key": "k",
        "users": ["li.cjk"],
        "text": "请阅",
    }
    first, second = client.post("/inbox/batch", data=form), client.post("/inbox/batch", data=form)
    assert "办成 1 件" in first.text and "办成 1 件" in second.text


def test_work_at_different_steps_is_not_finished_together(office: Engine, desks: Flask) -> None:
    story = sample("construction-permit", "granted")
    first = task_of(office, "wang.window", played(office, 0))
    office.execute(ClaimTask(first), office.actor_of_username("wang.window"))
    later = next(n for n, one in enumerate([one for one in story["steps"] if "task" in one])
                 if n and one["as"] == "wang.window")  # fmt: skip
    second = task_of(office, "wang.window", played(office, later))
    answer = enter(desks, "wang.window").get(
        "/inbox/batch", query_string={"operation": "complete", "task": [first, second]}
    )
    assert "不在同一个环节" in answer.text and "<form id=" not in answer.text


def test_every_box_offers_what_fits_and_every_act_explains_itself(signed_in, engine: FakeEngine) -> None:
    client = signed_in()
    for box, names in batch_acts.BOXES.items():
        body = client.get(f"/inbox?box={box}").text
        choice = body.partition('name="operation"')[2].partition("</select>")[0]
        assert re.findall(r'<option value="(\w+)"', choice) == list(names)
        assert body.count('form="batch" name="task"') == 2
        for name in names:
            task = {"operation": name, "task": "task0000000000000001"}
            page = client.get("/inbox/batch", query_string=task).text
            assert all(sentence in page for sentence in batch_acts.ACTS[name].explains), name


def test_a_gap_is_named_and_the_ticks_stay(signed_in, engine: FakeEngine) -> None:
    answer = ticked(signed_in(), "transfer", ["task0000000000000001", "task0000000000000002"], reason="出差")
    assert answer.status_code == 422 and 'href="#act-to"' in answer.text and "出差" in answer.text
    assert answer.text.count('name="task" value="task') == 2
    assert engine.done == []


def test_nothing_ticked_too_much_ticked_and_unknown_acts_are_told(signed_in, engine: FakeEngine) -> None:
    client = signed_in()
    engine.queries.answers["inbox_rows"] = {"items": []}
    assert "没有选中可以办理的工作" in client.get("/inbox/batch?operation=claim").text
    assert client.get("/inbox/batch?operation=burn").status_code == 404
    engine.queries.answers["inbox_rows"] = {"items": [a_task(number) for number in range(101)]}
    assert "一次最多 100 件" in client.get("/inbox/batch?operation=claim&task=x").text


def test_a_hundred_rows_fit_a_page(signed_in, engine: FakeEngine) -> None:
    sizes: list[int] = []

    def inbox(actor: Any, *, page_size: int, **_: Any) -> dict[str, Any]:
        sizes.append(page_size)
        return {"items": [a_task()], "next_cursor": "more"}

    engine.queries.answers["inbox"] = inbox
    body = signed_in().get("/inbox?per=100").text
    signed_in().get("/inbox?per=100000")
    assert sizes == [100, 20]
    assert "per=100" in body and "每页 20 件" in body
