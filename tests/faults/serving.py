"""A real `tongban serve` in a process of its own, that a test may kill at any moment and start again."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TOKEN = "fault-test-administrator"
#: Seconds; a start alone takes a minute when others want the processors too.
PATIENCE = 240.0
RETRIES_AFTER = 0.02


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`kill` leaves no process behind; `start` waits until the server answers."""

    def __init__(self, url: str, folder: Path) -> None:
        self.port = free_port()
        self._log = folder / "server.log"
        self._folder = folder
        self._environment = os.environ | {
            "TONGBAN_DATABASE_URL": url,
            "TONGBAN_DATA_DIR": str(folder / "data"),
            "TONGBAN_BOOTSTRAP_TOKEN": TOKEN,
            "TONGBAN_PORT": str(self.port),
            "TONGBAN_EMBEDDED_WORKER": "1",
        }
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Of the server that watches over the web processes; None when none runs."""
        return self._running.pid if self._running is not None and self._running.poll() is None else None

    def start(self) -> float:
        """Seconds until it answered."""
        began = time.monotonic()
        command = [str(Path(sys.executable).with_name("tongban")), "serve"]
        with self._log.open("ab") as output:
            self._running = subprocess.Popen(
                command, env=self._environment, stdout=output, stderr=subprocess.STDOUT, cwd=self._folder
            )
        try:
            self.wait_until_alive()
        except BaseException:
            self.kill()
            raise
        return time.monotonic() - began

    def carry_on(self) -> None:
        """Wait until it answers again; started anew, as by its supervisor, when its web processes died too often.

        Two deaths of the same one within seconds are a crash loop, on which the server ends with an error.
        """
        assert self._running is not None
        try:
            self.wait_until_alive()
        except AssertionError:
            if self._running.poll() is None:
                raise
            assert self._running.returncode, "giving up is told by the exit code"
            self.start()

    def wait_until_alive(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._running is None or self._running.poll() is not None:
                break
            try:
                if request(self.port, "GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the server does not start:\n{self._log.read_text(errors='replace')[-3000:]}")

    def kill(self) -> None:
        """SIGKILL to the server; its web processes must follow by themselves."""
        if self._running is None:
            return
        children = self._web_processes()
        self._running.kill()
        self._running.wait()
        self._running = None
        wait_until_gone(children)

    def kill_web_process(self, rng: random.Random) -> None:
        """SIGKILL to one web process; the server must replace it by itself."""
        children = self._web_processes()
        if not children:
            return
        chosen = rng.choice(children)
        os.kill(chosen, signal.SIGKILL)
        wait_until_gone([chosen])

    def _web_processes(self) -> list[int]:
        if self._running is None:
            return []
        return [pid for pid, parent, _ in processes() if parent == self._running.pid]


def processes() -> list[tuple[int, int, str]]:
    """Every process as (pid, parent, state)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found.append((int(entry.name), int(fields[1]), fields[0]))
    return found


def wait_until_gone(pids: list[int]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not {pid for pid, _, state in processes() if state != "Z"} & set(pids):
            return
        time.sleep(0.02)
    raise AssertionError(f"still there: {pids}")


def request(
    port: int, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, Any]:
    """One call on a connection of its own; OSError when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"} | (headers or {})
        connection.request(method, path, payload, sent)
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content else None
    except http.client.HTTPException as broken:
        raise ConnectionError(str(broken)) from broken
    finally:
        connection.close()


def insist(port: int, method: str, path: str, body: Any = None, key: str | None = None) -> tuple[int, Any]:
    """The same call, under the same Idempotency-Key, until somebody answers it with anything but 5xx."""
    end = time.monotonic() + PATIENCE
    headers = {"Idempotency-Key": key} if key else {}
    status, answer = 0, None
    while time.monotonic() < end:
        try:
            status, answer = request(port, method, path, body, headers)
        except OSError:
            status = 0
        if status and status not in (502, 503):
            return status, answer
        time.sleep(RETRIES_AFTER)
    raise AssertionError(f"{method} {path}: no answer, the last was {status} {answer}")


def deploy(port: int, name: str, diagram: str) -> None:
    edge = "edge-of-the-test"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = f"{head}{diagram}\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    status, answer = request(port, "POST", "/api/v1/deployments", body, headers)
    assert status == 201, answer
