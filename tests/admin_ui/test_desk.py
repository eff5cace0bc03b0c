"""What people arrange beside the cases, with the real engine behind the pages: proxies, phrases, jumps, handing over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from admin_ui.conftest import app_with, enter, token_of
from admin_ui.test_acts_for_real import do, played, task_of
from tongban.engine import SYSTEM, ClaimTask, DeployResources, Engine, LoadPeople, StartInstance
from tongban.engine.passwords import hash_password

SECOND = {"username": "deng.admin", "password": "tongban-demo", "name": {"zh": "邓管理", "en": "Deng Guanli"},
          "unit": "zwzx", "posts": ["zwzx-system"]}  # fmt: skip
PLAIN = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<process id="plain_desk" isExecutable="true"><startEvent id="s"/><userTask id="only" name="only"/><endEvent id="e"/>
<sequenceFlow id="a" sourceRef="s" targetRef="only"/><sequenceFlow id="b" sourceRef="only" targetRef="e"/>
</process></definitions>"""


@pytest.fixture
def desks(office: Engine) -> Iterator[Flask]:
    office.execute(LoadPeople({"people": [SECOND]}, hash_password), SYSTEM)
    yield app_with(office)


def press(desks: Flask, username: str, page: str, action: str) -> str:
    """Press the button of the form that leads there."""
    client = enter(desks, username)
    body = client.get(page).text
    assert f'action="{action}"' in body
    return client.post(action, data={"csrf": token_of(body)}, follow_redirects=True).text


