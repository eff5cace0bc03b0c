"""The OpenAPI document says everything, and the page that shows it needs nothing from elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def document(nobody: FlaskClient) -> dict[str, Any]:
    return nobody.get("/api/v1/openapi.json").json


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def test_every_route_is_documented(app: Flask, document: dict[str, Any]) -> None:
    documented = {(path, method) for path, method, _ in _operations(document)}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and not re.search(r"/docs(\.css)?$|openapi\.json$", rule.rule):
            path = re.sub(r"<(?:\w+:)?([^>]+)>", r"{\1}", rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert (path, method.lower()) in documented


def test_every_operation_is_complete(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    ids = set()
    for path, method, operation in _operations(document):
        assert operation["summary"].endswith("."), path
        assert any(str(status) in operation["responses"] for status in (200, 201)), path
        ids.add(operation["operationId"])
        is_public = "/public/" in path
        assert ("401" in operation["responses"]) != is_public
        assert (operation.get("security") == []) == is_public
        headers = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "header"]
        assert ("Idempotency-Key" in headers) == (method == "post")
    assert len(ids) == len(_operations(document))


def test_every_field_is_described(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            inner = shape.get("allOf", [shape])[0]
            assert shape.get("description") or "$ref" in inner, (name, field)


def test_every_reference_leads_somewhere(nobody: FlaskClient, document: dict[str, Any]) -> None:
    text = nobody.get("/api/v1/openapi.json").text
    for kind, name in set(re.findall(r'"#/components/(\w+)/([^"]+)"', text)):
        assert name in document["components"][kind]


def test_errors_are_documented_as_problems(document: dict[str, Any]) -> None:
    answer = document["paths"]["/api/v1/tasks"]["get"]["responses"]["401"]
    assert list(answer["content"]) == ["application/problem+json"]
    for path, _, operation in _operations(document):
        assert "default" not in operation["responses"], path


def test_the_page_needs_nothing_from_elsewhere(nobody: FlaskClient, document: dict[str, Any]) -> None:
    answer = nobody.get("/api/v1/docs")
    assert answer.content_type == "text/html; charset=utf-8"
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<style|style=|\son\w+=|(src|href|action)=.?https?://", answer.text)
    for path, _, operation in _operations(document):
        assert path in answer.text
        assert f'id="{operation["operationId"]}"' in answer.text
    assert nobody.get("/api/v1/docs.css").content_type.startswith("text/css")


def test_health(nobody: FlaskClient, engine) -> None:
    assert nobody.get("/healthz").json == {"status": "ok"}
    engine.queries.answers["readiness"] = {"ready": False, "worker": "no heartbeat"}
    assert nobody.get("/readyz").status_code == 503
    engine.queries.answers["readiness"] = {"ready": True}
    assert nobody.get("/readyz").status_code == 200
