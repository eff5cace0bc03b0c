"""Batch jobs: one act on many instances, with progress, what failed and why, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import operate_words as words
from tongban.admin_ui.language import _
from tongban.admin_ui.session import engine, person
from tongban.engine import CreateBatch, SteerBatch, UndoBatch, errors, feel

pages = Blueprint("batches", __name__, url_prefix="/admin/batches")
FILTERS = ("process", "definition", "state", "element")
FIELDS = ("kind", *FILTERS, "to", "mapping", "reason", "dry_run")
PAIR = 2


@pages.get("")
def listed() -> Response:
    return list_page({name: request.args.get(name, "") for name in FIELDS})


@pages.post("")
def create() -> Response:
    """Make a batch; what the form lacks is told beside its fields."""
    form = {name: request.form.get(name, "").strip() for name in FIELDS}
    body: dict[str, Any] = {}
    if form["kind"] == "migrate":
        body["to_definition"] = form["to"]
        if form["mapping"]:
            try:
                body["mapping"] = _mapping(form["mapping"])
            except ValueError:
                return list_page(form, {"mapping": _("写作一行一对，如 check = review")}, 422)
    which = {name: form[name] for name in FILTERS if form[name]}
    command = CreateBatch(form["kind"], which, form["reason"], body, form["dry_run"] == "yes")
    try:
        made = engine().execute(command, person())
    except (errors.Invalid, errors.Conflict) as error:
        return list_page(form, _wrong(error), words.status_of(error))
    return redirect(url_for("ui.batches.one", batch_id=made["id"]), 303)


@pages.get("/<batch_id>")
def one(batch_id: str) -> Response:
    return one_page(batch_id)


@pages.post("/<batch_id>")
def change(batch_id: str) -> Response:
    """Pause, resume, cancel, or take back."""
    do = request.form.get("do", "")
    try:
        if do == "undo":
            reason = request.form.get("reason", "").strip()
            if not reason:
                return one_page(batch_id, {"reason": _("请填写理由")}, 422)
            batch_id = engine().execute(UndoBatch(batch_id, reason), person())["id"]
        elif do in ("pause", "resume", "cancel"):
            engine().execute(SteerBatch(batch_id, do), person())
        else:
            raise errors.NotFound
    except errors.Conflict as error:
        return one_page(batch_id, {"reason": words.said(error)}, 409)
    return redirect(url_for("ui.batches.one", batch_id=batch_id, did=do), 303)


def list_page(form: Mapping[str, str], wrong: Mapping[str, str] | None = None, status: int = 200) -> Response:
    ask: Any = engine().queries
    found = ask.batches(person(), cursor=request.args.get("cursor"), page_size=50)
    versions = []
    if form["kind"] == "migrate" and form["definition"]:
        source = ask.definition(person(), form["definition"])
        rows = ask.definitions(person(), key=source["key"], page_size=50)["items"]
        versions = [row for row in rows if row["id"] != source["id"]]
    page = render_template(
        "operate/batches.html", form=form, versions=versions, wrong=wrong or {}, words=words, **found
    )
    return make_response(page, status)


def one_page(batch_id: str, wrong: Mapping[str, str] | None = None, status: int = 200) -> Response:
    state = request.args.get("state", "")
    ask: Any = engine().queries
    batch = ask.batch(person(), batch_id)
    rows = ask.batch_rows(
        person(),
        batch_id,
        state=state if state in words.ROW_STATES else None,
        cursor=request.args.get("cursor"),
        page_size=50,
    )
    page = render_template(
        "operate/batch.html",
        batch=batch,
        which=", ".join(f"{name}={value}" for name, value in batch["which"].items()),
        body=feel.dumps(batch["body"]).decode() if batch["body"] else "",
        state=state,
        wrong=wrong or {},
        words=words,
        done=words.done(request.args.get("did", "")),
        **rows,
    )
    return make_response(page, status)


def _mapping(text: str) -> dict[str, str]:
    pairs = [line.split("=") for line in text.splitlines() if line.strip()]
    if any(len(pair) != PAIR or not pair[0].strip() or not pair[1].strip() for pair in pairs):
        raise ValueError(text)
    return {pair[0].strip(): pair[1].strip() for pair in pairs}


def _wrong(error: errors.EngineError) -> dict[str, str]:
    """The refusals beside the fields of this page."""
    places = {"which": "process", "to_definition": "to", "which.definition": "definition"}
    told = {
        "process": _("请填写流程或者版本"),
        "to": _("没有这个版本"),
        "definition": _("没有这个版本"),
        "reason": _("请填写理由"),
        "kind": _("请选择做什么"),
    }
    found = {}
    for row in error.errors:
        field = places.get(str(row["field"]), str(row["field"]))
        found[field] = told.get(field) or str(row["message"])
    return found or {"reason": words.said(error)}