def test_a_proxy_acts_in_ones_name_until_it_is_ended(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    given = {"agent": "sun.sqb", "starts_at": "2026-02-09", "ends_at": "2026-02-20", "existing": "yes"}
    set_up = do(desks, "zhao.zaj", "/proxies/new", **given, reason="出差")
    assert "代理已设置" in set_up and "孙墙新" in set_up
    assert "2026-02-09</span> – <span" in set_up and ">2026-02-20<" in set_up and "代理中" in set_up
    agent = enter(desks, "sun.sqb")
    assert "代 赵安质" in agent.get(f"/inbox?box=pool&q={case_no}").text
    lent = [one for one in office.queries.inbox(office.actor_of_username("sun.sqb"), box="pool", q=case_no)["items"]
            if one["acts_for"] == "zhao.zaj"]  # fmt: skip
    page = agent.get(f"/tasks/{lent[0]['id']}", follow_redirects=True).text
    assert "您代 赵安质 办理" in page
    points = re.findall(r'name="point" value="([^"]+)"', page)
    form = {"csrf": token_of(page), "outcome": "approve", "opinion": "同意", "point": points}
    assert agent.post(f"/tasks/{lent[0]['id']}/complete", data=form).status_code == 303
    assert "代 赵安质" in agent.get(f"/cases/{case_no}").text
    proxy = office.queries.proxies(office.actor_of_username("zhao.zaj"))["items"][0]
    ended = press(desks, "sun.sqb", "/proxies", f"/proxies/{proxy['id']}/revoke")
    assert "代理已终止" in ended and "已终止</span>" in ended


def test_a_proxy_without_dates_or_backwards_is_refused_at_its_control(desks: Flask) -> None:
    client = enter(desks, "zhao.zaj")
    form = {"csrf": token_of(client.get("/proxies/new").text), "agent": "sun.sqb", "starts_at": "2026-03-01"}
    missing = client.post("/proxies/new", data={**form, "ends_at": "soon"})
    assert missing.status_code == 422 and "请填写日期" in missing.text
    backwards = client.post("/proxies/new", data={**form, "ends_at": "2026-02-01", "existing": "no"})
    assert backwards.status_code == 422 and 'href="#act-ends_at"' in backwards.text


def test_phrases_are_ones_own_or_the_units(office: Engine, desks: Flask) -> None:
    mine = do(desks, "wang.window", "/phrases/new", text="材料齐全。", unit="own", kind="approve")
    assert "常用语已添加" in mine and "材料齐全。" in mine
    assert "材料齐全。" not in enter(desks, "liu.window").get("/phrases").text
    offered = enter(desks, "wang.window").get("/phrases/new").text
    assert 'value="own"' in offered and 'value="zwzx"' not in offered
    units = do(desks, "gao.admin", "/phrases/new", text="符合法定形式。", unit="zwzx", kind="any")
    assert "符合法定形式。" in units
    colleague = enter(desks, "liu.window").get("/phrases").text
    assert "符合法定形式。" in colleague and "删除：符合法定形式。" not in colleague
    case_no = played(office, 0)
    assert "符合法定形式。</button>" in enter(desks, "wang.window").get(f"/cases/{case_no}").text
    phrase = next(one for one in office.queries.phrases(office.actor_of_username("wang.window"))["items"]
                  if one["unit"] is None)  # fmt: skip
    gone = press(desks, "wang.window", "/phrases", f"/phrases/{phrase['id']}/remove")
    assert "常用语已删除" in gone and "材料齐全。" not in gone


def test_a_jump_is_asked_by_one_and_made_by_another(office: Engine, desks: Flask) -> None:
    case_no = played(office, 0)
    task = office.queries.tasks(SYSTEM, case=case_no)["items"][0]["id"]
    asked = do(desks, "admin", f"/tasks/{task}/jump", to="section_review", reason="线下已受理")
    assert "等另一名系统管理员批准" in asked
    jump = office.queries.jumps(SYSTEM, state="waiting")["items"][0]
    own = enter(desks, "admin").get("/jumps").text
    assert "要由另一名系统管理员批准" in own and f"/jumps/{jump['id']}/approve" not in own
    assert "科室并联审查" in own and "线下已受理" in own
    refused = enter(desks, "admin")
    form = {"csrf": token_of(refused.get("/phrases/new").text)}
    answer = refused.post(f"/jumps/{jump['id']}/approve", data=form)
    assert answer.status_code == 422 and "须由另一名管理员批准" in answer.text
    second = enter(desks, "deng.admin").get("/").text
    assert re.search(r'工作安排<span class="count">1</span>', second)
    made = do(desks, "deng.admin", f"/jumps/{jump['id']}/approve", reason="")
    assert "工作已跳转" in made and "已跳转</span>" in made
    assert {one["element"] for one in office.queries.tasks(SYSTEM, case=case_no)["items"]} == {
        "section_review"
    }


def test_a_refused_jump_changes_nothing(office: Engine, desks: Flask) -> None:
    case_no = played(office, 0)
    before = office.queries.tasks(SYSTEM, case=case_no)["items"]
    do(desks, "admin", f"/tasks/{before[0]['id']}/jump", to="section_review", reason="试试")
    jump = office.queries.jumps(SYSTEM, state="waiting")["items"][0]
    assert "没有批准" in do(desks, "deng.admin", f"/jumps/{jump['id']}/refuse", reason="没有必要")
    assert office.queries.tasks(SYSTEM, case=case_no)["items"] == before


def test_everything_of_a_leaver_is_counted_and_goes_to_the_successor(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    qian = office.actor_of_username("qian.jzy")
    office.execute(ClaimTask(task_of(office, "qian.jzy", case_no)), qian)
    held = len(office.queries.inbox(qian, box="mine")["items"])
    page = enter(desks, "admin").get("/handover?leaver=qian.jzy").text
    assert re.search(rf"手里正在办的</dt><dd>{held}<", page)
    done = do(desks, "admin", "/handover/qian.jzy", to="zhao.zaj", reason="调任")
    assert f"{held} 件工作换了人" in done and re.search(r"手里正在办的</dt><dd>0<", done)
    zhao = office.actor_of_username("zhao.zaj")
    assert len(office.queries.inbox(zhao, box="mine", q=case_no)["items"]) == 1
    ended = [one["id"] for one in office.queries.proxies(zhao)["items"] if not one["revoked_at"]]
    for proxy in ended:
        press(desks, "admin", "/proxies", f"/proxies/{proxy}/revoke")


def test_only_those_who_manage_people_hand_over(desks: Flask) -> None:
    clerk = enter(desks, "wang.window")
    answer = clerk.get("/handover?leaver=liu.window")
    assert answer.status_code == 403 and "要由单位管理员或系统管理员来做" in answer.text
    assert "离职移交" not in clerk.get("/proxies").text
    manager = enter(desks, "gao.admin")
    assert "离职移交" in manager.get("/proxies").text
    assert manager.get("/handover?leaver=liu.window").status_code == 200
    assert manager.get("/handover?leaver=zhao.zaj").status_code == 403
    assert manager.get("/jumps").status_code == 403


def test_an_applicant_has_no_arrangements(desks: Flask) -> None:
    answer = enter(desks, "lin.applicant").get("/proxies")
    assert answer.status_code == 403 and "只有工作人员才有工作安排" in answer.text


def test_the_applicant_urges_and_learns_when_again(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    client = enter(desks, "song.agent")
    page = client.get(f"/cases/{case_no}/urge").text
    assert page.count('name="task"') == 3
    task = re.findall(r'name="task" value="([^"]+)"', page)[0]
    assert "已催办" in do(desks, "song.agent", f"/cases/{case_no}/urge", task=task, text="等着开工")
    again = client.post(f"/cases/{case_no}/urge", data={"csrf": token_of(page), "task": task})
    assert again.status_code == 422 and "催办过于频繁" in again.text and "之后可以再试" in again.text


def test_a_voided_case_is_restored_with_one_step_clock(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    assert "已作废" in do(desks, "zhou.branch", f"/cases/{case_no}/void", reason="重复登记")
    restored = do(desks, "zhou.branch", f"/cases/{case_no}/reopen", reason="作废错了", to="")
    assert "办件已恢复" in restored
    case = office.queries.case(SYSTEM, case_no)
    assert case["state"] in ("accepted", "under_review")
    steps = [one for one in case["clocks"] if one["kind"] == "step" and one["state"] == "running"]
    assert len(steps) == len({one["due"] for one in steps}) == 1
    refused = enter(desks, "zhou.branch").get(f"/cases/{case_no}/reopen")
    assert refused.status_code == 403 and "现在不能“恢复作废的办件”" in refused.text


def test_a_step_that_forbids_it_says_so(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    task = task_of(office, "zhao.zaj", case_no)
    client = enter(desks, "zhao.zaj")
    page = client.get(f"/cases/{case_no}?task={task}").text
    assert "按流程图，这个环节不能：" in page and f"/tasks/{task}/return" not in page
    answer = client.get(f"/tasks/{task}/return")
    assert answer.status_code == 403
    assert "流程图规定“科室并联审查”这个环节不能“退回”" in answer.text


def test_the_question_and_the_answer_of_a_consultation_are_read(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    mine = task_of(office, "zhao.zaj", case_no)
    given: dict[str, Any] = {"question": "规划条件是否满足？", "units": ["zrzy"]}
    assert "规划条件是否满足？" in do(desks, "zhao.zaj", f"/tasks/{mine}/consult", **given)
    asked = task_of(office, "zhu.planning", case_no)
    client = enter(desks, "zhu.planning")
    assert "征询</span>" in client.get(f"/inbox?box=pool&q={case_no}").text
    page = client.get(f"/tasks/{asked}", follow_redirects=True).text
    assert "规划条件是否满足？" in page and "您的答复" in page and 'name="outcome"' not in page
    form = {"csrf": token_of(page), "opinion": ""}
    assert client.post(f"/tasks/{asked}/complete", data=form).status_code == 422
    assert client.post(f"/tasks/{asked}/complete", data={**form, "opinion": "满足。"}).status_code == 303
    told = enter(desks, "zhao.zaj").get(f"/cases/{case_no}").text
    assert "满足。" in told and "答复</span>" in told


def test_copies_are_counted_read_and_seen_to_be_read(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    mine = task_of(office, "zhao.zaj", case_no)
    sent = do(desks, "zhao.zaj", f"/tasks/{mine}/cc", users=["li.cjk"], text="请了解")
    assert "已抄送：" in sent and "未阅" in sent
    client = enter(desks, "li.cjk")
    box = client.get(f"/inbox?box=cc&q={case_no}").text
    assert "赵安质 于" in box and "请了解" in box and 'class="row-new"' in box
    assert re.search(r'抄送我的<span class="count">\d+</span>', box)
    read = f"/tasks/{mine}/read?box=cc"
    assert f'action="{read}"' in box
    after = client.post(read, data={"csrf": token_of(box)}, follow_redirects=True).text
    assert 'class="row-new"' not in after
    assert "已阅 2026-02-09" in enter(desks, "zhao.zaj").get(f"/cases/{case_no}?task={mine}").text


def test_a_process_that_ended_is_restored_by_an_administrator(office: Engine, desks: Flask) -> None:
    office.execute(DeployResources((("plain.bpmn", PLAIN),)), SYSTEM)
    instance = office.execute(StartInstance("plain_desk"), SYSTEM)["id"]
    admin = enter(desks, "admin")
    assert "恢复流程" not in admin.get(f"/admin/instances/{instance}").text
    task = office.queries.tasks(SYSTEM, instance=instance)["items"][0]["id"]
    page = admin.get(f"/tasks/{task}").text
    assert admin.post(f"/tasks/{task}/complete", data={"csrf": token_of(page)}).status_code == 303
    restored = do(desks, "admin", f"/admin/instances/{instance}/reopen", reason="还没办完", to="only")
    assert "流程已恢复" in restored and "运行中" in restored
