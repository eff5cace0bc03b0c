"""What conditions of a draft may speak of: fields with their labels and options, what the engine gives, functions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tongban import forms
from tongban.admin_ui import filling, studio
from tongban.admin_ui.language import N_, _, current
from tongban.engine import feel, items

Known = list[dict[str, Any]]
#: Names every condition of the flow may use beside the fields of forms.
GIVEN = {
    "outcome": N_("上一环节的办理结果"),
    "applicant.kind": N_("申请人类型"),
    "case.channel": N_("申请渠道"),
}
#: What a field of a form is compared as.
KINDS = {
    "textfield": "text",
    "textarea": "text",
    "number": "number",
    "checkbox": "yesno",
    "radio": "text",
    "select": "text",
    "datetime": "date",
    "checklist": "list",
    "taglist": "list",
    "filepicker": "list",
    "dynamiclist": "list",
    "expression": "text",
}


def form_of(content: bytes) -> forms.Form | None:
    """The form, when it can be read."""
    try:
        return filling.read(json.loads(content))
    except (forms.FormError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def of_form(content: bytes) -> Known:
    """The fields a condition inside the form may ask: its own, those of lists under their inner names as well."""
    form = form_of(content)
    return list(_fields(form.fields, "")) if form is not None else []


def steps(contents: Mapping[str, bytes]) -> dict[str, str]:
    """The user tasks of the diagram by their ids, in the reader's language; none while it cannot be read."""
    found = items.user_steps(contents)
    return {id: names[current() == "en"] for id, names in found.items()}


def of_flow(contents: Mapping[str, bytes]) -> Known:
    """What a condition of the flow may ask: what the engine gives, and the fields of every form, once each."""
    found: dict[str, dict[str, Any]] = {
        name: {"name": name, "label": _(told), "kind": "text", "options": []} for name, told in GIVEN.items()
    }
    for path, content in contents.items():
        if studio.kind_of(path) == "form":
            for one in of_form(content):
                if not one["inner"]:
                    found.setdefault(one["name"], one)
    return list(found.values())


@cache
def functions() -> Known:
    """Every built-in function with its parameters, by name."""
    return [
        {"name": name, "parameters": f"({' | '.join(', '.join(form) for form in one.parameters)})"}
        for name, one in sorted(feel.BUILTINS.items())
    ]


def _fields(fields: tuple[forms.Field, ...], inside: str) -> Iterator[dict[str, Any]]:
    for one in fields:
        if one.has_value:
            yield _told(one, inside)
        inner = one.name if one.kind == "dynamiclist" else inside
        yield from _fields(one.children, inner)


def _told(one: forms.Field, inside: str) -> dict[str, Any]:
    name = one.name.removeprefix(f"{inside}.") if inside else one.name
    options = [[option.value, option.text.on(current())] for option in one.options]
    numbers = bool(options) and all(not isinstance(value, str) for value, _text in options)
    day = one.kind == "datetime" and one.subtype != "date"
    return {
        "name": name,
        "label": one.label.on(current()) or name,
        "kind": "text" if day else KINDS.get(one.kind, "text"),
        "options": [[str(value), text] for value, text in options],
        "optionKind": "number" if numbers else "text",
        "inner": bool(inside),
    }
