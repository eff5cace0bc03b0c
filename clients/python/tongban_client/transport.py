"""One call over HTTP: sent again when that is safe, refused as an exception that says what the server said."""

from __future__ import annotations

import json
import random
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

#: Answers after which the same call may do better; the server has done nothing then, or knows the key.
TRY_AGAIN = frozenset({429, 502, 503, 504})
#: These may be sent twice: GET, PUT and DELETE by their nature, POST for its Idempotency-Key.
REPEATABLE = frozenset({"GET", "POST", "PUT", "DELETE"})
LONGEST_PAUSE = 30.0


class ApiError(Exception):
    """The server refused: an RFC 9457 problem with its stable `code`; `facts` is whatever else it says."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "http_error"))
        self.detail = str(problem.get("detail", ""))
        self.errors: list[dict[str, Any]] = list(problem.get("errors", ()))
        known = {"type", "title", "status", "detail", "code", "errors"}
        self.facts = {name: value for name, value in problem.items() if name not in known}
        super().__init__(f"{status} {self.code}: {self.detail}")


class Unreachable(Exception):
    """No answer came, however often the call was sent."""


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What comes back; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


Send = Callable[[Request, float], Response]


@dataclass(slots=True)
class Transport:
    """Sends calls to one server with one token; `send` and `sleep` may be replaced, by a test for example."""

    base_url: str
    token: str = field(repr=False)
    timeout: float = 40.0
    retries: int = 4
    send: Send = field(default_factory=lambda: send_by_urllib)
    sleep: Callable[[float], None] = time.sleep

    def call(
        self,
        operation: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        json_body: Any = None,
        file: tuple[str, str, bytes] | None = None,
        files: Mapping[str, bytes] | None = None,
        key: str | None = None,
    ) -> Response:
        """`operation` as `GET /cases/{case_no}`; ApiError for a refusal, Unreachable for no answer at all.

        `json_body` is sent as JSON; `file` as (field, name, bytes) or `files` by name under the field `files` as
        a form. `key` is the Idempotency-Key of a POST, by default a new one for each call.
        """
        method, _, place = operation.partition(" ")
        for name, value in (path or {}).items():
            place = place.replace(f"{{{name}}}", quote(value, safe=""))
        asked = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        url = f"{self.base_url.rstrip('/')}/api/v1{place}{'?' + urlencode(asked) if asked else ''}"
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        body: bytes | None = None
        if json_body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(json_body, ensure_ascii=False).encode()
        elif file or files:
            parts = [file] if file else [("files", name, content) for name, content in (files or {}).items()]
            headers["Content-Type"], body = _form(parts)
        if method == "POST":
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        return self._insist(Request(method, url, headers, body))

    def _insist(self, request: Request) -> Response:
        left = self.retries if request.method in REPEATABLE else 0
        pause = 0.5
        while True:
            try:
                response = self.send(request, self.timeout)
            except OSError as failed:
                if not left:
                    raise Unreachable(f"{request.method} {request.url}: {failed}") from failed
                wait = pause
            else:
                if response.status < 400:
                    return response
                if response.status not in TRY_AGAIN or not left:
                    raise ApiError(response.status, _problem(response))
                wait = _retry_after(response) or pause
            left -= 1
            # Many clients that failed together do not come back together.
            self.sleep(min(wait, LONGEST_PAUSE) * random.uniform(1.0, 1.25))
            pause *= 2


def send_by_urllib(request: Request, timeout: float) -> Response:
    """The standard library's way; a redirect is not followed, so that the token goes nowhere else."""
    asked = urllib.request.Request(request.url, request.body, dict(request.headers), method=request.method)
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(asked, timeout=timeout) as answer:
            return Response(answer.status, _lower(answer.headers), answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return Response(refused.code, _lower(refused.headers), refused.read())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _problem(response: Response) -> Mapping[str, Any]:
    try:
        found = json.loads(response.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _retry_after(response: Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdigit() else None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list | tuple) else str(value)


def _form(parts: list[tuple[str, str, bytes]]) -> tuple[str, bytes]:
    boundary = uuid.uuid4().hex
    out = bytearray()
    for field_name, file_name, content in parts:
        shown = file_name.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "").replace("\n", "")
        out += f'--{boundary}\r\nContent-Disposition: form-data; name="{field_name}"; '.encode()
        out += f'filename="{shown}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
        out += content + b"\r\n"
    return f"multipart/form-data; boundary={boundary}", bytes(out) + f"--{boundary}--\r\n".encode()
