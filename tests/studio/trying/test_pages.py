"""The pages of a trial stepped by hand, without any script: begin, act as each role, jump, take back, save."""

from __future__ import annotations

import json
import re

import pytest
from admin_ui.conftest import app_with, enter, office, token_of
from flask import Flask
from flask.testing import FlaskClient
from office import CONTENT

from studio.trying.test_jobs import folder
from tongban.engine import Engine, RegisterCase, drafting, items

__all__ = ["office"]


@pytest.fixture(scope="module")
def site(office: Engine) -> Flask:
    return app_with(office)


@pytest.fixture(scope="module")
def analyst(site: Flask) -> FlaskClient:
    return enter(site, "xu.items")


@pytest.fixture(scope="module")
def home(office: Engine) -> str:
    files = items.read_folder(CONTENT / "seal-filing")
    draft = office.execute(drafting.CreateItemDraft(files), office.actor_of_username("xu.items"))
    return f"/studio/{draft['id']}"


def sent(client: FlaskClient, page: str, path: str, status: int = 303, **form: object) -> str:
    data = {"csrf": token_of(client.get(page).text), **form}
    answer = client.post(path, data=data)
    assert answer.status_code == status, answer.text[:3000]
    return str(answer.headers.get("Location") or answer.text)


def ticked(page: str) -> dict[str, object]:
    """What the page's application form would send as it stands."""
    form = page[page.index('id="application"') :]
    form = form[: form.index("</form>")]
    values: dict[str, object] = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form))
    values["material"] = re.findall(r'name="material" value="([^"]+)" checked', form)
    for name, chosen in re.findall(r'<select[^>]* name="([^"]+)">.*?value="([^"]*)" selected', form):
        values[name] = chosen
    if 'name="agent" value="1" checked' not in form:
        values.pop("agent", None)
    return {key: value for key, value in values.items() if key != "csrf"}


def begun(client: FlaskClient, home: str, sample: str = "granted") -> str:
    page = f"{home}/runs?sample={sample}"
    return sent(client, page, f"{home}/runs", **ticked(client.get(page).text))


def task_form(page: str) -> dict[str, str]:
    form = page[page.index('class="task-form"') :]
    form = form[: form.index("</form>")]
    return {name: value for name, value in re.findall(r'name="(task|as)" value="([^"]+)"', form)}


def test_an_analyst_acts_as_every_role_and_keeps_the_run_as_a_sample(
    office: Engine, analyst: FlaskClient, home: str
) -> None:
    assert f"{home}/runs" in analyst.get(home).text
    run = begun(analyst, home)
    page = analyst.get(run).text
    assert "wang.window" in page and "照样例走一步" in page
    # the diagram, the clocks, who may sign, and what will fall due stand on it
    assert "data-diagram=" in page and 'name="outcome" value="accept"' in page
    given = {**task_form(page), "as": "liu.window", "outcome": "accept", "opinion": "材料齐全。"}
    sent(analyst, run, f"{run}/complete", **given)
    page = analyst.get(run).text
    assert "审核" in page or "review" in page
    sent(analyst, run, f"{run}/wait", by="working_days", working_days="1")
    sent(analyst, run, f"{run}/next", all="1")
    page = analyst.get(run).text
    assert "这件已经办结" in page
    paper = re.search(rf"{run}/documents/[0-9a-z]+\.pdf", page)
    assert paper, "no paper came out"
    answer = analyst.get(paper.group())
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
    sent(analyst, run, f"{run}/save", key="By Hand", name="手", status=422)
    assert "saved=by-hand" in sent(
        analyst, run, f"{run}/save", key="by-hand", name="逐步办的", name_en="By hand"
    )
    draft = office.queries.item_draft(office.actor_of_username("xu.items"), home.rpartition("/")[2])
    kept = json.loads(draft["contents"]["samples/by-hand.json"])
    assert kept["steps"][0]["as"] == "liu.window" and kept["steps"][1] == {"advance": "P1D"}
    assert kept["expect"]["result"] == "granted"
    assert not [one for one in draft["problems"] if one["severity"] == "error"]
    # twice under one name is refused, and the run tells that the draft has moved on
    sent(analyst, run, f"{run}/save", key="by-hand", name="再一次", status=422)
    assert 'id="changed"' in analyst.get(run).text


