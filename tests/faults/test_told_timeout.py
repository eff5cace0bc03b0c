"""Done but told nothing: the answer is cut off after the act; asked again under its key, it is the first answer."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from office import Office
from operating.calling import diagram

from faults.diagrams import JOINT
from faults.serving import TOKEN, Server, deploy, insist
from tongban.engine import SYSTEM, CorrelateMessage, DeployResources, Once, StartInstance, errors

SOAK = int(os.environ.get("TONGBAN_SOAK") or 1)
CALLS = 40 * SOAK
TIMES = 5


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[Server]:
    found = Server(sqlite_url, tmp_path)
    found.start()
    deploy(found.port, "joint.bpmn", JOINT)
    yield found
    found.kill()


def cut(port: int, body: Any, key: str, after: int) -> None:
    """Send a whole request and go away after so many bytes of the answer."""
    content = json.dumps(body).encode()
    head = (
        f"POST /api/v1/process-instances HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head.encode() + content)
        if after:
            connection.recv(after)


def test_what_was_done_and_not_told_is_done_once(server: Server) -> None:
    for number in range(CALLS):
        body = {"process": "joint", "business_key": f"k{number}", "variables": {"n": number}}
        # Sometimes the client is gone before the answer begins, sometimes in the middle of it.
        cut(server.port, body, f"key {number}", after=number % 3 * 20)
        status, first = insist(server.port, "POST", "/api/v1/process-instances", body, f"key {number}")
        assert status == 201
        again = insist(server.port, "POST", "/api/v1/process-instances", body, f"key {number}")
        assert again == (201, first)
        _, page = insist(server.port, "GET", f"/api/v1/process-instances?business_key=k{number}")
        assert [one["id"] for one in page["items"]] == [first["id"]]


WAITING = diagram(
    "waits",
    '<bpmn:startEvent id="begin"/><bpmn:endEvent id="end"/>'
    + "".join(
        f'<bpmn:intermediateCatchEvent id="{name}"><bpmn:messageEventDefinition messageRef="m{name}"/>'
        "</bpmn:intermediateCatchEvent>"
        for name in ("a", "b")
    ),
    "begin > a > b > end",
    before='<bpmn:message id="ma" name="paid"/><bpmn:message id="mb" name="sent"/>',
)


def test_a_message_is_taken_once_or_its_sender_is_told_to_come_again(office: Office) -> None:
    """Five times, out of order, before anybody waits: never dropped without a word, never twice."""
    engine = office.engine
    engine.execute(DeployResources((("w.bpmn", WAITING),), "t", ""), SYSTEM)

    def send(name: str, times: int = TIMES) -> list[str]:
        told = []
        for _ in range(times):
            try:
                message = CorrelateMessage(name, business_key="k", variables={name: 1})
                engine.execute(message, SYSTEM, Once(f"{name} of k", name))
                told.append("taken")
            except errors.NotFound:
                told.append("come again")
        return told

    assert set(send("paid")) == {"come again"}, "nobody waits yet"
    found = engine.execute(StartInstance("waits", business_key="k"), SYSTEM)["id"]
    assert set(send("sent")) == {"come again"}, "it waits for the other one first"
    assert set(send("paid")) == {"taken"}
    assert set(send("sent")) == {"taken"}
    assert engine.queries.instance(SYSTEM, found)["state"] == "completed"
    assert engine.queries.instance(SYSTEM, found)["variables"] == {"paid": 1, "sent": 1}
    visits = [one["element"] for one in engine.queries.activities(SYSTEM, found)["items"]]
    assert visits == ["begin", "a", "b", "end"]
