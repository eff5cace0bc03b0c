"""What bad input gets from the real engine: a clear 4xx that names the place, and not one row changed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from databases import SqliteFiles
from flask import Flask
from flask.testing import FlaskClient
from office import CONTENT, Office, open_office
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken, DeployResources, StartInstance, items
from tongban.engine.items.sample_files import make_file
from tongban.engine.persistence.tables import metadata
from tongban.engine.settings import Settings

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:tb="https://tongban.org/schema/bpmn/1.0" targetNamespace="t">'
)
POOL = '<bpmn:extensionElements><tb:candidates roles="window_clerk" unit="zwzx"/></bpmn:extensionElements>'


def flow(source: str, target: str, inner: str = "") -> str:
    return f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def a_diagram(inner: str, *, id: str = "asked", before: str = "") -> bytes:
    """A process of these nodes and flows."""
    process = f'<bpmn:process id="{id}" isExecutable="true">{inner}</bpmn:process>'
    return f"{before}{HEAD}{process}</bpmn:definitions>".encode()


def one_task(id: str = "check", inner: str = POOL) -> str:
    nodes = f'<bpmn:startEvent id="begin"/><bpmn:userTask id="{id}">{inner}</bpmn:userTask><bpmn:endEvent id="finish"/>'
    return nodes + flow("begin", id) + flow(id, "finish")


class House:
    """The application, its people's clients and everything that is stored."""

    def __init__(self, app: Flask, office: Office, folder: Path) -> None:
        self._app, self.office, self._folder = app, office, folder
        self.admin = self.client("admin")
        self.clerk = self.client("wang.window")
        self.registrar = self.client("shi.register")
        self.item = office.publish(CONTENT / "sole-trader-registration")
        office.engine.execute(DeployResources((("pool.bpmn", a_diagram(one_task(), id="pool")),)), SYSTEM)
        self.case = office.register(self.item)

    def client(self, username: str) -> FlaskClient:
        token = self.office.engine.execute(CreateToken(username, "test"), SYSTEM)["token"]
        client = self._app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def stored(self) -> dict[str, int]:
        """Rows of every table, and kept files."""
        with self.office.engine.sql_engine.connect() as connection:
            counts = {
                name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for name, table in metadata.tables.items()
            }
        counts["files"] = sum(path.is_file() for path in (self._folder / "files").rglob("*"))
        return counts

    def a_task(self) -> str:
        started = self.office.engine.execute(StartInstance("pool"), SYSTEM)
        return str(self.office.engine.queries.tasks(SYSTEM, instance=started["id"])["items"][0]["id"])

    def refused(self, call: Callable[[], TestResponse], *statuses: int) -> Mapping[str, Any]:
        """The problem document of a call that must change nothing."""
        before = self.stored()
        answer = call()
        assert answer.status_code in statuses, f"{answer.status_code} {answer.text[:2000]}"
        assert answer.content_type == "application/problem+json"
        problem = json.loads(answer.data)
        assert (problem["status"], bool(problem["code"]), bool(problem["detail"])) == (
            answer.status_code,
            True,
            True,
        )
        assert "Traceback" not in answer.text
        assert self.stored() == before
        return dict(problem)


