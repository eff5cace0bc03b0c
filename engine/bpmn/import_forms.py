"""The fields that Camunda's formData and Flowable's formProperty ask for, as a form-js form; what has no like is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from tongban.engine.bpmn import juel
from tongban.engine.bpmn.import_rows import Status
from tongban.engine.bpmn.names import elements, local

#: Extension elements that say what a step asks for: one with all fields in it, or one for each field.
NODES = ("formData", "formProperty")
KEY = re.compile(r"[^\W\d]\w*")
TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "textfield"},
    "long": {"type": "number", "decimalDigits": 0},
    "integer": {"type": "number", "decimalDigits": 0},
    "double": {"type": "number"},
    "boolean": {"type": "checkbox"},
    "date": {"type": "datetime", "subtype": "date"},
    "enum": {"type": "select"},
}
LIMITS = {"minlength": "minLength", "maxlength": "maxLength", "min": "min", "max": "max"}
LABEL = {"datetime": "dateLabel"}
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")

#: Source, status and result of one line of the report.
Told = tuple[str, Status, str]
Feel = Callable[[str], tuple[str, bool]]


@dataclass(slots=True)
class FormField:
    """One field: its name, its component, and what was translated of it or left out."""

    name: str
    component: dict[str, Any]
    told: list[Told] = field(default_factory=list)


def form_of(nodes: Iterable[etree._Element], feel: Feel) -> tuple[dict[str, Any], list[FormField]]:
    """The form of a step and its fields; `feel` puts an expression of the other dialect into FEEL, if it can."""
    fields = [_field(one, feel) for one in _given(nodes)]
    return {"type": "default", "components": [one.component for one in fields]}, fields


def _given(nodes: Iterable[etree._Element]) -> Iterator[etree._Element]:
    for node in nodes:
        yield from (elements(node) if local(node) == "formData" else (node,))


def _field(node: etree._Element, feel: Feel) -> FormField:
    name = (node.get("id") or "").strip()
    key = name if KEY.fullmatch(name) else re.sub(r"\W", "_", f"f_{name}")
    kind = node.get("type") or "string"
    component = {**TYPES.get(kind, TYPES["string"]), "key": key}
    found = FormField(key, component)
    component[LABEL.get(component["type"], "label")] = node.get("label") or node.get("name") or name
    if key != name:
        found.told.append(
            (name, "translated", f"键改为 {key}，用到它的条件也要改 / now {key}, also in conditions")
        )
    if kind not in TYPES:
        said = f"没有类型 {kind}，作为文本 / there is no type {kind}: text"
        found.told.append((kind, "translated", said))
    if component["type"] == "select":
        component["values"] = [
            {"label": one.get("name") or one.get("id") or "", "value": one.get("id") or ""}
            for one in node.iter()
            if isinstance(one.tag, str) and local(one) == "value"
        ]
    _default(node, found, feel)
    _constraints(node, found)
    return found


def _default(node: etree._Element, found: FormField, feel: Feel) -> None:
    source = node.get("defaultValue") or node.get("default") or node.get("expression") or ""
    if not source:
        return
    kind = found.component["type"]
    if juel.is_template(source):
        translated, _ = feel(source)
        said = f"默认值不能是表达式：{translated} / a default is no expression: {translated}"
        found.told.append((source, "lost", said))
    elif kind == "checkbox":
        found.component["defaultValue"] = source == "true"
    elif kind == "number":
        if NUMBER.fullmatch(source):
            found.component["defaultValue"] = float(source) if "." in source else int(source)
        else:
            found.told.append((source, "lost", "默认值不是数 / the default is no number"))
    elif kind == "datetime":
        found.told.append((source, "lost", "日期没有默认值 / a date has no default"))
    else:
        found.component["defaultValue"] = source


def _constraints(node: etree._Element, found: FormField) -> None:
    given = [
        (one.get("name") or "", one.get("config") or "")
        for one in node.iter()
        if isinstance(one.tag, str) and local(one) == "constraint"
    ]
    given += [("required", "")] if node.get("required") == "true" else []
    given += [("readonly", "")] if node.get("writable") == "false" else []
    rules: dict[str, Any] = {}
    for name, config in given:
        if name == "required" and config != "false":
            rules["required"] = True
        elif name == "readonly" and config != "false":
            found.component["readonly"] = True
        elif name in LIMITS and NUMBER.fullmatch(config):
            rules[LIMITS[name]] = float(config) if "." in config else int(config)
        elif name not in ("required", "readonly"):
            said = "没有对应的填写要求，去掉 / there is no such rule here, left out"
            found.told.append((f"{name} {config}".strip(), "lost", said))
    if rules:
        found.component["validate"] = rules
    for one in node.iter():
        if isinstance(one.tag, str) and local(one) == "property":
            said = "附加属性没有人读，去掉 / nobody reads this property, left out"
            found.told.append((f"{one.get('id')}={one.get('value')}", "lost", said))
    if node.get("readable") == "false":
        found.told.append(
            ("readable=false", "lost", "在环节的字段权限里设为不可见 / hide it by the step's rights")
        )
