"""The application a trial begins with: taken from a sample, or filled in by hand with made-up people and files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request

from tongban import forms
from tongban.admin_ui import filling
from tongban.admin_ui.filling import Refused
from tongban.admin_ui.language import _, current
from tongban.engine import items

# Invented, with check digits that hold; the demonstration has nobody of these names.
MADE_UP = {
    "kind": "organisation",
    "name": "试办测试有限公司",
    "id_type": "uscc",
    "id_no": "91429900MA00000158",
    "contact": {"phone": "13900000000"},
}
PARTY = ("kind", "name", "id_type", "id_no")
#: Pixels of a made-up picture, when the sheet asks for none.
PICTURE = (1200, 900)


def samples_of(contents: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """The draft's samples that can be read, by their name."""
    found = {}
    for path in sorted(contents):
        if not (path.startswith("samples/") and path.endswith(".json")):
            continue
        try:
            data = json.loads(contents[path])
        except ValueError:
            continue
        if isinstance(data, dict):
            found[path.removeprefix("samples/").removesuffix(".json")] = data
    return found


def start_of(item: items.Item, sample: Mapping[str, Any] | None, by: str) -> dict[str, Any]:
    """The recipe the page begins with: the sample's, or a made-up applicant with every required file."""
    if sample is not None:
        return {key: value for key, value in sample.items() if key not in ("steps", "expect")}
    channels = item.sheet.channels
    return {
        "name": {"zh": "试办", "en": "Trial"},
        "by": by,
        "applicant": dict(MADE_UP),
        "channel": "window" if "window" in channels or not channels else channels[0],
        "form": {},
        "materials": {one.code: made_up(one) for one in item.sheet.materials if one.required},
    }


def made_up(material: items.Material) -> dict[str, Any]:
    """How the file of a material is made so that it keeps the sheet's own rules."""
    known = [one for name, one in material.formats.items() if name in ("pdf", "jpg", "png")]
    chosen = next((one for one in known if one.name == "pdf"), known[0] if known else None)
    if chosen is None or chosen.name == "pdf":
        return {"generate": {"format": "pdf"}}
    width, height = chosen.min_pixels or PICTURE
    return {"generate": {"format": chosen.name, "width": width, "height": height}}


def posted(item: items.Item, base: Mapping[str, Any], today: datetime) -> tuple[dict[str, Any], Refused]:
    """The recipe as the page's form says it, and what is wrong with it."""
    schema = item.form.schema if item.form is not None else None
    filled = _filled(schema, today)
    wrong = {
        name: told
        for name, told in (
            ("by", _("请选择由谁提交申请")),
            ("applicant.name", _("请填写申请人名称")),
            ("applicant.id_no", _("请填写证件号码")),
        )
        if not typed(name)
    }
    applicant = {**base.get("applicant", {}), **{key: typed(f"applicant.{key}") for key in PARTY}}
    phone = typed("applicant.contact.phone")
    applicant["contact"] = {**(applicant.get("contact") or {}), **({"phone": phone} if phone else {})}
    chosen = request.form.getlist("material")
    before = base.get("materials") or {}
    recipe = {
        **base,
        "by": typed("by"),
        "applicant": applicant,
        "channel": typed("channel"),
        "form": dict(filled.values),
        "materials": {
            one.code: before.get(one.code) or made_up(one)
            for one in item.sheet.materials
            if one.code in chosen
        },
    }
    if base.get("agent") and not typed("agent"):
        del recipe["agent"]
    return recipe, Refused(filled.values, filled.problems, wrong)


def _filled(schema: Any, today: datetime) -> Refused:
    if not schema:
        return Refused()
    form = filling.read(schema)
    values = forms.parse_posted(form, request.form.to_dict(flat=False))
    if filling.redraws():
        return Refused(values)
    accepted, problems = form.validate(values, language=current(), today=today.date())
    return Refused(values, tuple(problems)) if problems else Refused(accepted)


def typed(name: str) -> str:
    return request.form.get(name, "").strip()
