"""Items being worked on: begun, changed file by file, checked, tried, and submitted for publication."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from tongban.api.authentication import actor, engine
from tongban.api.demonstration import content_folder
from tongban.api.downloads import download
from tongban.api.paging import Paged, page_of
from tongban.api.preconditions import REQUIRED, TAGGED, read_revisions, tagged, with_tag
from tongban.api.requests import LARGEST_UPLOAD, Blueprint, act, ask
from tongban.api.schemas.item_draft import (
    Gate,
    ItemDraftForm,
    ItemDraftLine,
    ItemFolderDraft,
    Publication,
    SubmitItemDraftBody,
    TrialResult,
)
from tongban.api.uploads import uploaded_file
from tongban.engine import SubmitPublication, drafting, errors, items, trial

blueprint = Blueprint("item-drafts", __name__, description="Service items being worked on")
NAMES = ("key", "name", "name_en", "basic_code")


@blueprint.post("/item-drafts")
@blueprint.doc(responses={201: {"headers": TAGGED}})
@blueprint.form(ItemDraftForm)
@blueprint.answer(201, ItemFolderDraft)
def create_item_draft(given: dict[str, Any]) -> Any:
    """Begin a draft: from a zip, from a shipped template, or from an item in force.

    It is kept whatever is wrong with it; `problems` says what is. Only what could do harm is refused.
    """
    return tagged(act(drafting.CreateItemDraft(_files(given))), 201)


@blueprint.get("/item-drafts")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(ItemDraftLine))
def list_item_drafts(filters: dict[str, Any]) -> Any:
    """List drafts, the newest first."""
    return ask("item_drafts", **filters)


@blueprint.get("/item-drafts/<draft_id>")
@blueprint.doc(responses={200: {"headers": TAGGED}})
@blueprint.answer(200, ItemFolderDraft)
def read_item_draft(draft_id: str) -> Any:
    """Read one draft with its files' names and everything that speaks against it."""
    draft = ask("item_draft", draft_id)
    return tagged({name: value for name, value in draft.items() if name not in ("contents", "strayed")})


@blueprint.delete("/item-drafts/<draft_id>")
@blueprint.doc(**REQUIRED)
@blueprint.answer(200, ItemFolderDraft)
def delete_item_draft(draft_id: str) -> Any:
    """Throw a draft away; what was published from it stays. If-Match names the draft's revision."""
    revisions = read_revisions(request)
    revision = ask("item_draft", draft_id)["revision"] if revisions is None else max(revisions, default=-1)
    return act(drafting.DeleteItemDraft(draft_id, revision))


@blueprint.get("/item-drafts/<draft_id>/files/<path:path>")
@blueprint.doc(responses={200: {"headers": TAGGED}})
@blueprint.answer(200, None, content_type="application/octet-stream", says="The file, byte for byte.")
def read_item_draft_file(draft_id: str, path: str) -> Response:
    """Read one file; its ETag is the revision it was changed with last."""
    draft = ask("item_draft", draft_id)
    if path not in draft["contents"]:
        raise errors.NotFound(file=path)
    file = next(one for one in draft["files"] if one["path"] == path)
    name = path.rpartition("/")[2]
    return with_tag(download(draft["contents"][path], "application/octet-stream", name), file["revision"])


