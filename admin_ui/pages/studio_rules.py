"""The decision tables of a draft: their editor, its autosave, a new one bound to fields, and trying values row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import studio, studio_keeping, studio_names, studio_rules_words
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import _, current, half
from tongban.admin_ui.session import engine
from tongban.engine import drafting, errors, feel, items

pages = Blueprint("studio_rules", __name__, url_prefix="/studio/<draft_id>/rules")
NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,12})?")
TYPE_OF = {"number": "number", "yesno": "boolean", "date": "date"}
KIND_OF = {"number": "number", "boolean": "yesno", "date": "date"}


@pages.get("/edit/<path:path>")
def show(draft_id: str, path: str) -> str:
    """The table editor."""
    return _page(draft_id, path)


@pages.post("/edit/<path:path>")
def save(draft_id: str, path: str) -> Response:
    """Keep the tables of the revision named by If-Match; the answer is what the check says."""
    studio.designer()
    if studio.kind_of(path) != "tables":
        raise errors.NotFound(file=path)
    return studio_keeping.keep(draft_id, path, studio_keeping.sent("rules"))


@pages.post("/try/<path:path>")
def try_values(draft_id: str, path: str) -> Response:
    """What a decision makes of these values, rule by rule; of the tables sent along, or of those that are kept."""
    draft = studio.opened(draft_id)
    studio_keeping.file_of(draft, path, "tables")
    sent = "rules" in request.files
    content = studio_keeping.sent("rules") if sent else draft["contents"][path]
    decisions, trouble = _read(content)
    fields = {one["name"]: one for one in studio_names.of_flow(draft["contents"])}
    chosen = _chosen(decisions, fields)
    tried: dict[str, Any] | None = None
    if chosen and "decision" in request.form:
        values, wrong = _values(chosen)
        tried = {"wrong": wrong} if wrong else items.try_table(content, chosen["key"], values, engine().now)
    if sent:
        page = render_template(
            "studio_rules_tried.html", decisions=decisions, chosen=chosen, tried=tried, trouble=trouble
        )
        return make_response(page)
    return make_response(_page(draft_id, path, chosen=chosen, tried=tried))


@pages.get("/new")
def begin(draft_id: str) -> str:
    """What a new table is called, which fields it asks, and what it answers."""
    return _new_page(studio.opened(draft_id))


@pages.post("/new")
def new(draft_id: str) -> Response:
    """A file with a table of one empty rule."""
    draft = studio.opened(draft_id)
    form = request.form
    known = {one["name"]: one for one in studio_names.of_flow(draft["contents"])}
    asked = [known[name] for name in form.getlist("inputs") if name in known]
    key = form.get("key", "").strip()
    columns = [(one["name"], one["label"], TYPE_OF.get(one["kind"], "string")) for one in asked]
    try:
        content = items.new_table(
            key,
            form.get("name", "").strip(),
            columns,
            form.get("output", "").strip(),
            form.get("output_type", ""),
        )
        if key in items.decision_keys(draft["contents"]) or f"{key}.dmn" in draft["contents"]:
            message = "已经有这个标识的决策 / there is such a decision already"
            raise errors.Invalid(errors=[{"field": "key", "message": message}])
        engine().execute(drafting.ChangeItemDraft(draft_id, {f"{key}.dmn": content}, {}), studio.designer())
    except errors.Invalid as refused:
        wrong = {str(one.get("field") or "key"): said(str(one["message"])) for one in refused.errors}
        return make_response(_new_page(draft, wrong or {"key": half(refused.message)}), 422)
    return redirect(url_for("ui.studio_rules.show", draft_id=draft_id, path=f"{key}.dmn"), 303)


def _new_page(draft: Mapping[str, Any], wrong: Mapping[str, str] | None = None) -> str:
    return render_template(
        "studio_rules_new.html",
        draft=draft,
        fields=[one for one in studio_names.of_flow(draft["contents"]) if "." not in one["name"]],
        typed=request.form,
        chosen=request.form.getlist("inputs"),
        wrong=wrong or {},
    )


def _page(
    draft_id: str, path: str, chosen: dict[str, Any] | None = None, tried: dict[str, Any] | None = None
) -> str:
    draft = studio.opened(draft_id)
    file = studio_keeping.file_of(draft, path, "tables")
    content = draft["contents"][path]
    decisions, trouble = _read(content)
    fields = studio_names.of_flow(draft["contents"])
    given = {
        "xml": content.decode("utf-8", "replace"),
        "name": path.rpartition("/")[2],
        "revision": file["revision"],
        "language": current(),
        "save": url_for("ui.studio_rules.save", draft_id=draft_id, path=path),
        "tries": url_for("ui.studio_rules.try_values", draft_id=draft_id, path=path),
        "problems": studio_keeping.own_first(draft["problems"], path),
        "path": path,
        "element": request.args.get("element", ""),
        "feel": studio_keeping.feel_given(draft_id, path, fields),
        **studio_rules_words.island_words(),
    }
    known = {one["name"]: one for one in fields}
    return render_template(
        "studio_rules.html",
        draft=draft,
        path=path,
        given=given,
        decisions=decisions,
        chosen=chosen or _chosen(decisions, known),
        tried=tried,
        trouble=trouble,
        others=[one for one in draft["parts"] if one["kind"] == "tables"],
        revision=file["revision"],
    )


def _read(content: bytes) -> tuple[list[dict[str, Any]], str]:
    try:
        return items.tables_of(content), ""
    except errors.InvalidDecision as wrong:
        told = [half(str(one["message"])) for one in wrong.errors]
        return [], "；".join(told) or half(wrong.message)


def _chosen(decisions: list[dict[str, Any]], fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """The decision to try, with what to ask for each of its inputs."""
    key = request.values.get("decision")
    found = next((one for one in decisions if one["key"] == key), decisions[0] if decisions else None)
    if found is None:
        return None
    asked = []
    for name in found["inputs"]:
        field = fields.get(name) or {"label": name, "options": [], "optionKind": "text"}
        kind = field.get("kind") or KIND_OF.get(found["types"].get(name, ""), "text")
        typed = request.form.get(f"value.{name}", "")
        asked.append({**field, "name": name, "kind": kind, "typed": typed})
    return {**found, "asked": asked}


def _values(chosen: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values as a form would yield them; what begins with `=` is FEEL. Wrong ones are told by name."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for one in chosen["asked"]:
        text = one["typed"].strip()
        try:
            values[one["name"]] = _value(one, text)
        except (ValueError, errors.EngineError) as refused:
            told = str(refused) if isinstance(refused, ValueError) else refused.message
            wrong[f"value.{one['name']}"] = told
    return values, wrong


def _value(one: Mapping[str, Any], text: str) -> Any:
    if not text:
        return [] if one["kind"] == "list" else None
    if feel.is_expression(text):
        return feel.to_json(feel.expression(feel.strip(text))({}))
    if one["kind"] == "yesno":
        return text == "true"
    if one["kind"] == "list":
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return [_number(part) if one.get("optionKind") == "number" else part for part in parts]
    if one["kind"] == "number" or (one["options"] and one["optionKind"] == "number"):
        return _number(text)
    return text


def _number(text: str) -> Any:
    if not NUMBER.fullmatch(text):
        raise ValueError(_("不是数"))
    return feel.loads(text)
