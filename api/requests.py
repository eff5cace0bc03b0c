"""How a resource states its input and output: `query`, `body`, `form` and `answer`, each also documented.

Answers are written as the engine returns them: a second pass through a schema would cost
more than many acts do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import wraps
from typing import Any, TypeAlias

import flask_smorest
from flask import Response, request
from marshmallow import Schema
from werkzeug.exceptions import UnsupportedMediaType

from tongban.api.authentication import actor, engine
from tongban.api.idempotency import once_of
from tongban.api.payload import json_response, read_json
from tongban.api.schemas.fields import Text

LARGEST_JSON = 1_000_000
LARGEST_UPLOAD = 25_000_000

View: TypeAlias = Callable[..., Any]


class Blueprint(flask_smorest.Blueprint):
    """A resource: its routes, their shapes and their place in the OpenAPI document."""

    def query(self, schema: type[Schema]) -> Callable[[View], View]:
        """Pass the checked query string as the view's keyword `filters`."""
        known = schema()

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                return view(*args, filters=known.load(request.args.to_dict()), **kwargs)

            return _documented(wrapper, _arguments(schema, "query"))

        return decorate

    def body(self, schema: type[Schema], *, example: Any = None) -> Callable[[View], View]:
        """Pass the checked JSON body as the view's keyword `given`."""
        known = schema()

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                request.max_content_length = LARGEST_JSON
                return view(*args, given=known.load(read_json(request)), **kwargs)

            return _documented(wrapper, _arguments(schema, "json", example=example))

        return decorate

    def form(self, schema: type[Schema]) -> Callable[[View], View]:
        """Take a multipart form: its texts checked as the keyword `given`, its files in `request.files`."""
        texts = [name for name, field in schema().fields.items() if isinstance(field, Text)]
        known = schema(only=texts)

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                if request.mimetype != "multipart/form-data":
                    raise UnsupportedMediaType("The body must be multipart/form-data.")
                return view(*args, given=known.load(request.form.to_dict()), **kwargs)

            return _documented(wrapper, _arguments(schema, "files"))

        return decorate

    def answer(
        self,
        status: int,
        schema: type[Schema] | None,
        *,
        content_type: str = "application/json",
        says: str = "",
    ) -> Callable[[View], View]:
        """Write what the view returns with this status; a Response passes as it is."""
        document: dict[str, Any] = {"content_type": content_type, "description": says}
        document["schema"] = schema() if schema else {"type": "string", "format": "binary"}

        def decorate(view: View) -> View:
            @wraps(view)
            def wrapper(*args: Any, **kwargs: Any) -> Response:
                result = view(*args, **kwargs)
                return result if isinstance(result, Response) else json_response(result, status)

            return _documented(wrapper, {"response": {"responses": {status: [document]}}})

        return decorate


def act(command: object) -> Any:
    """Have the engine execute the command for this caller, once per Idempotency-Key."""
    who = actor()
    return engine().execute(command, who, once_of(request, who))


def ask(query: str, /, *args: Any, **kwargs: Any) -> Any:
    """Read through the engine's query of this name for this caller."""
    return getattr(engine().queries, query)(actor(), *args, **kwargs)


def _arguments(schema: type[Schema], location: str, *, example: Any = None) -> Mapping[str, Any]:
    parameter: dict[str, Any] = {"in": location, "schema": schema(), "required": _has_required(schema)}
    if example is not None:
        parameter["example"] = example
    return {"arguments": {"parameters": [parameter]}}


def _has_required(schema: type[Schema]) -> bool:
    return any(field.required for field in schema().fields.values())


def _documented(wrapper: View, notes: Mapping[str, Any]) -> View:
    """Hang the notes where flask-smorest collects them, without touching the wrapped view's own."""
    known = deepcopy(getattr(wrapper, "_apidoc", {}))
    for part, content in notes.items():
        here = known.setdefault(part, {})
        for name, value in content.items():
            if isinstance(value, list):
                here.setdefault(name, []).extend(value)
            else:
                here.setdefault(name, {}).update(value)
    wrapper._apidoc = known  # type: ignore[attr-defined]
    return wrapper
