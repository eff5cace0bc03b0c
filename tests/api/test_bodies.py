"""What a hostile or careless body gets: a clear 4xx, and the engine is not asked."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

START = "/api/v1/process-instances"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b'{"process": "p",}', 400),
        (b'{"process": "p", "variables": {"a": NaN}}', 400),
        (b'{"process": "p", "variables": {"a": -Infinity}}', 400),
        (b"\xff\xfe", 400),
        (b'{"process": "\\ud800"}', 400),
        (b'{"process": "p", "variables": {"\\u0000": 1}}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 70 + b"1" + b"}" * 70, 400),
        (b'{"process": "p", "variables": {"n": ' + b"9" * 100_000 + b"}}", 400),
        (b'{"process": "p", "variables": {"n": 1e999999999999}}', 400),
        (b'{"process": "p", "variables": {"n": [-1E-99999]}}', 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"{}", 422),
        (b'{"process": null}', 422),
        (b'{"process": 5}', 422),
        (b'{"process": "p", "version": "1"}', 422),
        (b'{"process": "p", "version": 1.5}', 422),
        (b'{"process": "p", "version": true}', 422),
        (b'{"process": "p", "version": 1e30}', 422),
        (b'{"process": "p", "variables": []}', 422),
        (b'{"process": "p", "more": 1}', 422),
        (b'{"process": "' + b"p" * 1000 + b'"}', 422),
        (b'{"process": "p", "variables": {"a": "' + b"x" * 1_000_001 + b'"}}', 413),
    ],
)
def test_a_bad_body_is_refused(client: FlaskClient, engine, body: bytes, status: int) -> None:
    answer = client.post(START, data=body, headers=JSON)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert engine.executed == []


def test_another_type_is_refused(client: FlaskClient, engine) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        answer = client.post(START, data=b'{"process": "p"}', headers={"Content-Type": kind})
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    assert engine.executed == []


def test_a_body_in_chunks_is_bounded_too(client: FlaskClient, engine) -> None:
    answer = client.post(
        START,
        input_stream=io.BytesIO(b'{"process": "p"}' + b" " * 1_000_001),
        headers={**JSON, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413
    assert engine.executed == []


def test_numbers_stay_exact(client: FlaskClient, engine) -> None:
    body = b'{"process": "p", "version": 2, "variables": {"a": 0.1, "b": 12345678901234567890.5}}'
    assert client.post(START, data=body, headers=JSON).status_code == 201
    assert engine.executed[0].version == 2
    assert engine.executed[0].variables == {"a": Decimal("0.1"), "b": Decimal("12345678901234567890.5")}


def test_answers_write_numbers_exactly(client: FlaskClient, engine) -> None:
    engine.result = {"variables": {"fee": Decimal("1234.50")}}
    assert b'"fee":1234.50' in client.post(START, json={"process": "p"}).data


def test_an_absent_body_is_the_empty_object(client: FlaskClient, engine) -> None:
    assert client.post("/api/v1/tasks/1/complete").status_code == 200
    assert engine.executed[0].variables == {}


def test_null_is_absent_where_a_field_may_be_absent(client: FlaskClient, engine) -> None:
    body = {"process": "p", "business_key": None, "version": None, "variables": None}
    assert client.post(START, json=body).status_code == 201
    assert engine.executed[0].variables == {}


def test_deep_is_counted_outside_strings(client: FlaskClient, engine) -> None:
    body = {"process": "p", "variables": {"a": '[[{{"' * 200}}
    assert client.post(START, json=body).status_code == 201


def test_text_that_looks_like_a_number_stays(client: FlaskClient, engine) -> None:
    body = b'{"process": "p", "variables": {"text": "1e99999", "n": 1.5E+20}}'
    assert client.post(START, data=body, headers=JSON).status_code == 201
    assert engine.executed[0].variables == {"text": "1e99999", "n": Decimal("1.5E+20")}


def test_json_suffix_types_are_json(client: FlaskClient) -> None:
    headers = {"Content-Type": "application/vnd.tongban+json; charset=utf-8"}
    assert client.post(START, data=b'{"process": "p"}', headers=headers).status_code == 201
