"""The one list of corrections: which fields of an application a clerk marks, and what the applicant sees at each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask import request

from tongban import forms
from tongban.admin_ui.filling import TO_CORRECT, Refused, read
from tongban.admin_ui.language import N_, _, current

#: The controls of the clerk's form, and the variable of the step.
PREFIX, VARIABLE = "correct.", "fields_to_correct"
NOTHING_CHANGED = N_("内容没有改，也没有选文件。请改好再提交；材料已交到窗口的，在补正说明里写明。")


def typed() -> dict[str, str]:
    """What is wrong, by field, as it stands in the posted form."""
    return {
        name.removeprefix(PREFIX): value.strip()
        for name, value in request.form.items()
        if name.startswith(PREFIX) and value.strip()
    }


def kept(task: Mapping[str, Any]) -> dict[str, str]:
    """The same from a draft."""
    return dict(((task.get("draft") or {}).get("variables") or {}).get(TO_CORRECT) or {})


def to_keep() -> dict[str, Any]:
    """For a draft."""
    found = typed()
    return {TO_CORRECT: found} if found else {}


def asked_for(task: Mapping[str, Any], outcome: Mapping[str, Any] | None) -> dict[str, Any]:
    """The variable of the step that asks: whoever agrees asks for nothing."""
    if not task.get("correctable") or (outcome or {}).get("kind") == "approve":
        return {}
    return {VARIABLE: [{"field": field, "reason": reason} for field, reason in typed().items()]}


def at_their_fields(refused: Refused) -> Refused:
    """What the engine says is wrong with the list, at the control it is about."""
    fields = list(typed())
    page = {}
    for name, message in refused.page.items():
        place = name.removeprefix(f"{VARIABLE}[").partition("]")[0]
        known = name.startswith(f"{VARIABLE}[") and place.isdigit() and int(place) < len(fields)
        page[f"correct-{fields[int(place)].replace('.', '-')}" if known else name] = message
    return replace(refused, page=page)


def marked_fields(refused: Refused, asked: Iterable[Mapping[str, Any]]) -> Refused:
    """The applicant's form with the reason at each marked field; what is wrong now says so instead."""
    marks = tuple(
        {"field": str(one["field"]), "message": _("需要补正：") + reason_of(one)}
        for one in asked
        if one.get("field")
    )
    return replace(refused, problems=(*marks, *refused.problems))


def marked_papers(
    materials: Iterable[Mapping[str, Any]], asked: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The lines of the material list with what is wrong with each; older notices name them only by their words."""
    reasons = {one.get("code") or one.get("name"): reason_of(one) for one in asked if not one.get("field")}
    return [
        {**one, "to_correct": reasons.get(one["code"]) or reasons.get(one["name"], "")} for one in materials
    ]


def listed(
    asked: Iterable[Mapping[str, Any]],
    materials: Iterable[Mapping[str, Any]],
    schema: Mapping[str, Any] | None,
    values: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """The list itself: each line with the control it leads to, and its name in the reader's language.

    What is neither a paper nor a field is said in the office's own words and leads nowhere.
    """
    papers = {key: one for one in materials for key in (one["name"], one["code"])}
    labels = dict(forms.field_labels(read(schema), values, current())) if schema else {}
    found = []
    for one in asked:
        paper = papers.get(one.get("code") or one.get("name"))
        field = one.get("field")
        if field:
            found.append({**one, "at": forms.html_id(field), "name": labels.get(field, one["name"])})
        elif paper is not None:
            line = {"name": paper["name"], "name_en": paper.get("name_en")}
            found.append({**one, "at": f"material.{paper['code']}", **line})
        else:
            found.append({**one, "at": None})
    return found


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether an answer to the notice says anything else than the application does; nothing typed is no change."""
    return any(value != before.get(key) for key, value in after.items() if value or before.get(key))


def reason_of(one: Mapping[str, Any]) -> str:
    """What is wrong with it, or what is needed."""
    return str(one.get("reason") or one.get("requirement") or one.get("name") or "")
