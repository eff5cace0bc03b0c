"""Calendars and hearings over HTTP: taken in, changed, and which cases that moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from office import CONTENT, Office, open_office

from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken
from tongban.engine.settings import Settings
from tongban.engine.worker import Worker

OWN = {
    "calendar": "zjj",
    "name": {"zh": "住建局工作日历", "en": "Housing"},
    "ends_at": "17:30",
    "used_by": {"units": ["zjj"]},
    "years": [{"year": 2026, "status": "published", "holidays": {"搬迁": ["2026-03-05"]}}],
}


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    found = open_office(Settings(database_url=sqlite_url, data_dir=tmp_path, embedded_worker=False))
    yield found
    found.engine.sql_engine.dispose()


@pytest.fixture
def clients(office: Office) -> dict[str, FlaskClient]:
    app = create_app(office.engine.settings, engine=office.engine, pages=False)
    made = {}
    for name in ("admin", "wang.window", "zhou.branch", "song.agent"):
        token = office.engine.execute(CreateToken(name, "test"), SYSTEM)["token"]
        made[name] = app.test_client()
        made[name].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def answered(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json


def test_an_office_calendar_is_taken_in_changed_and_says_what_moved(
    office: Office, clients: dict[str, FlaskClient]
) -> None:
    admin = clients["admin"]
    item = office.publish(CONTENT / "construction-permit")
    number = office.register(item)["case_no"]
    loaded = answered(admin.post("/api/v1/calendars", json=OWN), 201)
    assert (loaded["days"], loaded["years"], len(loaded["changes"])) == (1, [2026], 3)
    Worker(office.engine).sweep()

    listed = {one["calendar"]: one for one in answered(admin.get("/api/v1/calendars"))["items"]}
    assert listed["zjj"]["used_by"] == ["unit:zjj"] and listed["zjj"]["base"] == "national"
    changed = answered(
        admin.post(
            "/api/v1/calendars/zjj/days",
            json={"days": [{"day": "2026-03-04", "working": False}], "reason": "停电"},
        )
    )
    Worker(office.engine).sweep()
    moves = answered(admin.get(f"/api/v1/calendar-changes/{changed['change']}/moves"))["items"]
    # Received on Monday 2026-03-02; Wednesday and Thursday are closed: the fifth working day is Wednesday.
    (moved,) = [one for one in moves if one["clock"] == "correction"]
    assert moved["case_no"] == number and moved["after"].startswith("2026-03-11T09:30:00+00:00")
    year = answered(admin.get("/api/v1/calendars/zjj/years/2026"))
    day = next(one for one in year["days"] if one["day"] == "2026-03-04")
    assert (day["working"], day["name"], day["from"], day["own"]) == (False, "停电", "zjj", True)
    log = answered(admin.get("/api/v1/calendar-changes?calendar=zjj"))["items"]
    assert {one["id"]: one["counted"] for one in log}[changed["change"]]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/calendars", {"calendar": "x", "years": [{"year": 2026, "holidays": {"x": ["2027-01-01"]}}]}, None),
        ("/calendars", {"calendar": "x", "colour": "red"}, "colour"),
        ("/calendars", {"calendar": "x", "ends_at": "25:00"}, "ends_at"),
        ("/calendars/national/days", {"days": [{"day": "tomorrow", "working": False}], "reason": "r"}, None),
        ("/calendars/national/days", {"days": [{"day": "2026-03-04", "working": False}]}, "reason"),
        ("/calendar-uses", {"place": "office:1", "calendar": None}, "place"),
    ],
)
def test_bad_input_is_refused_by_name(
    clients: dict[str, FlaskClient], path: str, body: dict[str, Any], field: str | None
) -> None:
    refused = answered(clients["admin"].post(f"/api/v1{path}", json=body), 422)
    assert field is None or field in {one["field"] for one in refused["errors"]}


def test_who_may(clients: dict[str, FlaskClient]) -> None:
    closure = {"days": [{"day": "2026-03-04", "working": False}], "reason": "r"}
    assert clients["wang.window"].get("/api/v1/calendars").status_code == 200
    assert clients["song.agent"].get("/api/v1/calendars").status_code == 403
    for client in (clients["wang.window"], clients["song.agent"]):
        assert client.post("/api/v1/calendars", json=OWN).status_code == 403
        assert client.post("/api/v1/calendars/national/days", json=closure).status_code == 403
        assert (
            client.post("/api/v1/calendar-uses", json={"place": "unit:zjj", "calendar": None}).status_code
            == 403
        )
    assert clients["admin"].get("/api/v1/calendars/none/years/2026").status_code == 404
    assert clients["admin"].get("/api/v1/calendar-changes/none/moves").status_code == 404


def test_a_hearing_over_http(office: Office, clients: dict[str, FlaskClient]) -> None:
    item = office.publish(CONTENT / "construction-permit")
    number = office.register(item)["case_no"]
    accept = {"sections": ["zjj-jzy"], "missing_materials": [], "paper_received": True}
    office.complete(number, "first_check", "wang.window", "accept", "齐全", accept)
    leader, at = clients["zhou.branch"], f"/api/v1/cases/{number}"
    answered(leader.post(f"{at}/hearing/tell", json={"matter": "采光"}))
    answered(clients["song.agent"].post(f"{at}/hearing/ask", json={"reason": "采光"}))
    call = {"at": "2026-03-04T09:30:00+08:00", "place": "四楼", "chair": "周正"}
    refused = answered(leader.post(f"{at}/hearing/call", json=call), 422)
    assert {one["field"] for one in refused["errors"]} == {"at"}
    answered(leader.post(f"{at}/hearing/call", json={**call, "at": "2026-03-16T09:30:00+08:00"}))
    answered(leader.post(f"{at}/hearing/end", json={"result": "已听证"}))
    answered(leader.post(f"{at}/clocks", json={"kind": "joint", "reason": "联合"}))
    extension = {"days": 15, "approver": "市长", "reason": "复杂", "level": "government"}
    answered(leader.post(f"{at}/extend", json=extension))
    shown = {one["kind"]: one for one in answered(leader.get(at))["clocks"]}
    assert shown["joint"]["limit"] == 60 and shown["hearing"]["state"] == "stopped"
