"""The feed waits for the next event when asked to, and never longer than allowed."""

from __future__ import annotations

import time

from flask.testing import FlaskClient

EMPTY = {"items": [], "next_cursor": None}
FULL = {"items": [{"id": 5, "type": "TaskCompleted"}], "next_cursor": "5"}


def test_the_filters_reach_the_query(client: FlaskClient, engine) -> None:
    client.get("/api/v1/events?after=4&types=TaskOpened,TaskCompleted&case=X1")
    assert engine.queries.asked[0][2] == {
        "after": "4",
        "types": ("TaskOpened", "TaskCompleted"),
        "case": "X1",
        "page_size": 50,
    }


def test_it_waits_for_the_next_event(client: FlaskClient, engine) -> None:
    answers = iter([EMPTY, EMPTY, FULL])
    engine.queries.answers["events"] = lambda *_, **__: next(answers)
    assert client.get("/api/v1/events?wait=PT5S").json == FULL


def test_it_stops_waiting(client: FlaskClient) -> None:
    began = time.monotonic()
    assert client.get("/api/v1/events?wait=1").json == EMPTY
    assert time.monotonic() - began > 0.9


def test_it_does_not_wait_unasked(client: FlaskClient, engine) -> None:
    client.get("/api/v1/events")
    assert len(engine.queries.asked) == 1


def test_a_strange_wait_is_refused(client: FlaskClient) -> None:
    for wait in ("soon", "P", "PT", "-5", "1.5", "PT1X", "P99999D"):
        assert client.get(f"/api/v1/events?wait={wait}").status_code == 422, wait
