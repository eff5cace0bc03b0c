"""Registered connectors: mapped in and out, secrets sealed, failures on the job's timetable, done in one act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from integrate.receiver import Receiver
from operating.calling import Caller, client_of, diagram
from sqlalchemy import select

from tongban.engine import channels
from tongban.engine.outbound import Outbound
from tongban.engine.persistence.tables import integration

TASK = (
    '<bpmn:serviceTask id="call"><bpmn:extensionElements><tb:connector name="bank"/>'
    "</bpmn:extensionElements></bpmn:serviceTask>"
)
PLAIN = diagram("pay", f'<bpmn:startEvent id="a"/>{TASK}<bpmn:endEvent id="z"/>', "a > call > z")
CATCHING = diagram(
    "catch",
    f'<bpmn:startEvent id="a"/>{TASK}<bpmn:endEvent id="z"/><bpmn:userTask id="ask"/><bpmn:endEvent id="y"/>'
    '<bpmn:boundaryEvent id="no" attachedToRef="call"><bpmn:errorEventDefinition errorRef="e"/></bpmn:boundaryEvent>',
    "a > call > z",
    "no > ask > y",
    before='<bpmn:error id="e" errorCode="NO_ACCOUNT"/>',
)


def described(receiver: Receiver, **more: Any) -> dict[str, Any]:
    return {
        "kind": "http",
        "method": "POST",
        "url": f"{receiver.url}/accounts/{{account}}/payments",
        "path": {"account": "=account"},
        "query": {"currency": "CNY"},
        "headers": {"Authorization": '="Bearer " + secrets.bank'},
        "body": '={amount: amount * 100, note: "fee"}',
        "results": {"receipt": "answer.body.receipt", "code": "answer.status"},
        "secrets": ["bank"],
        **more,
    }


@pytest.fixture
def bank(caller: Caller, receiver: Receiver) -> Receiver:
    caller.send("PUT", "/secrets/bank", json={"value": "s3cret"}, status=200)
    caller.send("PUT", "/connectors/bank", json=described(receiver), status=200)
    caller.deploy(PLAIN, CATCHING)
    return receiver


def sweep(caller: Caller) -> int:
    return Outbound(caller.office.engine, "test").sweep()


def test_a_call_is_made_of_the_variables_and_its_answer_becomes_variables(
    caller: Caller, bank: Receiver
) -> None:
    bank.answers = [(201, {"Content-Type": "application/json"}, b'{"receipt": "R-17"}')]
    started = caller.start("pay", variables={"account": "a/../b 1", "amount": 2.5})
    job = caller.get("/external-tasks?topic=bank")["items"][0]["id"]
    sweep(caller)
    (request,) = bank.got
    assert (request.method, request.path) == ("POST", "/accounts/a%2F..%2Fb%201/payments?currency=CNY")
    assert request.headers["authorization"] == "Bearer s3cret"
    assert request.headers["idempotency-key"] == job
    assert request.json == {"amount": 250, "note": "fee"}
    done = caller.instance(started["id"])
    assert done["state"] == "completed"
    assert (done["variables"]["receipt"], done["variables"]["code"]) == ("R-17", 201)
    assert "s3cret" not in str(done)


def test_a_failure_that_may_pass_follows_the_timetable_and_ends_as_an_incident(
    caller: Caller, bank: Receiver
) -> None:
    bank.answers = [(503, {}, b"later")]
    started = caller.start("pay", variables={"account": "a", "amount": 1})
    for wait in (timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1)):
        sweep(caller)
        caller.office.clock.advance(wait)
    assert len(bank.got) == 3  # three attempts, a minute and five minutes apart, as for any outside worker
    (incident,) = caller.incidents()
    assert (incident["instance_id"], incident["reason"]) == (started["id"], "job_failed")
    bank.answers = [(200, {"Content-Type": "application/json"}, b'{"receipt": 1}')]
    caller.post(f"/incidents/{incident['id']}/retry", {"note": "up again"})
    sweep(caller)
    assert caller.instance(started["id"])["state"] == "completed"


def test_a_refusal_is_an_incident_at_once_and_a_named_one_a_bpmn_error(
    caller: Caller, bank: Receiver
) -> None:
    bank.answers = [(404, {}, b"unknown")]
    caller.start("pay", variables={"account": "a", "amount": 1})
    sweep(caller)
    assert (len(bank.got), len(caller.incidents())) == (1, 1)
    change = described(bank, errors={"404": "NO_ACCOUNT"})
    caller.send("PUT", "/connectors/bank", json=change, status=200)
    started = caller.start("catch", variables={"account": "a", "amount": 1})
    sweep(caller)
    assert [task["element"] for task in caller.tasks(started["id"])] == ["ask"]


def test_a_worker_that_dies_after_the_call_makes_it_again_under_the_same_key(
    caller: Caller, bank: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    bank.answers = [(200, {"Content-Type": "application/json"}, b'{"receipt": 1}')]
    started = caller.start("pay", variables={"account": "a", "amount": 1})
    with monkeypatch.context() as patched:
        patched.setattr("tongban.engine.outbound.CompleteJob", killed)
        with pytest.raises(Killed):
            sweep(caller)
    sweep(caller)
    assert len(bank.got) == 1
    caller.office.clock.advance(timedelta(minutes=6))
    sweep(caller)
    assert len({one.headers["idempotency-key"] for one in bank.got}) == 1
    assert caller.instance(started["id"])["state"] == "completed"


def test_secrets_are_sealed_and_never_shown(caller: Caller, bank: Receiver) -> None:
    with caller.office.engine.sql_engine.connect() as connection:
        kept = connection.execute(select(integration.secret.c.value)).scalar_one()
    assert "s3cret" not in kept
    assert caller.get("/secrets")["items"][0].keys() == {"name", "changed_by", "changed_at"}
    assert "s3cret" not in str(caller.get("/connectors"))
    assert caller.send("DELETE", "/secrets/bank", status=409).json["current"] == {"connectors": ["bank"]}
    caller.send("DELETE", "/connectors/bank", status=200)
    caller.send("DELETE", "/secrets/bank", status=200)
    caller.get("/connectors/bank", status=404)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "https://{account}.example/payments"}, "url"),
        ({"url": "http://10.0.0.8/{account}"}, "url"),
        ({"path": {}}, "path"),
        ({"headers": {"Host": "elsewhere"}}, "headers.Host"),
        ({"headers": {"X": "=1 +"}}, "headers.X"),
        ({"results": {"x": "answer.("}}, "results.x"),
        ({"secrets": ["unknown"]}, "secrets"),
        ({"errors": {"4o4": "X"}}, "errors"),
        ({"method": None}, "method"),
        ({"to": "a@example.org"}, "to"),
    ],
)
def test_what_is_wrong_with_a_connector_is_said_by_field(
    caller: Caller, bank: Receiver, change: dict[str, Any], field: str
) -> None:
    body = {key: value for key, value in {**described(bank), **change}.items() if value is not None}
    told = caller.send("PUT", "/connectors/other", json=body, status=422)
    assert field in {one["field"] for one in told.json["errors"]}
    caller.get("/connectors/other", status=404)


def test_an_email_is_written_from_the_variables(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[channels.Message] = []

    class Box:
        def deliver(self, message: channels.Message) -> None:
            sent.append(message)

    monkeypatch.setattr("tongban.engine.postman.ChannelPostman.mail", Box())
    mail = {"kind": "email", "to": "=contact", "subject": "Receipt", "text": '="Paid: " + string(amount)'}
    caller.send("PUT", "/connectors/bank", json=mail, status=200)
    caller.deploy(PLAIN)
    started = caller.start("pay", variables={"contact": "a@example.org", "amount": 7})
    sweep(caller)
    (message,) = sent
    assert (message.to, message.subject, message.text) == ("a@example.org", "Receipt", "Paid: 7")
    assert caller.instance(started["id"])["state"] == "completed"


def test_who_may(caller: Caller, bank: Receiver) -> None:
    designer = Caller(client_of(caller.office, "xu.items"), caller.office)
    assert designer.get("/connectors/bank")["name"] == "bank"
    designer.send("PUT", "/connectors/bank", json=described(bank), status=403)
    designer.send("PUT", "/secrets/bank", json={"value": "x"}, status=403)
    clerk = Caller(client_of(caller.office, "wang.window"), caller.office)
    clerk.get("/connectors", status=403)
    clerk.get("/secrets", status=403)
