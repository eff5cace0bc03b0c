"""The OpenAPI 3.1 document: our problems, our security, and for every operation each status it may answer."""

from __future__ import annotations

import http
from typing import Any

import flask_smorest
from flask import Flask, Response

from tongban.api import problems
from tongban.api.authentication import CSRF_HEADER, SESSION_COOKIE, public
from tongban.api.idempotency import HEADER as IDEMPOTENCY_HEADER
from tongban.api.idempotency import LONGEST_KEY
from tongban.api.payload import json_response
from tongban.api.schemas.problem import Problem

PREFIX = "/api/v1"
INTRODUCTION = """Times are RFC 3339 with offset, durations ISO 8601, numbers exact decimals.
Errors are RFC 9457 problem details with a stable `code`; validation errors carry
`errors: [{field, message}]`, deployment errors `errors: [{file, element, rule, message}]`.
409 means somebody was first or the state has moved.
Every POST honours `Idempotency-Key`: the same key and body get the first answer again, another body gets 422.
Lists take `page_size` and `cursor` and answer `{items, next_cursor}`."""
PATH_PARAMETERS = {
    "session_id": "Id of the session.",
    "username": "User name of the person.",
    "mark_id": "Id of the mark against a broken commitment.",
    "case_no": "Number of the case.",
    "member": "Key of a member of the joint case.",
    "code": "Code of the item, material or document.",
    "switch_id": "Id of the switch.",
    "batch_id": "Id of the batch job.",
    "hold_id": "Id of the legal hold.",
    "definition_id": "Id of one version of a process.",
    "document_id": "Id of the document.",
    "draft_id": "Id of the draft.",
    "element": "Id of the element in the diagram.",
    "instance_id": "Id of the process instance.",
    "incident_id": "Id of the incident.",
    "job_id": "Id of the external task.",
    "key": "Key of the decision.",
    "message_id": "Id of the message.",
    "task_id": "Id of the task.",
    "timer_id": "Id of the timer.",
    "token_id": "Id of the token.",
    "proxy_id": "Id of the proxy.",
    "jump_id": "Id of the jump that was asked for.",
    "phrase_id": "Id of the phrase.",
    "alarm_id": "Id of the alarm.",
    "rule_id": "Id of the rule.",
    "measure": "What is measured.",
    "webhook_id": "Id of the webhook.",
    "visit_id": "Id of the visit.",
    "slot_id": "Id of the time that may be booked.",
    "client_id": "Id of the API client.",
    "name": "Name of the connector or secret.",
    "item": "Code of the item.",
    "kind": "Kind of the clock.",
    "year": "The calendar year.",
    "change_id": "Id of a change of a calendar.",
    "publication_id": "Id of a submission for publication.",
    "version_id": "Id of a version of an item.",
    "other_id": "Id of the version to compare with.",
    "path": "Path of a file inside the item's folder.",
}
_METHODS = ("get", "post", "put", "patch", "delete")


class Api(flask_smorest.Api):
    """flask-smorest with problem+json errors and a document that says everything."""

    ERROR_SCHEMA = Problem

    def __init__(self) -> None:
        super().__init__(
            spec_kwargs={
                "title": "Tongban 通办",
                "version": "1",
                "openapi_version": "3.1.0",
                "info": {"description": INTRODUCTION},
                "security": [{"bearer": []}, {"session": []}],
            }
        )
        self._document: dict[str, Any] | None = None

    def _register_error_handlers(self) -> None:
        problems.register(self._app)

    def _register_doc_blueprint(self) -> None:
        self._app.add_url_rule(f"{PREFIX}/openapi.json", "openapi_json", self._openapi_json)

    def _register_responses(self) -> None:
        for status in http.HTTPStatus:
            if status >= 400:
                self.spec.components.response(status.name, _problem_response(status.phrase), lazy=True)
        self.spec.components.response(
            self.DEFAULT_ERROR_RESPONSE_NAME, _problem_response("A problem."), lazy=True
        )

    @public
    def _openapi_json(self) -> Response:
        return json_response(self.document())

    def document(self) -> dict[str, Any]:
        """The finished document, made once."""
        if self._document is None:
            self._document = _completed(self.spec.to_dict(), _public_operations(self._app))
        return self._document


def describe_security(api: Api) -> None:
    """Name the two ways to say who one is."""
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.spec.components.security_scheme(
        "session",
        {
            "type": "apiKey",
            "in": "cookie",
            "name": SESSION_COOKIE,
            "description": f"The browser's session; changing calls also send {CSRF_HEADER}.",
        },
    )


def _problem_response(phrase: str) -> dict[str, Any]:
    return {"description": phrase, "content": {problems.CONTENT_TYPE: {"schema": Problem}}}


def _public_operations(app: Flask) -> set[tuple[str, str]]:
    """(path, method) of the operations that need no actor."""
    found = set()
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "public", False):
            path = rule.rule.replace("<", "{").replace(">", "}")
            found |= {(path, method.lower()) for method in rule.methods or ()}
    return found


def _completed(document: dict[str, Any], open_to_all: set[tuple[str, str]]) -> dict[str, Any]:
    for path, item in document["paths"].items():
        for parameter in item.get("parameters", ()):
            parameter["description"] = PATH_PARAMETERS[parameter["name"]]
        for method in _METHODS:
            if method in item:
                operation = item[method]
                is_public = (path, method) in open_to_all
                operation["operationId"] = _operation_id(operation, method, path)
                _add_problems(operation, method, path, is_public)
                if is_public:
                    operation["security"] = []
                if method == "post":
                    operation.setdefault("parameters", []).append(_idempotency_parameter())
    return document


def _operation_id(operation: dict[str, Any], method: str, path: str) -> str:
    words = path.removeprefix(PREFIX).replace("{", "").replace("}", "").replace("-", "_").split("/")
    return "_".join([method, *filter(None, words)])


def _add_problems(operation: dict[str, Any], method: str, path: str, is_public: bool) -> None:
    statuses = {503} if is_public else {401, 403, 429, 503}
    if "{" in path or is_public:
        statuses.add(404)
    if operation.get("parameters") or "requestBody" in operation:
        statuses.add(422)
    if method != "get":
        statuses |= {400, 404, 409, 413, 422}
    if "requestBody" in operation:
        statuses |= {400, 415}
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "If-Match":
            statuses |= {412, 428} if parameter["required"] else {412}
    responses = operation["responses"]
    # Each status is named, so none needs a catch-all, behind which an undocumented one could hide.
    responses.pop("default", None)
    for status in sorted(statuses):
        phrase = http.HTTPStatus(status).phrase
        schema = {"$ref": "#/components/schemas/Problem"}
        responses.setdefault(
            str(status), {"description": phrase, "content": {problems.CONTENT_TYPE: {"schema": schema}}}
        )


def _idempotency_parameter() -> dict[str, Any]:
    return {
        "in": "header",
        "name": IDEMPOTENCY_HEADER,
        "required": False,
        "description": "Your own key for this call; sent again with the same body it gets the first answer.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]+$"},
    }
