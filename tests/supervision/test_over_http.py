"""Supervision and statistics over HTTP: shapes, filters, who may, and what a call costs the database."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from office import Office
from statements import counting
from supervision.watching import accepted, sweep

from tongban.admin_ui import exports
from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken, items
from tongban.engine.use_cases import WatchEvents

API = "/api/v1"
MEASURES = (
    "on-time", "durations", "bottlenecks", "people", "ratings", "ratings-again", "cases", "channels", "alarms",
    "openness",
)  # fmt: skip

Client = Callable[[str], FlaskClient]


@pytest.fixture
def client(supervised: Office) -> Client:
    app = create_app(supervised.engine.settings, engine=supervised.engine, pages=False)

    def of(username: str) -> FlaskClient:
        found = app.test_client()
        token = supervised.engine.execute(CreateToken(username, "test"), SYSTEM)["token"]
        found.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return found

    return of


@pytest.fixture
def late(supervised: Office, permit: items.Item) -> Office:
    accepted(supervised, permit)
    supervised.wait(timedelta(days=20))
    sweep(supervised)
    return supervised


def test_the_life_of_an_alarm(late: Office, client: Client) -> None:
    unit, supervisor = client("zhou.branch"), client("he.supervisor")
    found = supervisor.get(f"{API}/supervision/alarms?level=red&open=true&unit=zjj").json["items"]
    assert {one["rule"]["id"] for one in found} == {"law-late"}
    path = f"{API}/supervision/alarms/{found[0]['id']}"
    assert supervisor.post(f"{path}/supervise", json={}).status_code == 200
    assert unit.get(path).json["operations"] == ["explain", "appeal"]
    assert unit.post(f"{path}/explain", json={"reason": "人手不足"}).json["state"] == "explained"
    assert unit.post(f"{path}/lift", json={"reason": "x"}).status_code == 403
    assert supervisor.post(f"{path}/uphold", json={"reason": "属实"}).json["state"] == "upheld"
    assert unit.post(f"{path}/appeal", json={"reason": "不服"}).json["state"] == "appealed"
    refused = supervisor.post(f"{path}/lift", json={"reason": ""})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "reason")
    assert supervisor.post(f"{path}/lift", json={"reason": "采纳"}).json["state"] == "lifted"
    again = supervisor.post(f"{path}/uphold", json={"reason": "x"})
    assert (again.status_code, again.json["current"]) == (409, {"state": "lifted"})


def test_rules_of_both_kinds(supervised: Office, client: Client) -> None:
    supervisor = client("he.supervisor")
    made = supervisor.post(
        f"{API}/supervision/rules",
        json={
            "name": "多次补正",
            "level": "red",
            "events": ["case.correction_requested"],
            "condition": "count > 2",
        },
    )
    assert made.status_code == 201
    path = f"{API}/supervision/rules/{made.json['id']}"
    assert supervisor.put(path, json={"level": "yellow"}).json["level"] == "yellow"
    wrong = supervisor.put(path, json={"condition": "count >"})
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "condition")
    listed = {one["id"]: one for one in supervisor.get(f"{API}/supervision/rules").json["items"]}
    assert listed[made.json["id"]]["condition"] == "count > 2"
    assert supervisor.delete(path).status_code == 200
    assert supervisor.delete(path).status_code == 404
    made = supervisor.post(
        f"{API}/escalation-rules", json={"name": "x", "phase": "due", "to": ["supervisor"], "unit": "zjj"}
    )
    assert made.status_code == 201
    for who, status in (("wang.window", 403), ("zhou.branch", 403), ("lin.applicant", 403)):
        other = client(who)
        for kind in ("escalation-rules", "supervision/rules"):
            assert other.put(f"{API}/{kind}/x", json={"enabled": False}).status_code in (404, status)
            assert other.post(f"{API}/{kind}", json={"name": "x", "phase": "due", "level": "red",
                              "events": ["case.rated"], "condition": "true"}).status_code in (403, 422)  # fmt: skip
    words = supervisor.get(f"{API}/supervision/rule-words").json
    assert {
        "name": "count",
        "zh": "本办件中此类事件的次数",
        "en": "how many events of this type the case has had",
    } in (words["facts"])


@pytest.mark.parametrize("who", ["lin.applicant", "wang.window"])
def test_who_may_not_look(late: Office, client: Client, who: str) -> None:
    stranger = client(who)
    for path in (
        "supervision/board", "supervision/cases", "supervision/rules", "escalation-rules",
        "escalation-firings", "supervision/workers", "supervision/rule-words",
        *(f"statistics/{one}" for one in MEASURES), "statistics/heat/x",
    ):  # fmt: skip
        assert stranger.get(f"{API}/{path}").status_code == 403, path


def test_every_measure_by_everything(late: Office, client: Client) -> None:
    supervisor, today = client("he.supervisor"), late.clock.now.date()
    for measure in MEASURES:
        for by in ("all", "day", "month", "unit", "item", "region"):
            answer = supervisor.get(
                f"{API}/statistics/{measure}?by={by}&from={today.replace(day=1)}&to={today}"
            )
            assert answer.status_code == 200, answer.text
    assert supervisor.get(f"{API}/statistics/nothing").status_code == 404
    assert supervisor.get(f"{API}/statistics/cases?from=2020-01-01&to=2026-01-01").status_code == 422
    assert supervisor.get(f"{API}/statistics/cases?by=mood").status_code == 422
    assert supervisor.get(f"{API}/supervision/cases?view=near&unit=zjj&person=qian.jzy").status_code == 200
    fired = supervisor.get(f"{API}/escalation-firings?page_size=1").json
    assert fired["items"][0]["did"]["told"] and fired["next_cursor"]
    assert supervisor.get(f"{API}/supervision/alarms?cursor=rubbish").status_code == 422
    assert supervisor.get(f"{API}/supervision/cases?cursor=eA").status_code == 422


def test_reading_events_costs_the_same_for_many_as_for_few(supervised: Office, permit: items.Item) -> None:
    costs = []
    for many in (1, 6):
        for _ in range(many):
            accepted(supervised, permit)
        with counting(supervised.engine) as sent:
            seen = _watched(supervised)
        costs.append((len(sent), seen))
    (few, read_few), (more, read_more) = costs
    assert read_more > 3 * read_few
    assert more <= few + 2


def _watched(office: Office) -> int:
    from_feed = 0
    while office.engine.watch_waits():
        from_feed += office.engine.execute(WatchEvents(), SYSTEM)["read"]
    return from_feed


def test_a_sweep_with_nothing_to_see_reads_and_writes_nothing(late: Office) -> None:
    sweep(late)
    with counting(late.engine) as sent:
        sweep(late)
    # The worker's heartbeat, and one look each for what is due and what is new.
    assert len(sent) == len({one.text for one in sent})
    looked = {re.split(r"FROM|UPDATE", one.text)[1].split()[0] for one in sent}
    assert looked == {"heartbeat", "event", "timer", "outgoing", "bookmark"}


def test_a_table_as_a_file_opens(late: Office) -> None:
    made = exports.xlsx_of(["名称", "数"], [["=1+1", 2], ["a<b&c\x00", None]])
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert packed.testzip() is None
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>2</v>" in sheet and "a&lt;b&amp;c</t>" in sheet and 't="inlineStr"' in sheet
    assert exports.csv_of(["x"], [["=1+1"], ["-2"], [-2]]).decode("utf-8-sig").splitlines() == [
        "x", "'=1+1", "'-2", "-2",
    ]  # fmt: skip


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_table_is_a_formula(begin: str) -> None:
    """What somebody typed may be one, DDE included, whichever way it begins."""
    typed = f"{begin}cmd|' /C calc'!A0"
    ((cell,),) = list(csv.reader(io.StringIO(exports.csv_of(["x"], [[typed]]).decode("utf-8-sig"))))[1:]
    assert cell == f"'{typed}"
    with zipfile.ZipFile(io.BytesIO(exports.xlsx_of(["x"], [[typed]]))) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and sheet.count('t="inlineStr"') == 2