@blueprint.put("/item-drafts/<draft_id>/files/<path:path>")
@blueprint.doc(
    responses={200: {"headers": TAGGED}},
    requestBody={
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    **REQUIRED,
)
@blueprint.answer(200, ItemFolderDraft)
def save_item_draft_file(draft_id: str, path: str) -> Any:
    """Save one file: the body is its content, of any media type.

    If-Match names the file's revision that was read, `"0"` for a file that is new, `*` for whatever is there. When
    somebody was faster, 412 says who and when, and their work stays.
    """
    request.max_content_length = LARGEST_UPLOAD
    return _changed(draft_id, path, request.get_data())


@blueprint.delete("/item-drafts/<draft_id>/files/<path:path>")
@blueprint.doc(responses={200: {"headers": TAGGED}}, **REQUIRED)
@blueprint.answer(200, ItemFolderDraft)
def delete_item_draft_file(draft_id: str, path: str) -> Any:
    """Take one file out of the draft; If-Match as for saving."""
    return _changed(draft_id, path, None)


@blueprint.get("/item-drafts/<draft_id>/check")
@blueprint.answer(200, Gate)
def check_item_draft(draft_id: str) -> Any:
    """The gate before publishing: what is missing, part by part, and whether the samples are green."""
    draft = ask("item_draft", draft_id)
    content_hash = items.content_hash(draft["contents"])
    played = ask("last_trial", content_hash)
    lines = items.gate(draft["contents"], draft["strayed"])
    return {
        "revision": draft["revision"],
        "content_hash": content_hash,
        "sound": draft["sound"],
        "green": bool(played and played["green"]),
        "lines": lines,
    }


@blueprint.post("/item-drafts/<draft_id>/trial")
@blueprint.answer(200, TrialResult)
def try_item_draft(draft_id: str) -> Any:
    """Play every sample on the real engine, in a database that is thrown away; what came of it is remembered."""
    draft = ask("item_draft", draft_id)
    samples: dict[str, dict[str, Any]] = {}
    green = False
    for moment in trial(engine(), actor(), draft["contents"]):
        if moment.kind == "refused":
            raise errors.InvalidItem(moment.message, errors=moment.problems)
        green = moment.kind == "done"
        key = moment.sample.get("key")
        if key is not None:
            line = samples.setdefault(key, {"key": key, "green": True, "message": None})
            if moment.kind == "failed":
                line |= {"green": False, "message": moment.message}
    return {"green": green, "samples": list(samples.values())}


@blueprint.post("/item-drafts/<draft_id>/submit")
@blueprint.doc(**REQUIRED)
@blueprint.body(SubmitItemDraftBody)
@blueprint.answer(201, Publication)
def submit_item_draft(draft_id: str, given: dict[str, Any]) -> Any:
    """Submit the draft for publication, exactly as it was at the revision in If-Match.

    It must be sound, and its samples must have been tried as it is. What was returned goes round again.
    """
    revisions = read_revisions(request)
    revision = ask("item_draft", draft_id)["revision"] if revisions is None else max(revisions, default=-1)
    return act(SubmitPublication(draft_id, revision, given["change_note"]))


def _changed(draft_id: str, path: str, content: bytes | None) -> Response:
    revisions = read_revisions(request)
    read = {path: max(revisions, default=-1)} if revisions is not None else None
    return tagged(act(drafting.ChangeItemDraft(draft_id, {path: content}, read)))


def _files(given: dict[str, Any]) -> dict[str, bytes]:
    """The folder a draft begins with, under its new names when they are given; only for who may design items."""
    # Whoever may not begin a draft is told so before anything of theirs is read.
    ask("last_trial", "")
    if "file" in request.files:
        return items.read_zip(uploaded_file(request, "file")[1])
    item, template = given.get("item"), given.get("template")
    if item:
        files: dict[str, bytes] = ask("item_files", item)
    elif template:
        files = _template(template)
    else:
        told = "一个 zip、一个模板或一个现行事项 / a zip, a template or an item in force"
        raise errors.Invalid(errors=[{"field": "file", "message": told}])
    if item and not any(given.get(name) for name in NAMES):
        return files
    return items.new_item(
        files, items.NewItem(*(given.get(name) or "" for name in NAMES), given.get("suffix") or "01")
    )


def _template(name: str) -> dict[str, bytes]:
    """A shipped item, by its folder's name among those that are there."""
    shipped = {one.parent.name: one.parent for one in content_folder().glob("*/item.yaml")}
    if name not in shipped:
        raise errors.Invalid(
            errors=[{"field": "template", "message": "没有这个模板 / there is no such template"}]
        )
    return items.read_folder(shipped[name])
