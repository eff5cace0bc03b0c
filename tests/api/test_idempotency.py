"""Idempotency-Key: the first answer again, for the same caller and the same request only."""

from __future__ import annotations

import io

from flask.testing import FlaskClient

START = "/api/v1/process-instances"
KEY = {"Idempotency-Key": "order-1"}


def test_the_same_request_gets_the_first_answer(client: FlaskClient, engine) -> None:
    engine.result = {"id": "first"}
    first = client.post(START, json={"process": "p"}, headers=KEY)
    engine.result = {"id": "second"}
    again = client.post(START, json={"process": "p"}, headers=KEY)
    assert (first.status_code, first.json) == (again.status_code, again.json) == (201, {"id": "first"})
    assert len(engine.executed) == 1


def test_another_body_or_path_is_refused(client: FlaskClient) -> None:
    client.post(START, json={"process": "p"}, headers=KEY)
    other_body = client.post(START, json={"process": "q"}, headers=KEY)
    other_path = client.post("/api/v1/signals", json={"process": "p"}, headers=KEY)
    assert (other_body.status_code, other_body.json["code"]) == (422, "idempotency_key_reused")
    assert other_path.status_code == 422


def test_a_form_is_taken_by_its_parts(client: FlaskClient, engine) -> None:
    def deploy(content: bytes, boundary: str) -> int:
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.bpmn"\r\n\r\n'
        ).encode()
        return client.post(
            "/api/v1/deployments",
            input_stream=io.BytesIO(body + content + f"\r\n--{boundary}--\r\n".encode()),
            headers={**KEY, "Content-Type": f"multipart/form-data; boundary={boundary}"},
            content_length=len(body + content + f"\r\n--{boundary}--\r\n".encode()),
        ).status_code

    assert deploy(b"<a/>", "one") == 201
    assert deploy(b"<a/>", "two") == 201
    assert deploy(b"<b/>", "three") == 422
    assert [command.files for command in engine.executed] == [(("a.bpmn", b"<a/>"),)]


def test_a_key_belongs_to_its_caller(client: FlaskClient, engine) -> None:
    client.post(START, json={"process": "p"}, headers=KEY)
    engine.somebody = type(engine.somebody)(id="wang.wu")
    client.post(START, json={"process": "p"}, headers=KEY)
    assert len(engine.executed) == 2


def test_an_unusable_key_is_refused(client: FlaskClient, engine) -> None:
    for key in ("", "x" * 256, "caf\xe9"):
        answer = client.post(START, json={"process": "p"}, headers={"Idempotency-Key": key})
        assert answer.status_code == 422
        assert answer.json["errors"][0]["field"] == "Idempotency-Key"
    assert engine.executed == []


def test_without_a_key_nothing_is_remembered(client: FlaskClient, engine) -> None:
    client.post(START, json={"process": "p"})
    assert engine.onces == [None]
