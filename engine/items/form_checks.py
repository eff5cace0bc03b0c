"""The forms of an item: readable, bound to steps, speaking only of known fields, in both languages."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from typing import Any

from tongban import forms
from tongban.engine import feel
from tongban.engine.domain import identifiers
from tongban.engine.items.item_form import ItemForm
from tongban.engine.items.known_names import IN_FORMS
from tongban.engine.items.problems import Problems
from tongban.engine.items.sheet import Sheet

APPLICATION = "form"


def evaluate(text: str, variables: Mapping[str, Any]) -> Any:
    """One FEEL expression of a form against its data."""
    return feel.to_json(feel.expression(text)(variables))


def form_file(key: str) -> str:
    return "form.json" if key == APPLICATION else f"forms/{key}.json"


def read_forms(files: Mapping[str, bytes], problems: Problems) -> dict[str, ItemForm]:
    """form.json as "form" and forms/<key>.json as <key>, as far as they can be read."""
    found = {}
    for path, content in files.items():
        key = _key(path)
        if key is None:
            continue
        try:
            form = forms.read_form(content, evaluate=evaluate)
            found[key] = ItemForm.of(form, json.loads(content))
        except forms.InvalidForm as error:
            problems.take(error.problems, path)
    if "form.json" not in files:
        problems.error("form.json", None, "missing", "缺申请表单 / the application form is missing")
    return found


def check_forms(
    found: Mapping[str, forms.Form],
    names: Collection[str],
    bound: Collection[str],
    sheet: Sheet | None,
    problems: Problems,
) -> None:
    """`bound` are the keys that steps use; `names` everything an expression may speak of."""
    for key, form in found.items():
        file = form_file(key)
        _check_expressions(form, file, names, problems)
        if sheet is not None:
            _check_material_options(form, file, sheet, problems)
        for field in form.untranslated("en"):
            problems.warning(file, field, "no_english", f"{field}: 缺英文 / has no English")
        if key != APPLICATION and key not in bound:
            problems.warning(file, None, "unused", "没有环节使用此表单 / no step uses this form")


def _check_expressions(form: forms.Form, file: str, names: Collection[str], problems: Problems) -> None:
    inside = {part for name in form.field_names() for part in name.split(".")}
    known = {*names, *inside, *IN_FORMS}
    for field, text in form.expressions():
        try:
            unknown = feel.expression(text).names - known
        except feel.FeelError as error:
            problems.error(file, field, "expression", f"{field}: {error}")
            continue
        for name in sorted(unknown):
            message = f"{field}: 条件用到未知字段 / the expression names an unknown field: {name}"
            problems.error(file, field, "unknown_name", message)


def _check_material_options(form: forms.Form, file: str, sheet: Sheet, problems: Problems) -> None:
    """CAT-08: nothing outside the list of the item may be demanded."""
    codes = {one.code for one in sheet.materials}
    for field in form.fields:
        for option in field.options:
            value = str(option.value)
            if identifiers.MATERIAL.fullmatch(value) and value not in codes:
                message = f"{field.name}: 材料不在清单内 / not a material of this item: {value}"
                problems.error(file, field.name, "unknown_material", message)


def _key(path: str) -> str | None:
    if path == "form.json":
        return APPLICATION
    pure = PurePosixPath(path)
    if len(pure.parts) == 2 and pure.parts[0] == "forms" and pure.suffix == ".json":
        return pure.stem
    return None
