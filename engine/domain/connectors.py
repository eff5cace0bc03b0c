"""A registered connector's description: what an HTTP call or an email is made of, checked before it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tongban.engine import feel
from tongban.engine.domain.web_address import Reach, url_problem

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FIELDS = {
    "http": {
        *("method", "url", "path", "query", "headers", "body", "results"),
        *("errors", "secrets", "timeout"),
    },
    "email": {"to", "subject", "text"},
}
LONGEST_TIMEOUT = 60
MOST = 50
PLACE = re.compile(r"\{(\w{1,60})\}")
HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
#: What the call itself decides.
OWN_HEADERS = {"host", "content-length", "transfer-encoding", "connection", "idempotency-key"}

Wrong = list[dict[str, str]]


def problems(kind: str, body: Mapping[str, Any], reach: Reach) -> Wrong:
    """Everything that is wrong with a description, by field."""
    wrong: Wrong = []
    for name in body:
        if name not in FIELDS[kind]:
            wrong.append({"field": name, "message": f"A connector of kind {kind} has no such field."})
    (_http if kind == "http" else _email)(body, reach, wrong)
    return wrong


def _email(body: Mapping[str, Any], reach: Reach, wrong: Wrong) -> None:
    for name in ("to", "subject", "text"):
        if not isinstance(body.get(name), str) or not body[name].strip():
            wrong.append({"field": name, "message": "A text, or an expression after `=`."})
        else:
            _value(name, body[name], wrong)


def _http(body: Mapping[str, Any], reach: Reach, wrong: Wrong) -> None:
    if body.get("method") not in METHODS:
        wrong.append({"field": "method", "message": f"One of {', '.join(METHODS)}."})
    maps = {name: _map(name, body.get(name), wrong) for name in ("path", "query", "headers", "results")}
    _url(body.get("url"), set(maps["path"]), reach, wrong)
    for name in maps["headers"]:
        if not HEADER.fullmatch(name) or name.lower() in OWN_HEADERS:
            wrong.append({"field": f"headers.{name[:60]}", "message": "This header cannot be set."})
    for name, text in maps["results"].items():
        _compiles(f"results.{name}", feel.strip(text), wrong)
    for name in ("path", "query", "headers"):
        for key, text in maps[name].items():
            _value(f"{name}.{key}", text, wrong)
    if body.get("body") is not None:
        _text("body", body["body"], wrong)
    _limits(body, wrong)


def _limits(body: Mapping[str, Any], wrong: Wrong) -> None:
    for status, code in _map("errors", body.get("errors"), wrong).items():
        if not re.fullmatch(r"[1-5]\d\d", status) or not code:
            wrong.append({"field": "errors", "message": "From a status such as 404 to an error's code."})
    secrets = body.get("secrets", [])
    if not isinstance(secrets, list) or len(secrets) > MOST or not all(_is_name(one) for one in secrets):
        wrong.append({"field": "secrets", "message": "Names of kept secrets."})
    timeout = body.get("timeout", 10)
    if isinstance(timeout, bool) or not _is_whole(timeout) or not 1 <= timeout <= LONGEST_TIMEOUT:
        wrong.append({"field": "timeout", "message": f"1 to {LONGEST_TIMEOUT} seconds."})


def _url(url: Any, path: set[str], reach: Reach, wrong: Wrong) -> None:
    if not isinstance(url, str):
        wrong.append({"field": "url", "message": "Where to call."})
        return
    problem = url_problem(PLACE.sub("x", url), reach)
    # What a variable says may fill a piece of the path, never the host to which secrets go.
    host = url.partition("://")[2].partition("/")[0]
    if problem or "{" in host or "?" in url:
        told = problem or "Places `{name}` stand in the path; use `query`."
        wrong.append({"field": "url", "message": told})
    if set(PLACE.findall(url)) != path:
        wrong.append({"field": "path", "message": "One value for every `{name}` in the url, and no other."})


def _text(field: str, value: Any, wrong: Wrong) -> None:
    if isinstance(value, str):
        _value(field, value, wrong)
    else:
        wrong.append({"field": field, "message": "A text, or an expression after `=`."})


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def _is_whole(value: Any) -> bool:
    try:
        return bool(int(value) == value)
    except (TypeError, ValueError, ArithmeticError):
        return False


def _map(name: str, value: Any, wrong: Wrong) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or len(value) > MOST:
        wrong.append({"field": name, "message": f"An object of at most {MOST} texts."})
        return {}
    if not all(isinstance(one, str) for one in value.values()):
        wrong.append({"field": name, "message": "Every value is a text, or an expression after `=`."})
        return {}
    return dict(value)


def _value(field: str, text: str, wrong: Wrong) -> None:
    if feel.is_expression(text):
        _compiles(field, feel.strip(text), wrong)


def _compiles(field: str, text: str, wrong: Wrong) -> None:
    try:
        feel.expression(text)
    except feel.FeelError as error:
        wrong.append({"field": field[:100], "message": f"This expression cannot be read: {error}"[:300]})
