"""Diagram drafts over HTTP: any tool's file comes in, is classified, given back byte for byte, changed and deployed."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from bpmn.yardstick import MIWG
from operating.calling import Caller, client_of, diagram, service

MODELS = sorted(MIWG.glob("*.bpmn"))
GOOD = diagram(
    "good",
    '<bpmn:startEvent id="begin"/><bpmn:userTask id="look"/><bpmn:endEvent id="end"/>',
    "begin > look > end",
)
# A service task that has nothing to call.
BAD = service("bad", "").replace(b'camunda:type="external" camunda:topic=""', b"")


def sent(content: bytes, file: str = "p.bpmn", **fields: str) -> dict[str, Any]:
    return {"data": {"file": (io.BytesIO(content), file), **fields}}


def created(caller: Caller, content: bytes, file: str = "p.bpmn", **fields: str) -> dict[str, Any]:
    return dict(caller.send("POST", "/diagram-drafts", status=201, **sent(content, file, **fields)).json)


def test_a_draft_is_classified_and_deployed(caller: Caller) -> None:
    draft = created(caller, GOOD, "flow.xml", name="Leave")
    assert (draft["name"], draft["revision"], draft["runnable"], draft["problems"]) == ("Leave", 1, True, [])
    assert draft["processes"] == [{"file": "flow.xml", "key": "good", "name": "good", "executable": True}]
    deployed = caller.post(f"/diagram-drafts/{draft['id']}/deploy", {"change_note": "first"}, status=201)
    assert [(one["key"], one["version"]) for one in deployed["definitions"]] == [("good", 1)]
    after = caller.get(f"/diagram-drafts/{draft['id']}")
    assert (after["deployment_id"], after["deployed_revision"], after["revision"]) == (deployed["id"], 1, 1)
    assert caller.start("good")["state"] == "running"


def test_what_cannot_run_is_kept_and_says_why_and_is_not_deployed(caller: Caller) -> None:
    draft = created(caller, BAD)
    assert draft["runnable"] is False
    (problem,) = draft["problems"]
    assert (problem["element"], problem["rule"], problem["severity"]) == (
        "call",
        "nothing-to-call",
        "error",
    )
    refused = caller.post(f"/diagram-drafts/{draft['id']}/deploy", status=422)
    assert [(one["element"], one["rule"]) for one in refused["errors"]] == [("call", "nothing-to-call")]
    assert caller.get(f"/diagram-drafts/{draft['id']}")["deployment_id"] is None
    assert caller.get("/process-definitions")["items"] == []


def test_what_no_process_says_to_execute_is_told_with_what_it_would_lack(caller: Caller) -> None:
    draft = created(caller, BAD.replace(b'isExecutable="true"', b'isExecutable="false"'))
    assert draft["runnable"] is False
    assert [(one["element"], one["rule"], one["severity"]) for one in draft["problems"]] == [
        (None, "nothing-executable", "error"),
        ("call", "nothing-to-call", "info"),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"no xml", b"<html/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\x00\xff"]
)
def test_what_is_no_diagram_at_all_is_refused(caller: Caller, content: bytes) -> None:
    refused = caller.send("POST", "/diagram-drafts", status=422, **sent(content)).json
    assert refused["code"] == "invalid_diagram"
    assert caller.get("/diagram-drafts")["items"] == []


def test_the_diagram_comes_back_byte_for_byte(caller: Caller) -> None:
    content = GOOD.replace(b"<bpmn:startEvent", "<!-- 注 -->\r\n\t<bpmn:startEvent".encode(), 1)
    draft = created(caller, content, "图.bpmn")
    answer = caller.send("GET", f"/diagram-drafts/{draft['id']}/xml", status=200)
    assert (answer.data, answer.headers["ETag"]) == (content, '"1"')
    assert answer.content_type == "application/xml"
    assert draft["files"][0]["size"] == len(content)


def test_two_at_once_lose_nothing(caller: Caller, colleague: Caller) -> None:
    draft = created(caller, BAD)
    path = f"/diagram-drafts/{draft['id']}"
    mine = caller.send("GET", path, status=200).headers["ETag"]
    theirs = colleague.send("GET", path, status=200).headers["ETag"]
    saved = colleague.send("PUT", path, status=200, headers={"If-Match": theirs}, **sent(GOOD))
    assert (saved.headers["ETag"], saved.json["revision"], saved.json["runnable"]) == ('"2"', 2, True)
    late = caller.send("PUT", path, status=412, headers={"If-Match": mine}, **sent(BAD))
    assert late.json["code"] == "precondition_failed"
    assert (late.json["current"]["revision"], late.json["current"]["updated_by"]) == (2, "xu.items")
    assert late.json["current"]["updated_at"]
    assert caller.send("GET", f"{path}/xml").data == GOOD
    for method, more in (("DELETE", {}), ("POST", {})):
        target = path if method == "DELETE" else f"{path}/deploy"
        caller.send(method, target, status=412, headers={"If-Match": mine}, **more)
    caller.send("PUT", path, status=200, headers={"If-Match": '"1", "2"'}, **sent(BAD))
    caller.send("PUT", path, status=200, headers={"If-Match": "*"}, **sent(GOOD))
    assert caller.get(path)["revision"] == 4


def test_of_many_who_save_at_the_same_moment_one_wins(caller: Caller) -> None:
    draft = created(caller, GOOD)
    clients = [client_of(caller.office, "admin") for _ in range(4)]

    def save(number: int) -> int:
        content = GOOD.replace(b"<bpmn:endEvent", f"<!-- {number} --><bpmn:endEvent".encode(), 1)
        answer = clients[number].put(
            f"/api/v1/diagram-drafts/{draft['id']}", headers={"If-Match": '"1"'}, **sent(content)
        )
        return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(save, range(4)))
    assert statuses == [200, 412, 412, 412]
    assert caller.get(f"/diagram-drafts/{draft['id']}")["revision"] == 2


def test_saying_nothing_of_what_was_read_is_refused(caller: Caller) -> None:
    draft = created(caller, GOOD)
    path = f"/diagram-drafts/{draft['id']}"
    for call in (("PUT", sent(BAD)), ("DELETE", {})):
        answer = caller.send(call[0], path, status=428, **call[1])
        assert answer.json["code"] == "precondition_required"
    for tag in ('W/"1"', '"one"', '"1.0"', "nonsense"):
        caller.send("PUT", path, status=412, headers={"If-Match": tag}, **sent(BAD))
    assert caller.get(path)["revision"] == 1


def test_the_same_bytes_again_are_no_new_revision(caller: Caller) -> None:
    draft = created(caller, GOOD)
    path = f"/diagram-drafts/{draft['id']}"
    same = caller.send("PUT", path, status=200, headers={"If-Match": '"1"'}, **sent(GOOD))
    assert same.json["revision"] == 1
    renamed = caller.send(
        "PUT", path, status=200, headers={"If-Match": '"1"'}, **sent(GOOD, "q.bpmn", name="Q")
    )
    assert (renamed.json["revision"], renamed.json["name"]) == (2, "Q")
    assert [file["path"] for file in renamed.json["files"]] == ["q.bpmn"]


def test_a_draft_is_deleted_and_what_was_deployed_stays(caller: Caller) -> None:
    draft = created(caller, GOOD)
    caller.post(f"/diagram-drafts/{draft['id']}/deploy", status=201)
    path = f"/diagram-drafts/{draft['id']}"
    gone = caller.send("DELETE", path, status=200, headers={"If-Match": '"1"'})
    assert gone.json["files"][0]["sha256"] == draft["files"][0]["sha256"]
    assert caller.get(path, status=404)["code"] == "not_found"
    assert caller.get(f"{path}/xml", status=404)
    assert [one["key"] for one in caller.get("/process-definitions")["items"]] == ["good"]


def test_drafts_are_listed_newest_first_page_by_page(caller: Caller) -> None:
    ids = []
    for content in (GOOD, BAD, GOOD):
        ids.append(created(caller, content)["id"])
        caller.office.clock.advance(timedelta(seconds=1))
    page = caller.get("/diagram-drafts?page_size=2")
    assert [one["id"] for one in page["items"]] == ids[:0:-1]
    rest = caller.get(f"/diagram-drafts?page_size=2&cursor={page['next_cursor']}")
    assert [one["id"] for one in rest["items"]] == ids[:1]
    assert [one["id"] for one in caller.get("/diagram-drafts?runnable=false")["items"]] == [ids[1]]


def test_drafts_are_for_those_who_design(caller: Caller) -> None:
    draft = created(caller, GOOD)
    clerk = client_of(caller.office, "wang.window")
    path = f"/api/v1/diagram-drafts/{draft['id']}"
    calls = [("POST", "/api/v1/diagram-drafts"), ("GET", "/api/v1/diagram-drafts"), ("GET", path)]
    calls += [("GET", f"{path}/xml"), ("PUT", path), ("DELETE", path), ("POST", f"{path}/deploy")]
    for method, target in calls:
        more = sent(GOOD) if method == "PUT" or (target.endswith("drafts") and method == "POST") else {}
        answer = clerk.open(target, method=method, headers={"If-Match": "*"}, **more)
        assert answer.status_code == 403, (method, target)


@pytest.mark.skipif(not MODELS, reason="the MIWG models are not on this machine")
def test_the_models_of_the_interchange_working_group_are_drafts(caller: Caller) -> None:
    """All of them accepted, classified with element and reason, and given back byte for byte."""
    assert len(MODELS) == 21
    runnable = set()
    for path in MODELS:
        content = path.read_bytes()
        draft = created(caller, content, path.name)
        assert caller.send("GET", f"/diagram-drafts/{draft['id']}/xml").data == content
        errors = [one for one in draft["problems"] if one["severity"] == "error"]
        assert all(one["rule"] and one["message"] for one in draft["problems"])
        assert draft["runnable"] is (not errors)
        for problem in errors:
            assert problem["element"] or problem["rule"] == "nothing-executable"
        status = 201 if draft["runnable"] else 422
        deployed = caller.post(f"/diagram-drafts/{draft['id']}/deploy", status=status)
        if draft["runnable"]:
            runnable.add(path.stem)
        else:
            named = {(one["element"], one["rule"]) for one in deployed["errors"]}
            assert "nothing-executable" in {rule for _, rule in named} or named == {
                (one["element"], one["rule"]) for one in errors
            }
    assert "C.9.1" in runnable
    assert len(caller.get("/diagram-drafts?page_size=200")["items"]) == len(MODELS)