@pytest.fixture(scope="module")
def house(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    url = sqlite_files.create()
    settings = Settings(url, folder, embedded_worker=False)
    office = open_office(settings)
    yield House(create_app(settings, engine=office.engine, pages=False), office, folder)
    office.engine.sql_engine.dispose()
    sqlite_files.drop(url)


def deploy(house: House, content: bytes, name: str = "asked.bpmn") -> Mapping[str, Any]:
    upload = {"files": [(io.BytesIO(content), name)]}
    problem = house.refused(lambda: house.admin.post("/api/v1/deployments", data=upload), 413, 422)
    if problem["status"] == 422:
        assert problem["errors"], problem
        for one in problem["errors"]:
            assert one["file"] == name
            assert one["rule"]
            assert one["message"]
    return problem


def rules(problem: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    return {(one["rule"], one.get("element")) for one in problem["errors"]}


LAUGHS = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 20))
DEEP = b'<d xmlns="x">' * 10_000 + b"</d>" * 10_000
HOSTILE = {
    "doctype": a_diagram(one_task(), before="<!DOCTYPE x>"),
    "file entity": a_diagram(one_task(), before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "http dtd": a_diagram(one_task(), before='<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "parameter entity": a_diagram(
        one_task(), before='<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'
    ),
    "billion laughs": a_diagram(one_task("&l19;"), before=f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "utf-16 doctype": a_diagram(one_task(), before="<!DOCTYPE x []>").decode().encode("utf-16"),
    "20 MB": a_diagram(one_task()) + b" " * 20_000_000,
    "20 MB attribute": a_diagram(f'<bpmn:startEvent id="b" name="{"x" * 20_000_000}"/>'),
    "10,000 deep": DEEP,
    "10,000 deep inside": HEAD.encode() + DEEP + b"</bpmn:definitions>",
    "cut off": a_diagram(one_task())[:-30],
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "another root": b"<html><body/></html>",
    "json": b'{"process": "asked"}',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_xml_is_refused_whole(house: House, kind: str) -> None:
    problem = deploy(house, HOSTILE[kind])
    assert "root:" not in json.dumps(problem)


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
    "no start": ('<bpmn:userTask id="alone"/>', None),
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


def pack(house: House, change: Callable[[dict[str, bytes]], None]) -> Mapping[str, Any]:
    """The answer to a pack of the construction permit with something spoilt."""
    files = dict(items.read_folder(CONTENT / "construction-permit"))
    change(files)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    upload = {"file": (io.BytesIO(stream.getvalue()), "pack.zip")}
    problem = house.refused(lambda: house.admin.post("/api/v1/items/packs", data=upload), 422)
    assert problem["errors"], problem
    assert all(one["file"] and one["rule"] and one["message"] for one in problem["errors"])
    return problem


def replacing(path: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        assert old.encode() in files[path], f"{path} has no {old}"
        files[path] = files[path].replace(old.encode(), new.encode(), 1)

    return change


SPOILT = {
    "a promise longer than the law": (
        replacing("item.yaml", "promised:\n    value: 3", "promised:\n    value: 30"),
        "item.yaml",
        "limits",
    ),
    "a wrong check digit": (
        replacing("item.yaml", "uscc: 11429900MB0000019Y", "uscc: 11429900MB0000019X"),
        "item.yaml",
        "uscc",
    ),
    "a form that is not there": (
        replacing("flow.bpmn", '<tb:form key="', '<tb:form key="missing-'),
        "flow.bpmn",
        "",
    ),
    "a table that asks for an unknown field": (
        replacing("rules.dmn", "<text>area", "<text>acreage"),
        "rules.dmn",
        "",
    ),
    "a condition on an unknown name": (replacing("flow.bpmn", "= outcome", "= outcum"), "flow.bpmn", ""),
    "a sheet with an unknown field": (
        replacing("item.yaml", "use_level:", "use_livel: x\nuse_level:"),
        "item.yaml",
        "use_livel",
    ),
    "a broken sheet": (replacing("item.yaml", "limits:", "limits: ]["), "item.yaml", ""),
    "a sheet with an alias bomb": (
        replacing(
            "item.yaml",
            "secret: false",
            "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nsecret: false",
        ),
        "item.yaml",
        "",
    ),
    "no sheet": (lambda files: files.pop("item.yaml"), "item.yaml", ""),
    "no diagram": (lambda files: files.pop("flow.bpmn"), "flow.bpmn", ""),
    "a form of unknown fields": (
        replacing("form.json", '"type": "number"', '"type": "hologram"'),
        "form.json",
        "",
    ),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_an_unsound_item_is_refused_by_file(house: House, kind: str) -> None:
    change, file, place = SPOILT[kind]
    problem = pack(house, change)
    named = [(one["file"], str(one.get("element") or "")) for one in problem["errors"]]
    assert any(found == file and place in element for found, element in named), problem["errors"][:10]


@pytest.mark.parametrize(
    "path", ["../outside.txt", "/etc/cron.d/x", "a/../../b", "item.yaml\x00.exe", "x" * 300]
)
def test_a_pack_with_a_bad_path_is_refused(house: House, path: str) -> None:
    pack(house, lambda files: files.update({path: b"x"}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"\x1f\x8b gzip", b"just text"])
def test_a_pack_that_is_no_zip_is_refused(house: House, content: bytes) -> None:
    upload = {"file": (io.BytesIO(content), "pack.zip")}
    house.refused(lambda: house.admin.post("/api/v1/items/packs", data=upload), 422)


def test_a_zip_bomb_is_refused(house: House) -> None:
    def bomb(files: dict[str, bytes]) -> None:
        files["samples/bomb.json"] = b"0" * 400_000_000

    pack(house, bomb)


def an_application(house: House, **changes: Any) -> dict[str, Any]:
    sample = next(one for one in house.item.samples.values() if one.key == "granted")
    return {
        "item": house.item.code,
        "applicant": dict(sample.applicant),
        "form": dict(sample.form),
        "channel": "window",
        **changes,
    }


def wrong_digit(house: House) -> dict[str, Any]:
    body = an_application(house)
    return {**body, "applicant": {**body["applicant"], "id_no": "429900199001010014"}}


def fields_of(problem: Mapping[str, Any]) -> set[str]:
    return {one["field"] for one in problem["errors"]}


def test_a_wrong_check_digit_needs_a_clerks_reason(house: House) -> None:
    body = wrong_digit(house)
    problem = house.refused(lambda: house.registrar.post("/api/v1/cases", json=body), 422)
    assert "applicant.id_no" in fields_of(problem)
    overridden = {**body, "override_reason": "核对原件，证件号码确为如此"}
    accepted = house.registrar.post("/api/v1/cases", json=overridden)
    assert accepted.status_code == 201, accepted.text
    assert accepted.json["override_reason"] == overridden["override_reason"]


WRONG_APPLICATIONS: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "an unknown form field": (lambda b: {**b, "form": {**b["form"], "acreage": 3}}, "form.acreage"),
    "a text for a number": (lambda b: {**b, "form": {**b["form"], "employees": "two"}}, "form.employees"),
    "a missing field": (
        lambda b: {**b, "form": {k: v for k, v in b["form"].items() if k != "trader_name"}},
        "form.trader_name",
    ),
    "an unknown channel": (lambda b: {**b, "channel": "pigeon"}, "channel"),
    "no applicant": (lambda b: {k: v for k, v in b.items() if k != "applicant"}, "applicant"),
    "an applicant without a name": (
        lambda b: {**b, "applicant": {**b["applicant"], "name": " "}},
        "applicant.name",
    ),
    "a list for the form": (lambda b: {**b, "form": []}, "form"),
    "an unknown field": (lambda b: {**b, "priority": "high"}, "priority"),
    "a list for a name": (lambda b: {**b, "applicant": {**b["applicant"], "name": ["x"]}}, "applicant.name"),
}


@pytest.mark.parametrize("kind", WRONG_APPLICATIONS)
def test_a_wrong_application_is_refused_by_field(house: House, kind: str) -> None:
    change, field = WRONG_APPLICATIONS[kind]
    body = change(an_application(house))
    problem = house.refused(lambda: house.registrar.post("/api/v1/cases", json=body), 422)
    assert field in fields_of(problem), problem["errors"]


def test_an_unknown_item_is_not_found(house: House) -> None:
    body = an_application(house, item="no-such-item")
    house.refused(lambda: house.registrar.post("/api/v1/cases", json=body), 404, 422)


def material(house: House, content: bytes, name: str, code: str | None = None) -> Callable[[], TestResponse]:
    code = code or house.item.sheet.materials[0].code
    upload = {"file": (io.BytesIO(content), name)}
    return lambda: house.registrar.put(f"/api/v1/cases/{house.case['case_no']}/materials/{code}", data=upload)


def a_file(house: House, format: str) -> bytes:
    recipes = next(iter(house.item.samples.values())).materials.values()
    return make_file(next(one for one in recipes if one.format == format), "x")


FALSE_FILES = {
    "a program as a picture": (b"MZ" + b"\0" * 500, "page.jpg"),
    "a script as a PDF": (b"#!/bin/sh\nrm -rf /\n", "page.pdf"),
    "a page as a picture": (b"<html><script>alert(1)</script></html>", "page.jpg"),
    "an SVG as a picture": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "page.png"),
    "nothing": (b"", "page.jpg"),
    "a cut off picture": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "page.jpg"),
    "a PDF head only": (b"%PDF-1.7\n", "page.pdf"),
}


@pytest.mark.parametrize("kind", FALSE_FILES)
def test_a_file_that_is_not_what_it_says_is_refused(house: House, kind: str) -> None:
    content, name = FALSE_FILES[kind]
    problem = house.refused(material(house, content, name), 422)
    assert house.item.sheet.materials[0].code in fields_of(problem)


def test_a_file_under_a_false_name_or_code_is_refused(house: House) -> None:
    house.refused(material(house, a_file(house, "pdf"), "page.jpg"), 422)
    house.refused(material(house, a_file(house, "jpg"), "page.exe"), 422)
    problem = house.refused(material(house, a_file(house, "jpg"), "page.jpg", "no-such-material"), 404, 422)
    assert problem["status"] == 404 or "no-such-material" in fields_of(problem)


def test_a_second_completion_says_who_and_when(house: House) -> None:
    task = house.a_task()
    assert house.clerk.post(f"/api/v1/tasks/{task}/complete", json={}).status_code == 200
    for other in (house.admin, house.client("liu.window"), house.clerk):
        problem = house.refused(lambda c=other: c.post(f"/api/v1/tasks/{task}/complete", json={}), 409)
        assert problem["completed_by"] == "wang.window"
        assert problem["completed_at"].startswith("2026-")


def test_without_the_right_nothing_is_done_and_nothing_is_told(house: House) -> None:
    task = house.a_task()
    for path in (f"tasks/{task}/complete", f"tasks/{task}/claim", "tasks/none/complete"):
        house.refused(lambda p=path: house.registrar.post(f"/api/v1/{p}", json={}), 404)
    house.refused(lambda: house.registrar.post("/api/v1/process-instances", json={"process": "pool"}), 403)
    upload = {"files": [(io.BytesIO(a_diagram(one_task())), "x.bpmn")]}
    house.refused(lambda: house.clerk.post("/api/v1/deployments", data=upload), 403)


@pytest.mark.parametrize("number", ["none", "0", "x" * 200, "%00", "..%2f..", "临江", "' OR 1=1 --"])
def test_an_unknown_case_number_is_not_found(house: House, number: str) -> None:
    house.refused(lambda: house.clerk.get(f"/api/v1/cases/{number}"), 404)
    reason = {"reason": "x"}
    house.refused(lambda: house.clerk.post(f"/api/v1/cases/{number}/withdraw", json=reason), 404)
    query = {"case_no": number, "code": "ABCDEFGH"}
    house.refused(lambda: house.clerk.get("/api/v1/public/progress", query_string=query), 404, 422)


START = b'{"process": "pool", "variables": {"v": %s}}'
BAD_BODIES = {
    "no JSON": b"process=pool",
    "half a body": START[:20],
    "NaN": START % b"NaN",
    "infinity": START % b"-Infinity",
    "100,000 deep": START % (b"[" * 100_000 + b"]" * 100_000),
    "100,000 objects deep": START % (b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "a lone surrogate": START % b'"\\ud800"',
    "a lone surrogate as a name": b'{"process": "pool", "variables": {"\\udc00": 1}}',
    "NUL": START % b'"a\\u0000b"',
    "a million digits": START % (b"9" * 900_000),
    "a huge exponent": START % b"1e999999999999",
    "no UTF-8": START % b'"\xff\xfe"',
    "UTF-16": (START % b"1").decode().encode("utf-16"),
    "more than a megabyte": START % (b'"' + b"x" * 2_000_000 + b'"'),
    "a list": b"[1, 2]",
    "a number": b"7",
    "null": b"null",
    "an unknown field": b'{"process": "pool", "nonsense": 1}',
    "variables that are a list": b'{"process": "pool", "variables": [1]}',
    "a version that is text": b'{"process": "pool", "version": "1"}',
    "a huge version": b'{"process": "pool", "version": 999999999999999999999999}',
    "a name no expression can use": b'{"process": "pool", "variables": {"a b": 1}}',
    "no process": b"{}",
}


@pytest.mark.parametrize("kind", BAD_BODIES)
def test_a_bad_body_is_refused(house: House, kind: str) -> None:
    def call() -> TestResponse:
        return house.admin.post(
            "/api/v1/process-instances", data=BAD_BODIES[kind], content_type="application/json"
        )

    problem = house.refused(call, 400, 413, 422)
    assert problem["status"] != 422 or problem["errors"], problem


@pytest.mark.parametrize(
    "number", ["9007199254740993", "123456789012345678901234567890", "0.1", "1e300", "-0.000001"]
)
def test_a_big_number_is_kept_exactly(house: House, number: str) -> None:
    body = START % number.encode()
    answer = house.admin.post("/api/v1/process-instances", data=body, content_type="application/json")
    assert answer.status_code == 201, answer.text
    shown = house.admin.get(f"/api/v1/process-instances/{answer.json['id']}").text
    kept = json.loads(shown, parse_float=str, parse_int=str)["variables"]["v"]
    assert float(kept) == float(number)
    assert "e" in number or kept == number


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data", "", "x" * 300]
)
def test_a_wrong_content_type_is_refused(house: House, content_type: str) -> None:
    def call() -> TestResponse:
        return house.admin.post(
            "/api/v1/process-instances", data=b'{"process": "pool"}', content_type=content_type
        )

    house.refused(call, 400, 415)


def test_a_json_body_is_no_upload(house: House) -> None:
    for path in ("deployments", "items/packs"):
        house.refused(lambda p=path: house.admin.post(f"/api/v1/{p}", json={"files": []}), 415)
    path = f"/api/v1/cases/{house.case['case_no']}/materials/{house.item.sheet.materials[0].code}"
    house.refused(lambda: house.registrar.put(path, json={}), 415)


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0",
        "page_size=201",
        "page_size=x",
        "cursor=%25%25",
        "cursor=AAAA",
        "state=nonsense",
        "due_before=soon",
        "nonsense=1",
        "sort=name",
        "page_size=٣",
    ],
)
def test_a_bad_query_is_refused_by_parameter(house: House, query: str) -> None:
    problem = house.refused(lambda: house.admin.get(f"/api/v1/tasks?{query}"), 422)
    assert query.partition("=")[0] in fields_of(problem)


@pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel"])
def test_a_bad_idempotency_key_is_refused(house: House, key: str) -> None:
    headers = {"Idempotency-Key": key}
    body = {"process": "pool"}
    problem = house.refused(
        lambda: house.admin.post("/api/v1/process-instances", json=body, headers=headers), 422
    )
    assert fields_of(problem) == {"Idempotency-Key"}
