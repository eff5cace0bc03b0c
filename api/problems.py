"""Every refusal as RFC 9457 problem details: the one table of statuses and the one way to write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask, Response, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from tongban.api.database import REFUSED_VALUE, UNREACHABLE
from tongban.engine import errors, feel

#: The nearest ancestor in this table gives an error its status.
STATUSES: Mapping[type[errors.EngineError], int] = {
    errors.EngineError: 422,
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.PreconditionFailed: 412,
    errors.PreconditionRequired: 428,
    errors.OutOfRoom: 503,
}

#: `code` of the refusals that come from HTTP itself.
HTTP_CODES: Mapping[int, str] = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    409: "conflict",
    411: "length_required",
    412: "precondition_failed",
    413: "too_large",
    414: "uri_too_long",
    415: "unsupported_media_type",
    422: "invalid",
    428: "precondition_required",
    429: "too_many_requests",
    431: "header_too_large",
    500: "internal_error",
    503: "unavailable",
}
CONTENT_TYPE = "application/problem+json"
PAGES = "tongban.error_page"
_RESERVED = frozenset({"type", "title", "status", "detail", "code", "errors"})


def status_of(error: errors.EngineError) -> int:
    for ancestor in type(error).__mro__:
        if ancestor in STATUSES:
            return STATUSES[ancestor]
    return 422


def problem(
    status: int,
    code: str,
    title: str,
    detail: str | None = None,
    *,
    errors: Iterable[Mapping[str, Any]] = (),
    facts: Mapping[str, Any] | None = None,
    headers: Iterable[tuple[str, str]] = (),
) -> Response:
    """One problem document; facts stand beside its members and never replace them."""
    body: dict[str, Any] = {
        "type": f"/api/v1/docs#problem-{code}",
        "title": title,
        "status": status,
        "detail": detail or title,
        "code": code,
    }
    listed = list(errors)
    if listed:
        body["errors"] = listed
    body.update({name: _plain(value) for name, value in (facts or {}).items() if name not in _RESERVED})
    response = Response(feel.dumps(body), status, content_type=CONTENT_TYPE)
    response.headers.extend(list(headers))
    return response


def register(app: Flask) -> None:
    """Answer every error of the JSON edge; pages keep their own look through `extensions[PAGES]`."""
    answers: dict[Any, Callable[[Any], Response]] = {
        errors.EngineError: engine_problem,
        ValidationError: validation_problem,
        HTTPException: http_problem,
    }
    answers.update(dict.fromkeys(UNREACHABLE, unreachable_problem))
    answers.update(dict.fromkeys(REFUSED_VALUE, refused_value_problem))
    for kind, answer in answers.items():
        app.register_error_handler(kind, _for_pages_too(app, answer))


def engine_problem(error: errors.EngineError) -> Response:
    status = status_of(error)
    title = (type(error).__doc__ or "").strip().split("\n")[0]
    headers = [("WWW-Authenticate", challenge(error))] if status == 401 else []
    if status == 503:
        headers.append(("Retry-After", "60"))
    return problem(
        status,
        error.code,
        title,
        error.message,
        errors=error.errors,
        facts=error.facts,
        headers=headers,
    )


def challenge(error: errors.EngineError) -> str:
    """A token that was presented and refused is told so, as RFC 6750 asks."""
    scheme = 'Bearer realm="tongban"'
    return f'{scheme}, error="invalid_token"' if error.code == "invalid_token" else scheme


def validation_problem(error: ValidationError) -> Response:
    return problem(
        422,
        "invalid",
        "The input does not hold.",
        errors=[{"field": field, "message": message} for field, message in _flat(error.messages)],
    )


def http_problem(error: HTTPException) -> Response:
    """A redirect stays one; everything else keeps its headers (Allow of a 405) under a problem body."""
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_headers())
    if error.response is not None and error.code is None:
        status = error.response.status_code
    kept = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
    title = f"{error.name}."
    # What went wrong inside is for the log; a caller learns nothing from it.
    detail = "Something went wrong here; it has been logged." if status == 500 else error.description
    return problem(status, HTTP_CODES.get(status, "http_error"), title, detail, headers=kept)


def unreachable_problem(error: Exception) -> Response:
    return problem(
        503,
        "unavailable",
        "The database cannot be reached right now.",
        "Nothing was changed; try again in a moment.",
        headers=[("Retry-After", "2")],
    )


def refused_value_problem(error: Exception) -> Response:
    return problem(422, "invalid", "The input does not hold.", "A value is too long or cannot be stored.")


def _for_pages_too(app: Flask, answer: Callable[[Any], Response]) -> Callable[[Any], Any]:
    def handle(error: Any) -> Any:
        response = answer(error)
        if response.status_code >= 500 and not isinstance(error, HTTPException):
            app.logger.warning("%s %s: %s", request.method, request.path, error)
        page = app.extensions.get(PAGES)
        if page is None or request.path.startswith(("/api/", "/healthz", "/readyz", "/metrics")):
            return response
        return page(response.status_code, error)

    return handle


def _flat(messages: Any, path: str = "") -> Iterable[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _flat(inner, path if name == "_schema" else f"{path}.{name}".lstrip("."))
    elif isinstance(messages, list | tuple):
        for inner in messages:
            yield from _flat(inner, path)
    else:
        yield path, str(messages)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set | tuple):
        return [_plain(item) for item in value]
    return value
