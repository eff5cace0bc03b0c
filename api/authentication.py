"""Who is asking: a bearer token, else the browser's session cookie with its CSRF token."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, Response, current_app, g, request
from flask.globals import app_ctx, request_ctx
from werkzeug.exceptions import TooManyRequests

from tongban.api.rate_limit import RateLimit
from tongban.api.scopes import demand
from tongban.engine import Actor, Engine, access, errors
from tongban.migrations import migrate

SESSION_COOKIE = "tongban_session"
CSRF_HEADER = "X-CSRF-Token"
RATE_LIMIT = "tongban.rate_limit"
SANDBOX = "tongban.sandbox"
SANDBOX_HEADER = "Tongban-Sandbox"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable[..., Any])


class InvalidToken(errors.NotSignedIn):
    """The bearer token is not valid."""

    code = "invalid_token"


class CsrfFailed(errors.NotAllowed):
    """The X-CSRF-Token header is missing or wrong."""

    code = "csrf_failed"


def public(view: View) -> View:
    """Mark a view that needs no actor."""
    view.public = True  # type: ignore[attr-defined]
    return view


def register(app: Flask) -> None:
    """Let no request of the API reach its view without an actor."""
    app.extensions[RATE_LIMIT] = RateLimit()
    app.before_request(_require_actor)
    app.after_request(_mark)


def engine() -> Engine:
    """The engine this call is for: the sandbox's when it came with a test key."""
    context = app_ctx._get_current_object()
    found: Engine | None = context.g.get("engine")
    return found or context.app.extensions["tongban"]


def sandbox() -> access.Sandbox:
    """Where test keys work; made when it is first asked for."""
    live, found = current_app.extensions["tongban"], current_app.extensions.get(SANDBOX)
    if found is None or found.live is not live:
        found = current_app.extensions[SANDBOX] = access.Sandbox(live, migrate)
    return found


def actor() -> Actor:
    return g.actor


def csrf_token(session_id: str) -> str:
    """The token of a session, the same that its forms carry: derived, so unstored, and not reversible."""
    return hashlib.sha256(f"form:{session_id}".encode()).hexdigest()


def csrf_holds(session_id: str, token: str | None) -> bool:
    return hmac.compare_digest(csrf_token(session_id).encode(), (token or "").encode())


def _require_actor() -> None:
    asked = request_ctx.request
    if not asked.path.startswith("/api/"):
        return
    view = current_app.view_functions.get(asked.endpoint or "")
    # No view means 404 or 405, which the router answers.
    if view is None or getattr(view, "public", False):
        return
    actor = g.actor = _identify(asked)
    access = actor.access
    if access is not None:
        wait = current_app.extensions[RATE_LIMIT].wait(access.client, access.rate)
        if wait:
            raise TooManyRequests("The client has made its calls of this minute.", retry_after=wait)
        demand(actor, asked)
        if access.sandbox:
            g.engine = sandbox().engine()


def _mark(response: Response) -> Response:
    """What the sandbox answers says so."""
    if "engine" in g:
        response.headers[SANDBOX_HEADER] = "true"
    return response


def _identify(asked: Request) -> Actor:
    header = asked.environ.get("HTTP_AUTHORIZATION")
    return _actor_of_header(header) if header is not None else _actor_of_cookie()


def _actor_of_header(header: str) -> Actor:
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise errors.NotSignedIn("Only bearer tokens are accepted.")
    found = engine().actor_of_token(token.strip()) if token.strip() else None
    if found is None:
        raise InvalidToken
    return found


def _actor_of_cookie() -> Actor:
    session_id = request.cookies.get(SESSION_COOKIE)
    found = engine().actor_of_session(session_id) if session_id else None
    if found is None or session_id is None:
        raise errors.NotSignedIn
    if request.method not in SAFE_METHODS and not csrf_holds(session_id, request.headers.get(CSRF_HEADER)):
        raise CsrfFailed
    return found
