"""ETag and If-Match: nobody overwrites what they have not read (RFC 9110 §13.1.1, RFC 6585 §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Request, Response

from tongban.api.payload import json_response
from tongban.engine import access, errors

IF_MATCH: Mapping[str, Any] = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of the revision you have read; `*` for whatever is there.",
    "schema": {"type": "string", "example": '"3"'},
}
#: What an operation says of itself when it looks at If-Match.
REQUIRED: Mapping[str, Any] = {"parameters": [{**IF_MATCH, "required": True}]}
OPTIONAL: Mapping[str, Any] = {"parameters": [{**IF_MATCH, "required": False}]}
#: What an operation says of its answer.
TAGGED: Mapping[str, Any] = {
    "ETag": {"description": "The revision, for If-Match.", "schema": {"type": "string", "example": '"3"'}}
}

SHOWS_TAG: Mapping[str, Any] = {"responses": {200: {"headers": TAGGED}}}
#: What an operation says that looks at If-Match where there is one, and answers with a new tag.
CHANGES_TAGGED: Mapping[str, Any] = {**SHOWS_TAG, **OPTIONAL}


def read_revisions(request: Request, *, required: bool = True) -> frozenset[int] | None:
    """The revisions in If-Match; None for any, which `*` says and, where it is not required, silence too."""
    tags = request.if_match
    if "If-Match" not in request.headers:
        if required:
            raise errors.PreconditionRequired
        return None
    if tags.star_tag:
        return None
    # A weak tag never matches here, and neither does one that is not ours.
    return frozenset(int(tag) for tag in tags.as_set() if tag.isascii() and tag.isdecimal() and len(tag) < 10)


def read_tags(request: Request) -> frozenset[str] | None:
    """The tags in If-Match of what the caller has read; None for any, which `*` and silence say."""
    tags = request.if_match
    if "If-Match" not in request.headers or tags.star_tag:
        return None
    return frozenset(tags.as_set())


def by_content(answer: Mapping[str, Any], *beside: str, status: int = 200) -> Response:
    """The answer as JSON, a hash of it as ETag; what is named `beside` comes from elsewhere and is no part of it."""
    response = json_response(answer, status)
    response.set_etag(access.tag_of({key: one for key, one in answer.items() if key not in beside}))
    return response


def tagged(answer: Mapping[str, Any], status: int = 200) -> Response:
    """The answer as JSON, its `revision` as ETag."""
    return with_tag(json_response(answer, status), answer["revision"])


def with_tag(response: Response, revision: int) -> Response:
    """The response with the revision as ETag."""
    response.set_etag(str(revision))
    return response
