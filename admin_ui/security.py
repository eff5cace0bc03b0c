"""What keeps a page's form and content honest: the token in every form, and the headers of every answer."""

from __future__ import annotations

import hmac
import secrets

from flask import Response, g, request
from markupsafe import Markup

from tongban.admin_ui.session import SESSION_COOKIE
from tongban.api.authentication import csrf_token
from tongban.engine import errors

FORM_COOKIE = "tongban_form"
FIELD = "csrf"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# A file somebody handed in: shown, never run, and only inside our own pages.
FILE_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class ForeignForm(errors.NotAllowed):
    """The form is too old or did not come from this site."""

    code = "foreign_form"


def form_token() -> str:
    """Bound to the session when there is one, else to a cookie of this browser."""
    return csrf_token(request.cookies.get(SESSION_COOKIE) or _browser_secret())


def _browser_secret() -> str:
    if "form_secret" not in g:
        g.form_secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    return str(g.form_secret)


def csrf_field() -> Markup:
    """The hidden field for a form; a page has many, all the same."""
    if "form_field" not in g:
        g.form_field = Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token())
    return Markup(g.form_field)


def check_form() -> None:
    """A changing request must come from a page of ours."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise ForeignForm
    if not hmac.compare_digest(request.form.get(FIELD, "").encode(), form_token().encode()):
        raise ForeignForm


def protect(response: Response) -> Response:
    """Strict headers on every page; a file has set its own policy already, and the API keeps its own rules."""
    if request.path.startswith(("/api/", "/healthz", "/readyz", "/metrics")):
        return response
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if "form_secret" in g and request.cookies.get(FORM_COOKIE) != g.form_secret:
        response.set_cookie(
            FORM_COOKIE, g.form_secret, httponly=True, samesite="Lax", secure=request.is_secure
        )
    kept = request.endpoint == "ui.static" and response.status_code == 200
    # Built files carry their content's hash in their name; a page shows people's data and is never kept.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-store"
    return response
