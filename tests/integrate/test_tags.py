"""Two administrators at once: the second to save is told that what they read is no more, whatever it is."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from integrate.test_access import office
from office import Office
from operating.calling import Caller, client_of, service

from tongban.engine.domain.content_tag import tag_of

__all__ = ["office"]
RULE = {"name": "r", "level": "red", "events": ["case.rated"], "condition": "count > 2"}
MAIL = {"kind": "email", "to": "=a", "subject": "s", "text": '="t"'}
HTTP = {
    "kind": "http",
    "method": "GET",
    "url": "https://bank.example/",
    "timeout": 12,
    "results": {"n": "answer.body.n"},
}
NO_POST = {"posts": [], "reason": "轮岗"}
PROJECT = {"code": "G1", "name": "Key project", "tracker": "luo.reform"}


def first(caller: Caller) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Method, path, and two bodies that differ, of each thing that two may change at once."""
    rule = caller.post("/supervision/rules", RULE, status=201)["id"]
    hook = caller.post("/webhooks", {"name": "a", "url": "https://93.184.216.34/"}, status=201)["id"]
    caller.post("/green-projects", PROJECT, status=201)
    caller.deploy(service("one", "pay"))
    instance = caller.start("one", variables={"a": 0})["id"]
    return [
        ("PUT", f"/supervision/rules/{rule}", {"name": "x"}, {"name": "y"}),
        ("PUT", "/escalation-rules/remind-due", {"name": "x"}, {"name": "y"}),
        ("PATCH", f"/webhooks/{hook}", {"name": "x"}, {"enabled": False}),
        ("PUT", "/connectors/bank", HTTP, MAIL),
        ("PUT", "/secrets/bank", {"value": "x"}, {"value": "y"}),
        ("PATCH", "/green-projects/G1", {"note": "x"}, {"factor": "0.75"}),
        ("PATCH", f"/process-instances/{instance}/variables", {"variables": {"a": 1}}, {"variables": {"a": 2}}),
        ("PUT", "/retention", {"kind": "answer", "days": 20}, {"kind": "answer", "days": 10}),
        ("PUT", "/people/wang.window/posts", NO_POST, {**NO_POST, "posts": ["zwzx-window"]}),
    ]  # fmt: skip


def test_the_second_to_save_is_told(office: Office) -> None:
    system, security = (Caller(client_of(office, who), office) for who in ("admin", "an.security"))
    for method, path, one, other in first(system):
        caller = security if path.startswith("/people") else system
        place = path.removesuffix("/variables")
        caller.send(method, path, json=one, status=200)
        office.clock.advance(timedelta(seconds=1))
        read = caller.send("GET", place, status=200)
        tag = read.headers["ETag"]
        assert caller.send("GET", place).headers["ETag"] == tag, path
        saved = caller.send(method, path, json=other, status=200, headers={"If-Match": f'"old", {tag}'})
        if "ETag" in saved.headers:
            assert saved.headers["ETag"] == caller.send("GET", place).headers["ETag"] != tag, path
        late = caller.send(method, path, json=one, status=412, headers={"If-Match": tag})
        assert late.json["code"] == "precondition_failed"
        caller.send(method, path, json=one, status=200, headers={"If-Match": "*"})


def test_what_is_gone_has_no_tag_to_match(office: Office) -> None:
    caller = Caller(client_of(office, "admin"), office)
    caller.send("PUT", "/connectors/bank", json=MAIL, status=200)
    tag = caller.send("GET", "/connectors/bank").headers["ETag"]
    caller.send("DELETE", "/connectors/bank", status=412, headers={"If-Match": '"other"'})
    caller.send("DELETE", "/connectors/bank", status=200, headers={"If-Match": tag})
    caller.send("PUT", "/connectors/bank", json=MAIL, status=412, headers={"If-Match": tag})
    made = caller.post("/api-clients", {"name": "c", "scopes": ["read"]}, status=201)["id"]
    tag = caller.send("GET", f"/api-clients/{made}").headers["ETag"]
    caller.send("DELETE", f"/api-clients/{made}", status=200, headers={"If-Match": tag})
    caller.send("DELETE", f"/api-clients/{made}", status=412, headers={"If-Match": tag})


@pytest.mark.parametrize(
    ("one", "other"), [(20, 20.0), (Decimal("0.50"), 0.5), ("1", 1), (True, 1), (None, "")]
)
def test_a_tag_is_of_the_value_and_not_of_its_spelling(one: Any, other: Any) -> None:
    same = not isinstance(one, (str, bool)) and one is not None
    assert (tag_of({"a": one}) == tag_of({"a": other})) is same