def test_what_cannot_be_done_is_told_and_taken_back_moves_are_gone(analyst: FlaskClient, home: str) -> None:
    run = begun(analyst, home)
    given = {**task_form(analyst.get(run).text), "outcome": "no-such-outcome", "opinion": "?"}
    assert "error-summary" in sent(analyst, run, f"{run}/complete", status=422, **given)
    assert "error-summary" in sent(
        analyst, run, f"{run}/act", status=422, act="resume", **{"as": "liu.window"}
    )
    assert "error-summary" in sent(analyst, run, f"{run}/wait", status=422, by="hours", hours="abc")
    sent(analyst, run, f"{run}/act", act="withdraw", reason="不办了", **{"as": "wang.window"})
    assert "没有待办的环节" in analyst.get(run).text
    sent(analyst, run, f"{run}/undo")
    assert 'name="outcome" value="accept"' in analyst.get(run).text
    again = sent(analyst, run, f"{run}/restart")
    assert again != run and analyst.get(run).status_code == 404
    sent(analyst, again, f"{again}/discard")
    assert analyst.get(again).status_code == 404


def test_an_application_can_be_made_up_by_hand(analyst: FlaskClient, home: str) -> None:
    page = f"{home}/runs"
    given = ticked(analyst.get(page).text)
    assert "error-summary" in sent(analyst, page, page, status=422, **{**given, "by": ""})
    form = {"company_name": "临江试办有限公司", "licence_no": "91429900MA00020164"}
    run = sent(analyst, page, page, **{**given, **form})
    assert "临江试办有限公司" in analyst.get(run).text or "试办测试有限公司" in analyst.get(run).text


def test_nobody_else_comes_near_a_trial(site: Flask, analyst: FlaskClient, home: str) -> None:
    run = begun(analyst, home)
    for who in ("wang.window", "wu.leader", "lin.applicant"):
        other = enter(site, who)
        assert other.get(run).status_code in (403, 404)
        assert other.get(f"{home}/runs").status_code == 403
        token = token_of(other.get("/").text)
        assert other.post(f"{run}/undo", data={"csrf": token}).status_code in (403, 404)


def test_in_english_no_word_of_the_page_is_chinese(site: Flask, home: str) -> None:
    client = enter(site, "xu.items", "en")
    run = begun(client, home)
    page = client.get(run).text
    for words in ("Whose turn it is", "Let time pass", "Conditions asked", "Keep as a sample"):
        assert words in page
    for chinese in ("轮到谁", "让时间过去", "存为样例", "发出的通知"):
        assert chinese not in page


def test_one_case_is_replayed_from_the_item_s_own_page(
    office: Engine, site: Flask, analyst: FlaskClient
) -> None:
    sample = json.loads((CONTENT / "seal-filing" / "samples" / "granted.json").read_bytes())
    item = items.read_item(items.read_folder(CONTENT / "seal-filing"))
    given = RegisterCase(item.code, sample["applicant"], form=sample["form"], channel="window")
    case_no = office.execute(given, office.actor_of_username("wang.window"))["case_no"]
    assert "/studio/learn/seal-filing" in analyst.get("/studio").text
    page = analyst.get("/studio/learn/seal-filing").text
    assert f"/studio/learn/seal-filing/cases/{case_no}" in page and "data-diagram=" in page
    page = analyst.get(f"/studio/learn/seal-filing/cases/{case_no}").text
    assert "登记收件" in page and sample["applicant"]["name"] not in page
    reel = json.loads(re.search(r'id="reel">(.*?)</script>', page, re.DOTALL).group(1))
    assert reel["acts"][0]["entered"] and reel["acts"][0]["told"]
    for other in (enter(site, "wang.window"), enter(site, "lin.applicant")):
        assert other.get(f"/studio/learn/seal-filing/cases/{case_no}").status_code == 403
        assert other.get("/studio/learn/seal-filing").status_code == 403


def test_work_for_a_system_outside_is_finished_by_hand_on_the_page(
    office: Engine, analyst: FlaskClient
) -> None:
    draft = office.execute(drafting.CreateItemDraft(folder()), office.actor_of_username("xu.items"))
    run = begun(analyst, f"/studio/{draft['id']}")
    sent(analyst, run, f"{run}/next")
    assert "等外部系统来办：查询登记" in analyst.get(run).text
    wrong = sent(analyst, run, f"{run}/job", 422, element="lookup", values="registered")
    assert "第 1 行" in wrong and ">registered</textarea>" in wrong
    assert "请写错误代码" in sent(analyst, run, f"{run}/job", 422, element="lookup", throw="1")
    sent(analyst, run, f"{run}/job", element="lookup", values="registered: true\nholder： 林小舟")
    page = analyst.get(run).text
    assert "等外部系统来办" not in page and "林小舟" in page
