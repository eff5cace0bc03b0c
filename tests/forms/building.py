"""Small forms to test with, and FEEL to evaluate their conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.engine import feel
from tongban.forms import Form, read_form


def evaluate(text: str, variables: Mapping[str, Any]) -> Any:
    return feel.to_json(feel.expression(text)(variables))


def a_form(*components: dict[str, Any], **attributes: Any) -> Form:
    return read_form({"type": "default", "components": list(components), **attributes}, evaluate=evaluate)


def a_field(kind: str = "textfield", key: str = "x", **attributes: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": "项目", **attributes}


def an_option(value: Any, label: str = "甲", label_en: str = "A") -> dict[str, Any]:
    return {"value": value, "label": label, "label_en": label_en}


def a_list(*components: dict[str, Any], path: str = "items", **attributes: Any) -> dict[str, Any]:
    return {
        "type": "dynamiclist",
        "path": path,
        "label": "清单",
        "components": list(components),
        **attributes,
    }
