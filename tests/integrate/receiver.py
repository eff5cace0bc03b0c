"""Another system: an HTTP server on this machine that keeps what it gets and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from listening import Quiet, listening


@dataclass
class Got:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """`answers` are given in turn, the last one from then on."""

    url: str
    got: list[Got] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=lambda: [(204, {}, b"")])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, request: Got) -> tuple[int, dict[str, str], bytes]:
        with self.lock:
            self.got.append(request)
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def events(self) -> list[int]:
        return [one.json["data"]["id"] for one in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(Quiet):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.body()
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, content = found.take(Got(self.command, self.path, headers, body))
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.close_connection = True

    with listening(Handler) as address:
        found = Receiver(address)
        yield found
