"""One HTTP call to an address somebody chose: only where it may go, once, not for long, and no more than is wanted.

The name is looked up once, every address found must be allowed, and the connection goes to the address that was
checked: a name that changes its mind in between leads nowhere. Redirects are answers like any other.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from threading import Timer
from urllib.parse import urlsplit

from tongban.engine.domain.web_address import Reach, reachable, refusal, url_problem

LARGEST_ANSWER = 1_000_000


class CallFailed(Exception):
    """There is no answer; `final` when trying again cannot help."""

    def __init__(self, message: str, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


@dataclass(frozen=True, slots=True)
class Request:
    """What to send; `timeout` in seconds is for the whole call."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    timeout: float = 10.0
    largest: int = LARGEST_ANSWER


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def send(request: Request, reach: Reach) -> Answer:
    """The answer, whatever its status; CallFailed when there is none."""
    problem = url_problem(request.url, reach)
    if problem:
        raise CallFailed(problem, final=True)
    parts = urlsplit(request.url)
    host, until = parts.hostname or "", time.monotonic() + request.timeout
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        sock = _connected(host, port, reach, until)
        # A receiver that drips byte after byte would outlast any time-out between two of them.
        held = [sock]
        watch = Timer(_left(until), _cut, (held,))
        watch.daemon = True
        watch.start()
        try:
            if parts.scheme == "https":
                sock = _trusting().wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
                held.append(sock)
                sock.do_handshake()
            return _exchange(request, sock, host, port, target, until)
        finally:
            watch.cancel()
            sock.close()
    except TimeoutError:
        raise CallFailed(f"{host} did not answer within {request.timeout:g} seconds.") from None
    except (OSError, HTTPException, ValueError) as error:
        raise CallFailed(f"{host} cannot be reached: {type(error).__name__}: {error}"[:500]) from error


def _exchange(
    request: Request, sock: socket.socket, host: str, port: int, target: str, until: float
) -> Answer:
    connection = HTTPConnection(host, port)
    # HTTPConnection would take 443 for an unusual port: it knows only the one of http.
    shown = f"[{host}]" if ":" in host else host
    own = shown if port == (443 if isinstance(sock, ssl.SSLSocket) else 80) else f"{shown}:{port}"
    with closing(connection):
        connection.sock = sock
        headers = {"Host": own, "User-Agent": "tongban", "Accept-Encoding": "identity", **request.headers}
        connection.request(request.method, target, request.body, {**headers, "Connection": "close"})
        with closing(connection.getresponse()) as response:
            body = _read(response, request.largest, until)
            _left(until)
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, body)


def _connected(host: str, port: int, reach: Reach, until: float) -> socket.socket:
    failed: OSError | None = None
    for address in _addresses(host, port, reach):
        try:
            return socket.create_connection((address, port), timeout=_left(until))
        except OSError as error:
            failed = error
    raise failed or OSError("no address")


def _cut(held: list[socket.socket]) -> None:
    for sock in list(held):
        with suppress(OSError):
            # Not that of an SSLSocket, which would take its state from under whoever reads.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _addresses(host: str, port: int, reach: Reach) -> list[str]:
    """What the name means now; refused as a whole when one of its addresses is not allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CallFailed(f"There is no host {host[:100]}: {error}") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not all(reachable(ip_address(one.partition("%")[0]), reach) for one in addresses):
        raise CallFailed(refusal(host), final=True)
    return addresses


def _read(response: HTTPResponse, largest: int, until: float) -> bytes:
    """The body piece by piece: a long one is not kept."""
    pieces, size = [], 0
    while piece := response.read1(65536):
        size += len(piece)
        if size > largest:
            raise CallFailed(f"The answer has more than {largest} bytes.", final=True)
        pieces.append(piece)
        _left(until)
    if response.length:
        raise OSError("the answer ended early")
    return b"".join(pieces)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@cache
def _trusting() -> ssl.SSLContext:
    return ssl.create_default_context()
