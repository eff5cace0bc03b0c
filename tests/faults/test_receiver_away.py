"""A system that is told of events refuses, breaks off or keeps silent: no case waits for it, and nothing is lost."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from integrate.receiver import receiving
from operating.calling import Caller, diagram

from tongban.engine import connectors
from tongban.engine.outbound import Outbound
from tongban.engine.worker import Worker

RESET = struct.pack("ii", 1, 0)
# A case that goes on by a timer, whoever is told of it.
FLOW = diagram(
    "told",
    '<bpmn:startEvent id="a"/><bpmn:endEvent id="z"/><bpmn:intermediateCatchEvent id="t">'
    "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1M</bpmn:timeDuration></bpmn:timerEventDefinition>"
    "</bpmn:intermediateCatchEvent>",
    "a > t > z",
)


@pytest.fixture
def set_up() -> dict[str, Any]:
    return {"outbound_networks": ("127.0.0.0/8",), "outbound_http": True}


@contextmanager
def away(how: str) -> Iterator[str]:
    """The address of somebody who never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        kept: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken, _ = server.accept()
                except OSError:
                    return
                if how == "breaks off":
                    taken.recv(100)
                    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    taken.close()
                else:
                    kept.append(taken)

        if how == "refuses":
            server.close()
            yield url
            return
        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield url
        # Closing alone does not wake who waits in accept.
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for one in kept:
            one.close()


@pytest.mark.parametrize("how", ["refuses", "breaks off", "keeps silent"])
def test_a_receiver_that_is_away_holds_up_no_case_and_gets_all_when_it_is_back(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    office = caller.office
    send = connectors.send
    monkeypatch.setattr(connectors, "send", lambda request, reach: send(replace(request, timeout=0.5), reach))
    caller.deploy(FLOW)
    outbound, worker = Outbound(office.engine, "test"), Worker(office.engine)
    with away(how) as url:
        hook = caller.post("/webhooks", {"name": "away", "url": url}, status=201)
        started = [caller.start("told")["id"] for _ in range(2)]
        outbound.sweep()
        office.clock.advance(timedelta(minutes=2))
        worker.sweep()
        assert [caller.instance(one)["state"] for one in started] == ["completed"] * 2
        rows = caller.get(f"/webhooks/{hook['id']}/deliveries")["items"]
        assert not [one for one in rows if one["state"] in ("delivered", "dead")]
        assert [one["error"] for one in rows if one["attempts"]], "what was tried says why it failed"
    with receiving() as back:
        caller.send("PATCH", f"/webhooks/{hook['id']}", json={"url": back.url}, status=200)
        for _ in range(5):
            office.clock.advance(timedelta(hours=1))
            outbound.sweep()
        told = back.events()
    of_ours = [one["id"] for one in caller.feed() if one["instance_id"] in started]
    assert of_ours
    assert [told.count(one) for one in of_ours] == [1] * len(of_ours)
    for instance in started:
        events = caller.feed()
        own = [one["id"] for one in events if one["instance_id"] == instance]
        assert [one for one in told if one in own] == own, "in the order in which it happened"
