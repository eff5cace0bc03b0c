"""No route answers a stranger, except the few that are meant to."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

OPEN = re.compile(r"/healthz|/readyz|/api/v1/(openapi\.json|docs|docs\.css|public/.*)")


def _calls(app: Flask) -> list[tuple[str, str]]:
    return [
        (method, re.sub(r"<[^>]+>", "x", re.sub(r"<int:[^>]+>", "1", rule.rule)))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
    ]


def test_every_route_refuses_a_stranger(app: Flask, nobody: FlaskClient) -> None:
    for method, path in _calls(app):
        if not OPEN.fullmatch(path):
            answer = nobody.open(path, method=method)
            assert answer.status_code == 401, (method, path)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            if method != "HEAD":
                assert answer.json["code"] == "not_signed_in"


def test_open_routes_are_reads(app: Flask) -> None:
    open_methods = {method for method, path in _calls(app) if OPEN.fullmatch(path)}
    assert open_methods <= {"GET", "HEAD"}


def test_a_refused_token_is_named(nobody: FlaskClient) -> None:
    answer = nobody.get("/api/v1/tasks", headers={"Authorization": "Bearer bad"})
    assert answer.status_code == 401
    assert answer.json["code"] == "invalid_token"
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_other_schemes_are_refused(nobody: FlaskClient) -> None:
    for header in ("Basic Z29vZDpnb29k", "good", "Bearer", "Bearer ", ""):
        answer = nobody.get("/api/v1/tasks", headers={"Authorization": header})
        assert answer.status_code == 401, header
