"""The pages of the calendars with the real engine behind them, and a hearing from the case page."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from admin_ui.conftest import app_with, enter, token_of
from admin_ui.test_acts_for_real import do, played
from tongban.engine import Engine
from tongban.engine.worker import Worker

FILE = "calendar: national\nyears:\n  - {year: 2027, status: estimated, holidays: {元旦: [2027-01-01]}}\n"


@pytest.fixture
def desks(office: Engine) -> Flask:
    return app_with(office)


@pytest.mark.parametrize(("language", "told"), [("zh", "调休上班"), ("en", "Make-up working day")])
def test_a_year_is_a_picture_with_a_text_for_every_day(desks: Flask, language: str, told: str) -> None:
    page = enter(desks, "admin", language).get("/calendars/national/2026").text
    assert page.count('type="checkbox" name="day"') == 365
    assert "2026-02-14" in page and told in page
    assert "春节" in page


def test_ticked_days_are_closed_with_a_reason(office: Engine, desks: Flask) -> None:
    client = enter(desks, "admin")
    where = "/calendars/national/2027"
    token = token_of(client.get(where).text)
    days = ["2027-03-03", "2027-03-04"]
    refused = client.post(where, data={"csrf": token, "day": days})
    assert refused.status_code == 422
    assert 'value="2027-03-03" aria-label' in refused.text and refused.text.count(" checked>") == 2
    assert "请写明理由" in refused.text and "请选择改为什么" in refused.text
    sent = client.post(where, data={"csrf": token, "day": days, "becomes": "closed", "reason": "台风停办"})
    assert sent.status_code == 303
    Worker(office).sweep()
    page = client.get(sent.location).text
    assert "台风停办" in page and "日历已变更" in page and "已重算" in page


def test_a_year_is_imported_and_a_broken_file_refused(desks: Flask) -> None:
    client = enter(desks, "admin")
    token = token_of(client.get("/calendars").text)

    def upload(content: str) -> int:
        data = {"csrf": token, "file": (io.BytesIO(content.encode()), "2027.yaml")}
        return client.post("/calendars", data=data).status_code

    assert upload(FILE) == 303
    assert upload("calendar: [") == 422
    assert upload(FILE.replace("2027-01-01", "2028-01-01")) == 422
    assert client.post("/calendars", data={"csrf": token}).status_code == 422
    assert "预估" in client.get("/calendars/national/2027").text


def test_a_unit_gets_a_calendar_of_its_own(desks: Flask) -> None:
    client = enter(desks, "admin")
    token = token_of(client.get("/calendars").text)
    made = client.post(
        "/calendars/own", data={"csrf": token, "unit": "cgj", "base": "national", "ends_at": "17:30"}
    )
    assert made.status_code == 303 and "/calendars/cgj/" in made.location
    assert "17:30" in client.get(made.location).text
    wrong = client.post("/calendars/own", data={"csrf": token, "unit": "cgj", "ends_at": "late"})
    assert wrong.status_code == 422
    pointed = client.post("/calendars/uses", data={"csrf": token, "place": "unit:scjg", "calendar": "cgj"})
    assert pointed.status_code == 303
    assert client.post("/calendars/uses", data={"csrf": token, "place": "somewhere"}).status_code == 422


def test_staff_may_look_and_nobody_else(desks: Flask) -> None:
    clerk = enter(desks, "wang.window")
    page = clerk.get("/calendars/national/2026").text
    assert 'name="day"' not in page and "2 月" in page
    token = token_of(clerk.get("/calendars").text)
    data = {"csrf": token, "day": ["2026-03-04"], "becomes": "closed", "reason": "r"}
    assert clerk.post("/calendars/national/2026", data=data).status_code == 403
    assert enter(desks, "song.agent").get("/calendars").status_code == 403


def test_a_hearing_is_told_asked_for_and_ended_from_the_case_page(office: Engine, desks: Flask) -> None:
    case_no = played(office, 1)
    at = f"/cases/{case_no}"
    assert "听证权利告知书" in do(desks, "zhou.branch", f"{at}/tell_hearing", matter="相邻住户采光")
    assert "申请听证" in do(desks, "song.agent", f"{at}/ask_hearing", reason="采光")
    client = enter(desks, "zhou.branch")
    early = {"day": office.now.date().isoformat(), "hour": "09:30", "place": "四楼", "chair": "周正"}
    token = token_of(client.get(f"{at}/call_hearing").text)
    refused = client.post(f"{at}/call_hearing", data={"csrf": token, **early})
    assert refused.status_code == 422 and "七个工作日" in refused.text
    assert "听证已结束" in do(desks, "zhou.branch", f"{at}/end_hearing", result="申请人放弃")
    assert "已改为联合办理" in do(desks, "zhou.branch", f"{at}/handle_jointly", reason="多部门")
    page = do(
        desks, "zhou.branch", f"{at}/extend", days="15", level="government", approver="市长", reason="复杂"
    )
    assert "含延长 15" in page
