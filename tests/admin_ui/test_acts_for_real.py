"""Every dialog once with the real engine behind it: what the pages send is what the acts take."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from admin_ui.browser.walking import register, sample
from admin_ui.conftest import app_with, enter, token_of
from tongban.engine import CompleteTask, Engine

ITEM = "construction-permit"
Do = Callable[..., str]


@pytest.fixture
def desks(office: Engine) -> Flask:
    return app_with(office)


def played(office: Engine, steps: int, story: str = "granted") -> str:
    """A case after so many steps of its story."""
    told = sample(ITEM, story)
    case_no: str = register(office, ITEM, told)["case_no"]
    for one in [one for one in told["steps"] if "task" in one][:steps]:
        act = CompleteTask(
            task_of(office, one["as"], case_no),
            one["outcome"],
            one.get("opinion"),
            one.get("variables") or {},
        )
        office.execute(act, office.actor_of_username(one["as"]))
    return case_no


def task_of(office: Engine, username: str, case_no: str, *boxes: str) -> str:
    """Somebody's work on a case."""
    who = office.actor_of_username(username)
    for box in boxes or ("mine", "pool"):
        for one in office.queries.inbox(who, box=box, q=case_no)["items"]:
            return str(one["id"])
    raise LookupError(username)


def do(desks: Flask, username: str, where: str, **given: Any) -> str:
    """Open the dialog, send it, and read the page it leads to."""
    client = enter(desks, username)
    page = client.get(where)
    assert page.status_code == 200, (where, page.status_code)
    answer = client.post(where, data={"csrf": token_of(page.text), **given})
    assert answer.status_code == 303, re.findall(r'field-error"[^>]*>([^<]*)', answer.text)
    return client.get(answer.location, follow_redirects=True).text


def test_work_is_moved_and_comes_back(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    mine = task_of(office, "sun.sqb", case_no)
    assert "已委派" in do(desks, "sun.sqb", f"/tasks/{mine}/delegate", to="zhao.zaj", reason="请先看")
    assert "已拿回" in do(desks, "sun.sqb", f"/tasks/{mine}/retrieve")
    added = do(desks, "sun.sqb", f"/tasks/{mine}/add_signers", users=["wu.leader"], position="before")
    assert "已加签" in added and ("等候" in added or "签署中" in added)
    assert "已减签" in do(desks, "sun.sqb", f"/tasks/{mine}/remove_signers", users=["wu.leader"])
    asked = do(
        desks, "sun.sqb", f"/tasks/{mine}/consult", question="可以吗", units=["zrzy"], to=["wu.leader"]
    )
    assert "征询已发出" in asked
    assert "已转办" in do(desks, "sun.sqb", f"/tasks/{mine}/transfer", to="qian.jzy", reason="出差")


def test_words_go_beside_the_work(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    mine = task_of(office, "zhao.zaj", case_no)
    client = enter(desks, "zhao.zaj")
    client.post(f"/tasks/{mine}/claim", data={"csrf": token_of(client.get(f"/cases/{case_no}").text)})
    assert "已抄送" in do(desks, "zhao.zaj", f"/tasks/{mine}/cc", users=["li.cjk"], text="请知悉")
    assert "看得到的话" in do(
        desks, "zhao.zaj", f"/tasks/{mine}/comment", text="看得到的话", mentions=["li.cjk"]
    )
    assert "已催办" in do(desks, "zhou.branch", f"/tasks/{mine}/urge", text="请抓紧")
    reader = enter(desks, "li.cjk")
    page = reader.get(f"/tasks/{mine}", follow_redirects=True).text
    assert "这件事抄送给了您" in page
    again = reader.post(f"/tasks/{mine}/read", data={"csrf": token_of(page)}, follow_redirects=True).text
    assert "这件事抄送给了您" not in again


def test_work_is_returned_and_ones_own_is_taken_back(office: Engine, desks: Flask) -> None:
    case_no = played(office, 5)
    done = task_of(office, "zhou.branch", case_no, "done")
    assert "已拿回" in do(desks, "zhou.branch", f"/tasks/{done}/retrieve")
    mine = task_of(office, "zhou.branch", case_no)
    returned = do(
        desks, "zhou.branch", f"/tasks/{mine}/return", to="section_review", mode="redo", opinion="再核一次"
    )
    assert "已退回" in returned


def test_the_law_pauses_resumes_and_extends_the_limit(office: Engine, desks: Flask) -> None:
    case_no = played(office, 4)
    given = {"kind": "hearing", "basis": "行政许可法第四十五条", "approver": "吴主衡", "days": "10"}
    paused = do(desks, "zhou.branch", f"/cases/{case_no}/suspend", **given)
    assert "特别程序中" in paused and "计时暂停" in paused
    assert "已恢复办理" in do(desks, "zhou.branch", f"/cases/{case_no}/resume", reason="听证结束")
    given = {"days": "5", "level": "organ", "approver": "吴主衡", "reason": "案情复杂"}
    assert "期限已延长" in do(desks, "zhou.branch", f"/cases/{case_no}/extend", **given)
    assert "已作废" in do(desks, "zhou.branch", f"/cases/{case_no}/void", reason="重复登记")


def test_the_applicant_withdraws_and_rates(office: Engine, desks: Flask) -> None:
    by = sample(ITEM, "granted")["by"]
    assert "已撤回" in do(desks, by, f"/cases/{played(office, 1)}/withdraw", reason="不建了")
    closed = played(office, 99)
    rated = do(desks, by, f"/cases/{closed}/rate", **{"level": "1", "dims.quality": "2", "text": "很快"})
    assert "谢谢您的评价" in rated and "这次办得怎么样" not in rated
