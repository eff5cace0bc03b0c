"""Lists: what may be asked, and what is refused before the engine is asked."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from flask.testing import FlaskClient

CHINA = timezone(timedelta(hours=8))


def test_filters_reach_the_query(client: FlaskClient, engine) -> None:
    answer = client.get(
        "/api/v1/tasks?case=X1&candidate_group=window_clerk&state=claimed&q=%E5%BC%A0&sort=-due&page_size=7"
        "&due_before=2026-03-02T09:00:00%2B08:00&cursor=abc"
    )
    assert (answer.status_code, answer.json) == (200, {"items": [], "next_cursor": None})
    name, args, filters = engine.queries.asked[0]
    assert (name, args) == ("tasks", (engine.somebody,))
    assert filters == {
        "case": "X1",
        "candidate_group": "window_clerk",
        "state": "claimed",
        "q": "张",
        "sort": "-due",
        "page_size": 7,
        "cursor": "abc",
        "due_before": datetime(2026, 3, 2, 9, tzinfo=CHINA),
    }


def test_an_unescaped_plus_is_understood(client: FlaskClient, engine) -> None:
    client.get("/api/v1/tasks?due_before=2026-03-02T09:00:00+08:00")
    assert engine.queries.asked[0][2]["due_before"] == datetime(2026, 3, 2, 9, tzinfo=CHINA)


def test_flags_are_true_or_false(client: FlaskClient, engine) -> None:
    client.get("/api/v1/process-definitions?latest=true&enabled=false")
    assert engine.queries.asked[0][2] == {"latest": True, "enabled": False, "page_size": 50}


def test_a_filter_may_be_called_name(client: FlaskClient, engine) -> None:
    assert client.get("/api/v1/subscriptions?name=paid&kind=message&instance=i").status_code == 200
    assert engine.queries.asked[0][2] == {
        "name": "paid",
        "kind": "message",
        "instance": "i",
        "page_size": 50,
    }


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0",
        "page_size=201",
        "page_size=ten",
        "page_size=1_0",
        "page_size=%D9%A1",
        "page_size=2.5e-42",
        "page_size=" + "9" * 5000,
        "state=half-open",
        "due_before=tomorrow",
        "due_before=2026-03-02T09:00:00",
        "q=a%00b",
        "q=" + "x" * 101,
        "colour=red",
    ],
)
def test_a_bad_query_is_refused(client: FlaskClient, engine, query: str) -> None:
    answer = client.get(f"/api/v1/tasks?{query}")
    assert answer.status_code == 422, query
    assert answer.json["errors"][0]["field"] == query.split("=")[0]
    assert engine.queries.asked == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("process-definitions", "definitions"),
        ("process-instances", "instances"),
        ("timers", "timers"),
        ("subscriptions", "subscriptions"),
        ("incidents", "incidents"),
        ("items", "items"),
        ("cases", "cases"),
        ("people", "people"),
        ("units", "units"),
        ("inbox-messages", "messages"),
        ("events", "events"),
    ],
)
def test_every_list_asks_its_query(client: FlaskClient, engine, path: str, query: str) -> None:
    assert client.get(f"/api/v1/{path}").status_code == 200
    assert engine.queries.asked[0][0] == query
    assert engine.queries.asked[0][2] == {"page_size": 50}
