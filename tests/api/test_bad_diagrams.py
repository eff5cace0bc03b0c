"""A diagram or decision model that is hostile or cannot run is refused by element, and nothing is kept."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from databases import SqliteFiles

from api.house import HEAD, House, a_diagram, a_form, flow, one_task, open_house


@pytest.fixture(scope="module")
def house(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(sqlite_files, tmp_path_factory.mktemp("house")) as house:
        yield house


def deploy(house: House, content: bytes, name: str = "asked.bpmn") -> Mapping[str, Any]:
    upload = a_form("files", (name, content))
    problem = house.refused(lambda: house.admin.post("/api/v1/deployments", **upload), 413, 422)
    if problem["status"] == 422:
        assert problem["errors"], problem
        for one in problem["errors"]:
            assert one["file"] == name
            assert one["rule"]
            assert one["message"]
    return problem


#: Where hostile documents call to; the tests listen there.
CANARY = "http://127.0.0.1:{port}/x.dtd"
LAUGHS = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 20))
DEEP = b'<d xmlns="x">' * 10_000 + b"</d>" * 10_000
HOSTILE = {
    "doctype": a_diagram(one_task(), before="<!DOCTYPE x>"),
    "file entity": a_diagram(one_task(), before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "http dtd": a_diagram(one_task(), before='<!DOCTYPE x SYSTEM "' + CANARY + '">'),
    "http entity": a_diagram(one_task("&e;"), before='<!DOCTYPE x [<!ENTITY e SYSTEM "' + CANARY + '">]>'),
    "http parameter entity": a_diagram(
        one_task(), before='<!DOCTYPE x [<!ENTITY % p SYSTEM "' + CANARY + '"> %p;]>'
    ),
    "quadratic entity": a_diagram(
        one_task("&q;" * 20_000), before=f'<!DOCTYPE x [<!ENTITY q "{"x" * 20_000}">]>'
    ),
    "parameter entity": a_diagram(
        one_task(), before='<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'
    ),
    "billion laughs": a_diagram(one_task("&l19;"), before=f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "utf-16 doctype": a_diagram(one_task(), before="<!DOCTYPE x []>").decode().encode("utf-16"),
    "utf-7 doctype": b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE x+AD4-" + a_diagram(one_task()),
    "20 MB": a_diagram(one_task()) + b" " * 20_000_000,
    "20 MB attribute": a_diagram(f'<bpmn:startEvent id="b" name="{"x" * 20_000_000}"/>'),
    "10,000 deep": DEEP,
    "100,000 deep": b"<d>" * 100_000 + b"</d>" * 100_000,
    "10,000 deep inside": HEAD.encode() + DEEP + b"</bpmn:definitions>",
    "cut off": a_diagram(one_task())[:-30],
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "another root": b"<html><body/></html>",
    "json": b'{"process": "asked"}',
}


@contextmanager
def nobody_called() -> Iterator[bytes]:
    """The port of a canary that must have heard nothing by the end."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        yield str(canary.getsockname()[1]).encode()
        canary.setblocking(False)
        with pytest.raises(BlockingIOError):
            canary.accept()


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_xml_is_refused_whole(house: House, kind: str) -> None:
    with nobody_called() as port:
        problem = deploy(house, HOSTILE[kind].replace(b"{port}", port))
    assert "root:" not in json.dumps(problem)


def test_an_include_is_not_followed(house: House) -> None:
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{CANARY}" parse="text"/>'
    inner = one_task(inner=f"<bpmn:documentation>{include}</bpmn:documentation>")
    with nobody_called() as port:
        upload = a_form("files", ("asked.bpmn", a_diagram(inner).replace(b"{port}", port)))
        assert house.admin.post("/api/v1/deployments", **upload).status_code in (201, 422)


@pytest.mark.parametrize("kind", ["doctype", "billion laughs", "20 MB", "10,000 deep", "cut off", "empty"])
def test_hostile_decision_models_are_refused_whole(house: House, kind: str) -> None:
    deploy(house, HOSTILE[kind], "asked.dmn")


