"""`tongban serve` on a fresh folder: slow bodies do not stop it, and killed without warning it loses nothing."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tongban.api.long_poll import USUAL_THREADS

TOKEN = "the-operators-own-token"
FLOW = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
  <bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="begin"/>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work"/>
    <bpmn:userTask id="work"/>
    <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="finish"/>
    <bpmn:endEvent id="finish"/>
  </bpmn:process>
</bpmn:definitions>
"""
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="files"; filename="p.bpmn"\r\n\r\n'
    + FLOW
    + b"\r\n--b--\r\n"
)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def start(
    port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    folder = tmp_path_factory.mktemp("served")
    running: list[subprocess.Popen[str]] = []
    environ = {
        **os.environ,
        "TONGBAN_DATA_DIR": str(folder),
        "TONGBAN_PORT": str(port),
        "TONGBAN_BOOTSTRAP_TOKEN": TOKEN,
    }

    def _() -> subprocess.Popen[str]:
        if running and running[-1].poll() is None:
            return running[-1]
        output = (folder / "output").open("w")
        command = [str(Path(sys.executable).with_name("tongban")), "serve"]
        process = subprocess.Popen(command, env=environ, stdout=output, stderr=subprocess.STDOUT, text=True)
        output.close()
        running.append(process)
        _until(lambda: call(port, "GET", "/readyz")[0] == 200, (folder / "output"))
        return process

    yield _
    for process in running:
        process.kill()
        process.wait()


def call(
    port: int, method: str, path: str, body: bytes = b"", kind: str = "application/json"
) -> tuple[int, Any]:
    """Status and JSON; status 0 when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        headers = {"Authorization": f"Bearer {TOKEN}", **({"Content-Type": kind} if body else {})}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, orjson.loads(answer.read())
    except OSError:
        return 0, None
    finally:
        connection.close()


def _until(holds: Callable[[], bool], output: Path | None = None) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, output.read_text() if output else "waited too long"
        time.sleep(0.1)


def test_bodies_that_never_end_leave_threads_for_others(
    start: Callable[[], subprocess.Popen[str]], port: int
) -> None:
    """More of them than there are threads: who reads is answered, who sends is told to come again, until they go."""
    start()

    def sent() -> int:
        return call(port, "POST", "/api/v1/process-instances", b'{"process": "unknown"}')[0]

    slow = [_half_a_body(port) for _ in range(USUAL_THREADS + 2)]
    _until(lambda: sent() == 503)
    assert [call(port, "GET", "/healthz")[0] for _ in range(3)] == [200] * 3
    for one in slow:
        one.close()
    _until(lambda: sent() in (404, 422))


def test_what_was_answered_survives_a_kill(start: Callable[[], subprocess.Popen[str]], port: int) -> None:
    first = start()
    assert call(port, "POST", "/api/v1/deployments", FORM, "multipart/form-data; boundary=b")[0] == 201
    status, instance = call(port, "POST", "/api/v1/process-instances", b'{"process": "p"}')
    assert status == 201
    task = call(port, "GET", f"/api/v1/tasks?instance={instance['id']}")[1]["items"][0]
    assert call(port, "POST", f"/api/v1/tasks/{task['id']}/complete")[0] == 200
    first.send_signal(signal.SIGKILL)
    first.wait()
    _until(lambda: call(port, "GET", "/healthz")[0] == 0)
    second = start()
    status, again = call(port, "GET", f"/api/v1/process-instances/{instance['id']}")
    assert (status, again["state"]) == (200, "completed")
    assert [one["key"] for one in call(port, "GET", "/api/v1/items")[1]["items"]] != []
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=20) == 0
    assert call(port, "GET", "/healthz")[0] == 0


def _half_a_body(port: int) -> socket.socket:
    head = (
        "POST /api/v1/process-instances HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Authorization: Bearer {TOKEN}",
        "Content-Type: application/json",
        "Content-Length: 1000",
    )
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall("\r\n".join(head).encode() + b'\r\n\r\n{"process')
    return connection
