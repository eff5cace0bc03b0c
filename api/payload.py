"""Reading a JSON body from a stranger and writing an answer, numbers exact both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import Request, Response
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from tongban.engine import feel

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DEEPEST = 64
#: What a decimal128 can hold.
LARGEST_EXPONENT = 6144
LONG_EXPONENT = re.compile(rb"\d[eE][+-]?\d{4}")
JSON = "application/json"
#: On every answer of the API, whatever it holds.
PROTECTION = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
)


class JsonAnswer(Response):
    """A JSON answer in one piece, handed to the server as it is.

    Werkzeug would go through the headers twice more and hand over a stream, which costs the server a second wake-up.
    """

    def __init__(self, content: bytes, status: int) -> None:
        super().__init__(
            status=status, headers=[("Content-Type", JSON), ("Content-Length", str(len(content)))]
        )
        self.response = [content]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response(self.status, [*self.headers, *PROTECTION])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else self.response


def read_json(request: Request) -> Any:
    """The request's JSON value; an absent body is the empty object."""
    body = request.get_data()
    # A body sent in chunks is cut off at the limit, not refused.
    if request.content_length is None and len(body) >= (request.max_content_length or len(body) + 1):
        raise RequestEntityTooLarge
    if not body:
        return {}
    if request.content_type != JSON and not request.is_json:
        raise UnsupportedMediaType("The body must be application/json.")
    return parse_json(body)


def parse_json(body: bytes) -> Any:
    """One JSON value, refused when it is malformed, too deep or holds text no database can keep."""
    if body.count(b"[") + body.count(b"{") > DEEPEST:
        _check_depth(body)
    try:
        value = feel.loads(body)
    except feel.FeelError as error:
        raise BadRequest(f"The body is {error.message}.") from None
    if b"\\u0000" in body or LONG_EXPONENT.search(body):
        _check_values(value)
    return value


def json_response(value: Any, status: int = 200) -> Response:
    """An answer whose JSON is written without another pass over its fields."""
    return JsonAnswer(feel.dumps(value), status)


def _check_depth(body: bytes) -> None:
    depth = 0
    in_string = escaped = False
    for byte in body:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise BadRequest(f"The body is nested more than {DEEPEST} levels deep.")
        elif byte in b"]}":
            depth -= 1


def _check_values(value: Any) -> None:
    """NUL and enormous numbers show in how they are spelt, so other bodies skip this walk."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\x00" in item:
                raise BadRequest("The body holds the character NUL.")
        elif isinstance(item, Decimal):
            if abs(item.adjusted()) > LARGEST_EXPONENT:
                raise BadRequest("The body holds a number beyond all use.")
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
