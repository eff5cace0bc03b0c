"""Every refusal is problem+json with a stable code."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError, OperationalError

from tongban.api.problems import PAGES
from tongban.engine import errors

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def _kinds(kind: type[errors.EngineError]) -> list[type[errors.EngineError]]:
    return [kind, *(inner for child in kind.__subclasses__() for inner in _kinds(child))]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.EngineError(), 422, "refused"),
        (errors.NotFound(), 404, "not_found"),
        (errors.NotAllowed(), 403, "not_allowed"),
        (errors.Invalid(), 422, "invalid"),
        (errors.InvalidDiagram(), 422, "invalid_diagram"),
        (errors.NoWayOut(), 422, "no_flow_taken"),
        (errors.KeyReused(), 422, "idempotency_key_reused"),
        (errors.Conflict(), 409, "conflict"),
        (errors.Ambiguous(), 409, "ambiguous"),
        (errors.TaskNotOpen(), 409, "task_not_open"),
    ],
)
def test_the_table_gives_the_status(client: FlaskClient, engine, error, status, code) -> None:
    engine.result = error
    answer = client.post("/api/v1/tasks/1/claim")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert (answer.json["code"], answer.json["status"]) == (code, status)
    assert answer.json["title"] and answer.json["detail"]
    assert answer.json["type"].endswith(f"#problem-{code}")


def test_a_conflict_says_who_was_first(client: FlaskClient, engine) -> None:
    engine.result = errors.TaskNotOpen("张三 was first.", completed_by="zhang.san", completed_at=NOW)
    answer = client.post("/api/v1/tasks/1/complete", json={})
    assert answer.json["completed_by"] == "zhang.san"
    assert answer.json["completed_at"] == "2026-03-02T01:00:00+00:00"
    assert answer.json["detail"] == "张三 was first."


def test_facts_never_replace_the_members(client: FlaskClient, engine) -> None:
    engine.result = errors.Conflict(status="open", title="x", current="accepted")
    answer = client.post("/api/v1/tasks/1/claim")
    assert (answer.json["status"], answer.json["current"]) == (409, "accepted")


def test_deployment_errors_keep_their_places(client: FlaskClient, engine) -> None:
    fault = {"file": "a.bpmn", "element": "t1", "rule": "no_outgoing", "message": "t1 leads nowhere"}
    engine.result = errors.InvalidDiagram(errors=[fault])
    answer = client.post("/api/v1/tasks/1/claim")
    assert answer.json["errors"] == [fault]


def test_validation_names_each_field(client: FlaskClient, engine) -> None:
    answer = client.post(
        "/api/v1/cases", json={"item": "", "applicant": {"kind": 1}, "colour": "red", "channel": "window"}
    )
    assert answer.status_code == 422
    fields = {error["field"] for error in answer.json["errors"]}
    assert {"item", "applicant.kind", "applicant.name", "colour"} <= fields
    assert engine.executed == []


def test_unknown_paths_and_methods(client: FlaskClient) -> None:
    missing = client.get("/api/v1/nothing")
    assert (missing.status_code, missing.json["code"]) == (404, "not_found")
    refused = client.delete("/api/v1/tasks")
    assert (refused.status_code, refused.json["code"]) == (405, "method_not_allowed")
    assert "GET" in refused.headers["Allow"]
    assert refused.content_type == "application/problem+json"


def test_nul_in_a_path_is_not_found(client: FlaskClient, engine) -> None:
    assert client.get("/api/v1/tasks/a%00b").status_code == 404
    assert engine.queries.asked == []


def test_a_bug_tells_nothing(app: Flask, client: FlaskClient, engine, monkeypatch) -> None:
    monkeypatch.setattr(app.logger, "disabled", True)
    engine.result = RuntimeError("password is hunter2")
    answer = client.post("/api/v1/tasks/1/claim")
    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert b"hunter2" not in answer.data


def test_a_lost_database_is_unavailable(app: Flask, client: FlaskClient, engine, monkeypatch) -> None:
    monkeypatch.setattr(app.logger, "disabled", True)
    engine.result = OperationalError("select 1", {}, Exception("gone"))
    answer = client.post("/api/v1/tasks/1/claim")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]


def test_a_value_the_database_refuses_is_invalid(client: FlaskClient, engine) -> None:
    engine.result = DataError("insert", {}, Exception("too long"))
    assert client.post("/api/v1/tasks/1/claim").status_code == 422


def test_pages_keep_their_own_errors(app: Flask, client: FlaskClient, monkeypatch) -> None:
    monkeypatch.setitem(app.extensions, PAGES, lambda status, error: (f"page {status}", status))
    assert client.get("/nowhere").text == "page 404"
    assert client.get("/api/v1/nowhere").json["code"] == "not_found"


def test_answers_carry_security_headers(client: FlaskClient) -> None:
    for path in ("/api/v1/tasks", "/api/v1/nowhere"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_every_kind_of_error_has_its_own_code() -> None:
    codes = [kind.code for kind in _kinds(errors.EngineError)]
    assert len(codes) == len(set(codes)) + (codes.count("expression_failed") - 1)
