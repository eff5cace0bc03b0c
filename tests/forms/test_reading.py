"""A form definition is read whole, and every fault in it is named with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forms.building import a_field, a_form, a_list, an_option
from tongban.forms import InvalidForm, NoEvaluator, read_form


def faults(*components: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidForm) as caught:
        a_form(*components)
    return {(each["path"], each["rule"]) for each in caught.value.problems}


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        ({"type": "iframe", "url": "https://example.org"}, "type"),
        ({"type": "marquee"}, "type"),
        ({}, "type"),
        ("textfield", "component"),
        (a_field(key=""), "key"),
        (a_field(key="a-b"), "key"),
        (a_field(key="_csrf"), "key"),
        (a_field(key="this"), "key"),
        (a_field(key=["x"]), "key"),
        (a_field(id="a b"), "id"),
        (a_field(label=7), "text"),
        (a_field(properties={"label_en": 7}), "text"),
        (a_field(label="{{#if x}}a{{/if}}"), "text"),
        (a_field(properties=[]), "properties"),
        (a_field(layout=[]), "layout"),
        (a_field(layout={"columns": 17}), "columns"),
        (a_field(validate=[]), "validate"),
        (a_field(validate={"required": "yes"}), "required"),
        (a_field(validate={"minLength": "x"}), "minLength"),
        (a_field(validate={"pattern": "(a+)+$"}), "pattern"),
        (a_field(conditional={"hide": "x = 1"}), "hide"),
        (a_field("number", decimalDigits=-1), "decimalDigits"),
        (a_field("number", defaultValue="many"), "defaultValue"),
        (a_field("radio"), "options"),
        (a_field("radio", values=[{"label": "甲"}]), "options"),
        (a_field("radio", values=[an_option(1), an_option("1")]), "options"),
        (a_field("select", valuesExpression="list"), "valuesExpression"),
        (a_field("datetime"), "subtype"),
        (a_field("expression", expression="1 + 1"), "expression"),
        ({"type": "image", "source": "javascript:alert(1)"}, "source"),
        ({"type": "image", "source": "data:image/svg+xml;base64,AAAA"}, "source"),
        ({"type": "image", "source": "//evil.example/a.png"}, "source"),
        ({"type": "table", "columns": [{"key": "a"}]}, "dataSource"),
        ({"type": "group", "components": {}}, "components"),
        (a_list(path=""), "key"),
        (a_list(properties={"min_rows": "3", "max_rows": "2"}), "min_rows"),
    ],
)
def test_it_names_the_fault(component: Any, rule: str) -> None:
    assert ("components[0]", rule) in faults(component)


def test_it_names_every_fault_at_once() -> None:
    group = {"type": "group", "components": [a_field(key="1"), {"type": "iframe"}]}
    assert faults(group, a_field(id="same"), a_field(id="same")) == {
        ("components[0].components[0]", "key"),
        ("components[0].components[1]", "type"),
        ("components[2]", "key"),
        ("components[2]", "id"),
    }


def test_no_two_fields_hold_the_same_value() -> None:
    assert faults(a_field(key="a.b"), a_field(key="a")) == {("components[1]", "key")}
    assert faults({"type": "group", "path": "a", "components": [a_field(key="b")]}, a_field(key="a.b"))
    assert a_form(a_field(key="name"), a_list(a_field(key="name"))).field_names() == (
        "name", "items", "items.name",
    )  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"components": [NaN]}',
        b"[" * 100_000,
        b" " * 1_000_001,
        b'{"type": "other"}',
        b'{"components": 5}',
    ],
)
def test_it_refuses_what_is_no_form(source: bytes) -> None:
    with pytest.raises(InvalidForm) as caught:
        read_form(source)
    assert caught.value.problems


def test_it_refuses_deep_and_large_forms() -> None:
    deep: dict[str, Any] = a_field()
    for _ in range(50):
        deep = {"type": "group", "components": [deep]}
    with pytest.raises(InvalidForm, match="deeper"):
        a_form(deep)
    with pytest.raises(InvalidForm, match="more than 2000"):
        a_form(*({"type": "separator"} for _ in range(2001)))


def test_it_tells_its_languages_and_what_lacks_a_translation() -> None:
    form = a_form(
        a_field(key="a", properties={"label_en": "A"}),
        a_field("radio", key="b", properties={"label_en": "B"}, values=[{"value": 1, "label": "一"}]),
        {"type": "text", "id": "told", "text": "说明"},
        {"type": "text", "text": "= x"},
    )
    assert form.languages == ("zh", "en")
    assert form.untranslated("en") == ["b", "told"]


def test_it_lists_its_expressions_and_checks() -> None:
    form = a_form(
        a_field(conditional={"hide": "= a > 1"}, validate={"maxLength": "=b"}, properties={"check": "uscc"}),
        a_field(key="y", label="{{ c }} 与 {{d}}", readonly="=e"),
        {"type": "table", "id": "t", "dataSource": "=f", "columns": [{"key": "a"}]},
    )
    assert form.expressions() == [
        ("x", "a > 1"), ("x", "b"), ("y", "e"), ("y", "c"), ("y", "d"), ("t", "f"),
    ]  # fmt: skip
    assert form.checks() == {"uscc"}


def test_conditions_need_an_evaluator() -> None:
    form = read_form(json.dumps({"components": [a_field(conditional={"hide": "=true"})]}))
    assert form.field_names() == ("x",)
    with pytest.raises(NoEvaluator):
        form.validate({})