LOOP = '<bpmn:startEvent id="begin"/><bpmn:task id="a"/><bpmn:task id="b"/>' + flow("begin", "a")
BAD_CONDITION = "<bpmn:conditionExpression>= amount &gt;&gt; (</bpmn:conditionExpression>"
CHOICE = (
    '<bpmn:startEvent id="begin"/><bpmn:exclusiveGateway id="which" default="which_finish"/><bpmn:endEvent id="finish"/>'
    '<bpmn:userTask id="more"/>' + flow("begin", "which") + flow("which", "finish") + flow("more", "finish")
)
DRAWN_WRONG = {
    "an unknown target": (one_task() + flow("check", "nowhere"), "check_nowhere"),
    "an id used twice": (one_task() + '<bpmn:task id="check"/>', "check"),
    "an unreachable step": (one_task() + '<bpmn:userTask id="island"/>', "island"),
    "an endless flow": (LOOP + flow("a", "b") + flow("b", "a"), "a"),
    "a condition that does not parse": (CHOICE + flow("which", "more", BAD_CONDITION), "which_more"),
    "no start": ("", "asked"),
    "an unknown message": (
        one_task() + '<bpmn:boundaryEvent id="late" attachedToRef="check">'
        '<bpmn:messageEventDefinition messageRef="nobody"/></bpmn:boundaryEvent>' + flow("late", "finish"),
        "late",
    ),
    "an unknown default": (one_task().replace('id="check"', 'id="check" default="none"', 1), "check"),
    "an unknown approval mode": (
        one_task(inner='<bpmn:extensionElements><tb:approval mode="dice"/></bpmn:extensionElements>'),
        "check",
    ),
    "a deadline that is no number": (
        one_task(
            inner='<bpmn:extensionElements><tb:deadline value="soon" unit="day" on="remind"/></bpmn:extensionElements>'
        ),
        "check",
    ),
}


@pytest.mark.parametrize("kind", DRAWN_WRONG)
def test_a_diagram_that_cannot_run_is_refused_by_element(house: House, kind: str) -> None:
    inner, element = DRAWN_WRONG[kind]
    problem = deploy(house, a_diagram(inner))
    named = {one["element"] for one in problem["errors"]}
    assert element is None or element in named, problem["errors"]


def test_every_problem_of_every_file_is_named_at_once(house: House) -> None:
    files = [
        (io.BytesIO(a_diagram(DRAWN_WRONG["an unreachable step"][0])), "one.bpmn"),
        (io.BytesIO(a_diagram(DRAWN_WRONG["an id used twice"][0], id="other")), "two.bpmn"),
        (io.BytesIO(a_diagram(one_task(), id="sound")), "three.bpmn"),
        (io.BytesIO(b"#!/bin/sh"), "four.sh"),
        (io.BytesIO(b"{"), "five.form.json"),
    ]
    problem = house.refused(lambda: house.admin.post("/api/v1/deployments", data={"files": files}), 422)
    assert {one["file"] for one in problem["errors"]} == {"one.bpmn", "two.bpmn", "four.sh", "five.form.json"}


@pytest.mark.parametrize(
    "id", ["Start", "End", "Root", "None", "true", "null", "outcome", "case", "item", "for"]
)
def test_a_reserved_id_is_refused_or_works(house: House, id: str) -> None:
    """Some libraries give such ids a meaning of their own: here they have none, or are not let in."""
    upload = {"files": [(io.BytesIO(a_diagram(one_task(id), id="reserved")), "reserved.bpmn")]}
    answer = house.admin.post("/api/v1/deployments", data=upload)
    if answer.status_code == 422:
        assert answer.json["errors"][0]["element"] == id
        return
    started = house.admin.post("/api/v1/process-instances", json={"process": "reserved"}).json
    (task,) = house.admin.get(f"/api/v1/tasks?instance={started['id']}").json["items"]
    assert house.admin.post(f"/api/v1/tasks/{task['id']}/complete", json={}).status_code == 200
    assert house.admin.get(f"/api/v1/process-instances/{started['id']}").json["state"] == "completed"
