"""Autosave of one file of a draft from an island: If-Match names the revision read, the answer is the engine's check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, jsonify, request, url_for

from tongban.admin_ui import studio, studio_names
from tongban.admin_ui.acts import said
from tongban.admin_ui.session import engine
from tongban.admin_ui.wording import when
from tongban.api.preconditions import read_revisions
from tongban.engine import drafting, errors

LARGEST = 5 * 1024 * 1024
SHOWN = ("file", "element", "rule", "message", "severity", "editor")


def sent(name: str) -> bytes:
    """The file an island sent; large texts are not taken as fields."""
    given = request.files.get(name)
    content = given.read(LARGEST + 1) if given is not None else request.form.get(name, "").encode()
    if not content or len(content) > LARGEST:
        message = "没有内容或内容过大 / there is no content, or too much"
        raise errors.Invalid(errors=[{"field": name, "message": message}])
    return content


def keep(draft_id: str, path: str, content: bytes, **more: Any) -> Response:
    """`{revision, problems}` and the new ETag; 412 with who changed the file meanwhile, 422 with what is refused."""
    actor = studio.designer()
    revisions = read_revisions(request)
    read = {path: min(revisions, default=0)} if revisions is not None else None
    try:
        saved = engine().execute(drafting.ChangeItemDraft(draft_id, {path: content}, read), actor)
    except errors.PreconditionFailed as clash:
        now = dict(clash.facts["current"])
        answer = jsonify({**now, "updated_at": when(now["updated_at"])})
        answer.status_code = 412
        return answer
    except errors.Invalid as refused:
        told = [said(str(one["message"])) for one in refused.errors] or [refused.message]
        answer = jsonify(message="；".join(told))
        answer.status_code = 422
        return answer
    file = next(one for one in saved["files"] if one["path"] == path)
    contents = engine().queries.item_draft(actor, draft_id)["contents"]
    problems = studio.told({"id": draft_id, "contents": contents}, saved["problems"])
    answer = jsonify(revision=file["revision"], problems=own_first(problems, path), **more)
    answer.set_etag(str(file["revision"]))
    return answer


def own_first(problems: Iterable[Mapping[str, Any]], path: str) -> list[dict[str, Any]]:
    """The problems of this file, then the errors of others with where to mend them."""
    all_of_them = list(problems)
    own = [one for one in all_of_them if one["file"] == path]
    rest = [one for one in all_of_them if one["file"] != path and one["severity"] == "error"]
    return [{name: one.get(name) for name in SHOWN} for one in [*own, *rest]]


def feel_given(draft_id: str, path: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    """What the FEEL controls of a page need: where to ask, and what to offer."""
    return {
        "check": url_for("ui.studio_feel.check", draft_id=draft_id),
        "path": path,
        "fields": fields,
        "functions": studio_names.functions(),
    }


def file_of(draft: Mapping[str, Any], path: str, kind: str) -> Mapping[str, Any]:
    """The file as the draft lists it; NotFound when it is not there or is no such file."""
    found: Mapping[str, Any] | None = next((one for one in draft["files"] if one["path"] == path), None)
    if found is None or studio.kind_of(path) != kind:
        raise errors.NotFound(file=path)
    return found
