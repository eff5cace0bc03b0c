"""What bad input gets from the real engine: a clear 4xx that names the field, and not one row changed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from databases import SqliteFiles
from werkzeug.test import TestResponse

from api.house import House, a_diagram, one_task, open_house
from tongban.engine.items.sample_files import make_file


@pytest.fixture(scope="module")
def house(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(sqlite_files, tmp_path_factory.mktemp("house")) as house:
        yield house


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
    recipes = next(one for one in house.item.samples.values() if one.key == "granted").materials.values()
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
