"""Logs with the request's id, who acted and on which case; one JSON object a line where it is asked for."""

from __future__ import annotations

import contextvars
import json
import logging
import os
import re
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request
from flask.globals import app_ctx, request_ctx

from tongban.engine.settings import Settings

HEADER = "X-Request-ID"
#: The same as WSGI names it.
SENT = "HTTP_X_REQUEST_ID"
OURS = re.compile(r"[A-Za-z0-9._-]{1,64}")
#: What of a route's parts says what a request was about.
ABOUT = ("case_no", "instance_id", "task_id", "job_id", "incident_id", "batch_id")
#: What is asked every few seconds tells nobody anything.
QUIET = ("/healthz", "/readyz", "/metrics")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
ID_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
SECRET = re.compile(r"(?i)(bearer\s+|tbc_|whsec_)[\w.~+/=-]{6,}")
_request: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("request", default=None)
access = logging.getLogger("tongban.access")


def masked(text: str) -> str:
    """Without identity numbers, telephone numbers and secrets, and in one line whatever was sent."""
    text = ID_NUMBER.sub(r"\1********\2", text)
    text = PHONE.sub(r"\1****\2", text)
    text = SECRET.sub(r"\1…", text)
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, and what is known of the request."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
            **_about(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            facts["exception"] = masked(self.formatException(record.exc_info).replace("\n", " | "))
        return json.dumps(facts, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """For reading: one line for each record but its traceback, nothing in it that a terminal obeys."""

    def format(self, record: logging.LogRecord) -> str:
        about = _request.get() or {}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        told = f" [{about['request_id']}]" if about else ""
        line = f"{at} {record.levelname} {record.name}{told} {masked(record.getMessage())}"
        if record.exc_info:
            trace = self.formatException(record.exc_info).split("\n")
            line = "\n".join([line, *(masked(one) for one in trace)])
        return line


def _about() -> dict[str, Any]:
    known = _request.get() or {}
    return {name: masked(str(value)) if name in ABOUT else value for name, value in known.items()}


def configure(settings: Settings) -> None:
    """Write everything to the standard error, in the form the settings ask for."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # What the scheduler does every second tells nobody anything.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    access.setLevel(logging.INFO if settings.log_format == "json" else logging.WARNING)


def register(app: Flask) -> None:
    """Give every request an id, answer it in a header, and write one line of access for it."""

    @app.before_request
    def begin() -> None:
        asked = request_ctx.request
        sent = asked.environ.get(SENT, "")
        request_id = g.request_id = sent if OURS.fullmatch(sent) else os.urandom(8).hex()
        about = {name: value for name, value in (asked.view_args or {}).items() if name in ABOUT}
        _request.set({"request_id": request_id, **about})

    @app.after_request
    def answered(response: Response) -> Response:
        here = app_ctx.g
        request_id = here.get("request_id")
        if request_id is None:
            return response
        response.headers[HEADER] = request_id
        if access.isEnabledFor(logging.INFO) and request.path not in QUIET:
            # When it began is what the metrics noted, which are registered before.
            actor = here.get("actor") or here.get("reader")
            facts = {
                "method": request.method,
                "path": masked(request.path),
                "status": response.status_code,
                "ms": round((time.perf_counter() - here.began) * 1000, 1),
                "actor": actor.id if actor is not None else None,
            }
            access.info("%s %s", request.method, request.path, extra={"facts": facts})
        return response

    @app.teardown_request
    def over(error: BaseException | None) -> None:
        _request.set(None)
