"""The browsable page of the API: one HTML page made here, so it works offline and needs no script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from flask import Blueprint, Response, current_app
from jinja2 import Environment

from tongban.api.authentication import public
from tongban.api.documentation_page import PAGE, STYLE
from tongban.api.problems import HTTP_CODES, STATUSES
from tongban.engine import errors

blueprint = Blueprint("documentation", __name__, url_prefix="/api/v1")
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 6
# Not the application's templates: nothing of the pages and their reader belongs in here.
_PAGE = Environment(autoescape=True).from_string(PAGE)


@blueprint.get("/docs")
@public
def page() -> Response:
    """Every operation with its parameters, shapes and an example call."""
    document = current_app.extensions["tongban.openapi"].document()
    html = _PAGE.render(
        document=document,
        groups=_groups(document),
        problems=sorted(_problem_codes().items()),
        pretty=_pretty,
    )
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/docs.css")
@public
def style() -> Response:
    """How the page looks."""
    return Response(STYLE, content_type="text/css; charset=utf-8")


def _groups(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = {tag["name"]: {**tag, "operations": []} for tag in document.get("tags", ())}
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in _METHODS:
            if method in item:
                entry = _entry(document, path, method, item[method], shared)
                found[item[method]["tags"][0]]["operations"].append(entry)
    return list(found.values())


def _entry(
    document: dict[str, Any], path: str, method: str, operation: dict[str, Any], shared: list[Any]
) -> dict[str, Any]:
    answers = [
        {"status": status, "description": answer.get("description", ""), **_content(document, answer)}
        for status, answer in operation["responses"].items()
        if "$ref" not in answer
    ]
    return {
        "path": path,
        "method": method,
        "operation": operation,
        "parameters": [*shared, *operation.get("parameters", [])],
        "body": _content(document, operation["requestBody"]) if "requestBody" in operation else None,
        "answers": answers,
        "public": operation.get("security") == [],
    }


def _content(document: dict[str, Any], holder: dict[str, Any]) -> dict[str, Any]:
    for media_type, content in holder.get("content", {}).items():
        schema = content.get("schema", {})
        return {
            "media_type": media_type,
            "fields": list(_fields(document, schema)),
            "example": content.get("example", _example(document, schema)),
        }
    return {"media_type": None, "fields": [], "example": None}


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "allOf" in schema:
        return _resolved(document, schema["allOf"][0])
    return schema


def _fields(document: dict[str, Any], schema: dict[str, Any], prefix: str = "") -> Iterator[dict[str, Any]]:
    known = _resolved(document, schema)
    needed = known.get("required", ())
    for name, field in known.get("properties", {}).items():
        path = f"{prefix}{name}"
        kind = _kind(field)
        yield {
            "name": path,
            "type": kind,
            "required": name in needed,
            "description": field.get("description", ""),
        }
        inner = field.get("items", field)
        if prefix.count(".") < _DEEPEST and ("$ref" in inner or "allOf" in inner):
            yield from _fields(document, inner, f"{path}[]." if "items" in field else f"{path}.")


def _kind(field: dict[str, Any]) -> str:
    kind = field.get("type", "object" if "$ref" in field or "allOf" in field else "any")
    text = " | ".join(kind) if isinstance(kind, list) else str(kind)
    if "enum" in field:
        text = " | ".join(str(value) for value in field["enum"])
    return f"{text} ({field['format']})" if "format" in field else text


def _example(document: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Any:
    known = _resolved(document, schema)
    if "example" in known:
        return known["example"]
    if "enum" in known:
        return known["enum"][0]
    if "properties" in known and depth < _DEEPEST:
        return {name: _example(document, field, depth + 1) for name, field in known["properties"].items()}
    kind = known.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "array":
        return [_example(document, known.get("items", {}), depth + 1)]
    if known.get("format") == "date-time":
        return "2026-03-02T09:00:00+08:00"
    return {"string": "…", "integer": 1, "number": 1, "boolean": True}.get(kind, {})


def _pretty(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def _problem_codes() -> dict[str, tuple[int, str]]:
    """Each `code` with its status and meaning, from the two tables that make them."""
    found = {code: (status, "") for status, code in HTTP_CODES.items()}
    waiting: list[type[errors.EngineError]] = [errors.EngineError]
    while waiting:
        kind = waiting.pop()
        status = next(STATUSES[ancestor] for ancestor in kind.__mro__ if ancestor in STATUSES)
        found[kind.code] = (status, (kind.__doc__ or "").strip().split("\n")[0])
        waiting.extend(kind.__subclasses__())
    return found
