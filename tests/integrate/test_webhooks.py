"""Webhooks: one delivery per event, in order, signed, tried again, replayed, whatever dies in between."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from integrate.receiver import Receiver
from office import Office
from operating.calling import Caller, client_of, diagram

from tongban.engine.domain.webhooks import WAITS
from tongban.engine.outbound import Outbound

PROCESS = diagram("p", '<bpmn:startEvent id="a"/><bpmn:userTask id="t"/><bpmn:endEvent id="z"/>', "a > t > z")


def sweep(office: Office) -> int:
    return Outbound(office.engine, "test").sweep()


def make(caller: Caller, receiver: Receiver, **more: Any) -> dict[str, Any]:
    return dict(caller.post("/webhooks", {"name": "test", "url": receiver.url, **more}, status=201))


def deliveries(caller: Caller, hook: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    return list(caller.get(f"/webhooks/{hook['id']}/deliveries{query}")["items"])


def happened(caller: Caller, instance: dict[str, Any]) -> list[int]:
    events = caller.feed()
    return [one["id"] for one in events if one["instance_id"] == instance["id"]]


def signature(secret: str, request: Any) -> str:
    """By the words of the standard: base64 of HMAC-SHA256 over `id.timestamp.body`, keyed with the decoded secret."""
    signed = (
        f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    )
    key = base64.b64decode(secret.split("_", 1)[1])
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def test_every_event_arrives_once_in_order_and_signed(caller: Caller, receiver: Receiver) -> None:
    caller.deploy(PROCESS)
    before = caller.start("p")
    hook = make(caller, receiver)
    started = [caller.start("p") for _ in range(3)]
    sweep(caller.office)
    sweep(caller.office)
    arrived = [(one.json["data"]["instance_id"], one.json["data"]["id"]) for one in receiver.got]
    for instance in started:
        assert [id for of, id in arrived if of == instance["id"]] == happened(caller, instance)
    assert before["id"] not in {of for of, _ in arrived}
    first = receiver.got[0]
    assert first.headers["webhook-signature"] == signature(hook["secret"], first)
    assert first.headers["webhook-id"] == f"{hook['id']}-{first.json['data']['id']}"
    assert first.json["type"] == first.json["data"]["type"]
    assert "secret" not in caller.get(f"/webhooks/{hook['id']}")


def test_filters(caller: Caller, receiver: Receiver) -> None:
    caller.deploy(PROCESS)
    make(caller, receiver, types=["task.*"])
    caller.start("p")
    sweep(caller.office)
    assert {one.json["type"] for one in receiver.got} == {"task.opened"}
    caller.post("/webhooks", {"name": "x", "url": receiver.url, "types": ["nothing.*"]}, status=422)
    caller.post("/webhooks", {"name": "x", "url": receiver.url, "case_no": "none"}, status=422)


def test_during_a_rotation_both_secrets_are_valid(caller: Caller, receiver: Receiver) -> None:
    caller.deploy(PROCESS)
    hook = make(caller, receiver)
    new = caller.post(f"/webhooks/{hook['id']}/rotate-secret", {"overlap": "PT1H"})
    caller.start("p")
    sweep(caller.office)
    both = receiver.got[-1]
    told = both.headers["webhook-signature"].split()
    assert told == [signature(new["secret"], both), signature(hook["secret"], both)]
    caller.office.clock.advance(timedelta(hours=2))
    caller.start("p")
    sweep(caller.office)
    last = receiver.got[-1]
    assert last.headers["webhook-signature"] == signature(new["secret"], last)


def test_failures_wait_longer_each_time_keep_the_order_and_end_as_a_dead_letter(
    caller: Caller, receiver: Receiver
) -> None:
    caller.deploy(PROCESS)
    hook = make(caller, receiver)
    receiver.answers = [(500, {}, b"no")]
    instance = caller.start("p")
    first, *later = happened(caller, instance)
    for wait in WAITS:
        sweep(caller.office)
        caller.office.clock.advance(wait - timedelta(seconds=1))
        tried = len(receiver.got)
        sweep(caller.office)
        assert len(receiver.got) == tried
        caller.office.clock.advance(timedelta(seconds=1))
    own = [id for id in receiver.events() if id in (first, *later)]
    assert own == [first] * len(WAITS)
    receiver.answers = [(500, {}, b"no"), (204, {}, b"")]
    by_id = {one["event_id"]: one for one in deliveries(caller, hook)}
    assert (by_id[first]["state"], by_id[first]["status"], by_id[later[0]]["state"]) == (
        "waiting",
        500,
        "queued",
    )
    receiver.got.clear()
    receiver.answers = [(500, {}, b"no")]
    sweep(caller.office)
    dead = deliveries(caller, hook, "?state=dead")
    assert first in {one["event_id"] for one in dead}
    assert {one["attempts"] for one in dead} == {len(WAITS) + 1}
    # A dead letter holds nobody up: the next of its lane was tried in the same sweep.
    assert receiver.events().count(later[0]) == 1
    receiver.answers = [(204, {}, b"")]
    letter = next(one for one in dead if one["event_id"] == first)
    assert caller.post(f"/webhooks/{hook['id']}/replay", {"delivery": letter["id"]})["replayed"] == 1
    caller.office.clock.advance(timedelta(seconds=10))
    sweep(caller.office)
    states = {one["event_id"]: one["state"] for one in deliveries(caller, hook)}
    assert {states[id] for id in (first, *later)} == {"delivered"}


def test_replay_from_an_event_brings_what_was_before_the_webhook_too(
    caller: Caller, receiver: Receiver
) -> None:
    caller.deploy(PROCESS)
    before = happened(caller, caller.start("p"))
    hook = make(caller, receiver)
    after = happened(caller, caller.start("p"))
    sweep(caller.office)
    receiver.got.clear()
    told = caller.post(f"/webhooks/{hook['id']}/replay", {"from_event": before[0]})
    assert told["next_event"] is None
    sweep(caller.office)
    counted = Counter(receiver.events())
    assert [counted[id] for id in (*before, *after)] == [1] * len(before + after)
    rows = Counter(one["event_id"] for one in deliveries(caller, hook, "?page_size=200"))
    assert set(rows.values()) == {1}
    caller.post(f"/webhooks/{hook['id']}/replay", {}, status=422)


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("where", ["gather", "before sending", "after sending"])
def test_a_worker_killed_anywhere_loses_and_doubles_no_delivery(
    caller: Caller, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    caller.deploy(PROCESS)
    hook = make(caller, receiver)
    instance = caller.start("p")

    def killed(*_: Any, **__: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patched:
        if where == "gather":
            patched.setattr("tongban.engine.persistence.unit_of_work.SqlUnitOfWork.commit", killed)
        elif where == "before sending":
            patched.setattr("tongban.engine.connectors.send", killed)
        else:
            patched.setattr("tongban.engine.outbound.NoteDelivery", killed)
        with pytest.raises(Killed):
            sweep(caller.office)
    # Sent side by side: which of them were begun before the end is a matter of chance.
    begun = {one["event_id"] for one in deliveries(caller, hook) if one["attempts"]}
    if where != "gather":
        assert begun
        # Their lease: nobody else sends them meanwhile.
        sent = len(receiver.got)
        sweep(caller.office)
        assert begun.isdisjoint(receiver.events()[sent:])
    caller.office.clock.advance(timedelta(minutes=2))
    sweep(caller.office)
    rows = Counter(one["event_id"] for one in deliveries(caller, hook, "?page_size=200"))
    ours = happened(caller, instance)
    assert [rows[id] for id in ours] == [1] * len(ours)
    states = {one["event_id"]: one["state"] for one in deliveries(caller, hook, "?page_size=200")}
    assert {states[id] for id in ours} == {"delivered"}
    arrived = [id for id in receiver.events() if id in ours]
    assert list(dict.fromkeys(arrived)) == ours
    # Sent twice only where the answer was lost, and then under the same id, by which it can be dropped.
    assert len(arrived) == len(ours) + (where == "after sending" and ours[0] in begun)


def test_redirects_are_not_followed_and_switched_off_means_silent(caller: Caller, receiver: Receiver) -> None:
    caller.deploy(PROCESS)
    hook = make(caller, receiver)
    receiver.answers = [(302, {"Location": f"{receiver.url}/elsewhere"}, b"")]
    caller.start("p")
    sweep(caller.office)
    assert {one.path for one in receiver.got} == {"/"}
    assert {one["status"] for one in deliveries(caller, hook) if one["attempts"]} == {302}
    off = caller.send("PATCH", f"/webhooks/{hook['id']}", json={"enabled": False}, status=200)
    assert off.json is not None and off.json["enabled"] is False
    sent = len(receiver.got)
    caller.office.clock.advance(timedelta(hours=1))
    caller.start("p")
    sweep(caller.office)
    assert len(receiver.got) == sent


def test_an_address_inside_is_refused_when_it_is_typed_and_when_it_is_called(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = caller.post("/webhooks", {"name": "x", "url": "http://10.0.0.1/"}, status=422)
    assert told["errors"][0]["field"] == "url"
    caller.deploy(PROCESS)
    hook = caller.post("/webhooks", {"name": "x", "url": "http://inside.example/"}, status=201)
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("192.168.1.9", 80))])
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: pytest.fail("connected"))
    caller.start("p")
    sweep(caller.office)
    assert "not a public address" in next(one["error"] for one in deliveries(caller, hook) if one["error"])


def test_only_the_administrator(office: Office, caller: Caller, receiver: Receiver) -> None:
    hook = make(caller, receiver)
    designer = Caller(client_of(office, "xu.items"), office)
    designer.get("/webhooks", status=403)
    designer.get(f"/webhooks/{hook['id']}/deliveries", status=403)
    designer.post("/webhooks", {"name": "x", "url": receiver.url}, status=403)
    designer.post(f"/webhooks/{hook['id']}/replay", {"from_event": 1}, status=403)
    designer.send("DELETE", f"/webhooks/{hook['id']}", status=403)
    assert caller.send("DELETE", f"/webhooks/{hook['id']}", status=200).json["id"] == hook["id"]
    caller.get(f"/webhooks/{hook['id']}", status=404)
