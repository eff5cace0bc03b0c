"""A registered connector at work: a job's variables in, an HTTP call or an email, variables for the flow out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from tongban.engine import channels, feel
from tongban.engine.connectors.http import Answer, CallFailed, Request, send
from tongban.engine.domain.connectors import PLACE
from tongban.engine.domain.web_address import Reach

#: Answers after which the same call may well succeed later.
PASSING = {408, 409, 425, 429}
SHOWN = 2000


class Failed(Exception):
    """It did not work; `final` when trying again cannot help. `details` is for whoever mends it."""

    def __init__(self, message: str, final: bool, details: str | None = None) -> None:
        super().__init__(message)
        self.final, self.details = final, details


class Thrown(Exception):
    """The connector's table makes a BPMN error of this answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def run(
    call: Mapping[str, Any], reach: Reach, mail: channels.Channel | None, now: datetime
) -> dict[str, Any]:
    """The variables of the result; raises Failed or Thrown."""
    try:
        if call["connector"]["kind"] == "http":
            return _http(call, reach, now)
        return _email(call, mail, now)
    except feel.FeelError as error:
        raise Failed(f"An expression of the connector failed: {error}", True) from error
    except CallFailed as error:
        raise Failed(str(error), error.final) from error


def _http(call: Mapping[str, Any], reach: Reach, now: datetime) -> dict[str, Any]:
    described, job = call["connector"], call["job"]
    missing = [name for name in described.get("secrets", ()) if name not in call["secrets"]]
    if missing:
        raise Failed(f"There is no secret {', '.join(missing)}.", True)
    seen = {**job["variables"], "job": {"id": job["id"], "business_key": job["business_key"]}}
    open_ = {name: _text(value, seen, now) for name, value in described.get("path", {}).items()}
    # A piece that is empty or climbs would change which resource is meant.
    if any(piece in ("", ".", "..") for piece in open_.values()):
        raise Failed("A piece of the path is empty or climbs.", True)
    url = PLACE.sub(lambda found: quote(open_[found[1]], safe=""), described["url"])
    query = {name: _text(value, seen, now) for name, value in described.get("query", {}).items()}
    within = {**seen, "secrets": dict(call["secrets"])}
    headers = {name: _header(value, within, now) for name, value in described.get("headers", {}).items()}
    body = described.get("body")
    content = None
    if body is not None:
        value = _value(body, within, now)
        content = value.encode() if isinstance(value, str) else feel.dumps(value)
        if "content-type" not in {name.lower() for name in headers}:
            headers["Content-Type"] = (
                "text/plain; charset=utf-8" if isinstance(value, str) else "application/json"
            )
    # The same on every try, so that the other side can drop a repeat.
    headers["Idempotency-Key"] = job["id"]
    request = Request(
        described["method"],
        url + (f"?{urlencode(query)}" if query else ""),
        headers,
        content,
        float(described.get("timeout", 10)),
    )
    answer = send(request, reach)
    code = described.get("errors", {}).get(str(answer.status))
    if code:
        raise Thrown(code, f"The connector was answered {answer.status}.")
    if not 200 <= answer.status < 300:
        final = answer.status < 500 and answer.status not in PASSING
        told = answer.body[:SHOWN].decode("utf-8", "replace").replace("\x00", "")
        raise Failed(f"The connector was answered {answer.status}.", final, told)
    return _results(described.get("results", {}), seen, answer, now)


def _results(
    wanted: Mapping[str, str], seen: Mapping[str, Any], answer: Answer, now: datetime
) -> dict[str, Any]:
    if not wanted:
        return {}
    told = {"status": answer.status, "headers": dict(answer.headers), "body": _body(answer)}
    variables = feel.to_feel({**seen, "answer": told})
    return {
        name: feel.to_json(feel.expression(feel.strip(text))(variables, now=now))
        for name, text in wanted.items()
    }


def _body(answer: Answer) -> Any:
    """JSON as values, any other text as text."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    text = answer.body.decode("utf-8", "replace").replace("\x00", "")
    if kind != "application/json" and not kind.endswith("+json"):
        return text
    try:
        return feel.loads(text)
    except ValueError as error:
        raise Failed(f"The answer is no JSON: {error}", True, text[:SHOWN]) from error


def _email(call: Mapping[str, Any], mail: channels.Channel | None, now: datetime) -> dict[str, Any]:
    if mail is None:
        raise Failed("No mail server is set up.", True)
    described, job = call["connector"], call["job"]
    seen = {**job["variables"], "job": {"id": job["id"], "business_key": job["business_key"]}}
    message = channels.Message(
        id=job["id"],
        to=_text(described["to"], seen, now),
        subject=_text(described["subject"], seen, now),
        text=_text(described["text"], seen, now),
        at=now,
    )
    try:
        mail.deliver(message)
    except channels.DeliveryFailed as failed:
        raise Failed(str(failed), failed.permanent) from failed
    return {}


def _value(text: str, seen: Mapping[str, Any], now: datetime) -> Any:
    if not feel.is_expression(text):
        return text
    return feel.to_json(feel.expression(feel.strip(text))(feel.to_feel(seen), now=now))


def _text(text: str, seen: Mapping[str, Any], now: datetime) -> str:
    value = _value(text, seen, now)
    if value is None or isinstance(value, (dict, list)):
        raise Failed(f"`{text[:100]}` gives no text.", True)
    return value if isinstance(value, str) else feel.dumps(value).decode()


def _header(text: str, seen: Mapping[str, Any], now: datetime) -> str:
    value = _text(text, seen, now)
    if not value.isprintable() or not value.isascii():
        raise Failed("A header holds more than printable ASCII.", True)
    return value
