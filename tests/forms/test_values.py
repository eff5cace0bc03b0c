"""Each kind of field accepts what it should, in one spelling, and refuses the rest."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.building import a_field, a_form, an_option
from tongban.forms import read_form

OPTIONS = [an_option("a"), an_option(3, "叁", "Three"), an_option(True, "是", "Yes")]
LONG = {"validate": {"minLength": 2, "maxLength": 4}}
AREA = {"validate": {"min": 0, "max": 100}, "decimalDigits": 2, "increment": 0.5}

ACCEPTED = [
    (a_field(), "张三", "张三"),
    (a_field(), " ", None),
    (a_field(), "", None),
    (a_field(**LONG), "𠮷野家", "𠮷野家"),
    (a_field("textarea"), "一\n二", "一\n二"),
    (a_field("number"), 3.0, 3),
    (a_field("number"), 0.1, Decimal("0.1")),
    (a_field("number"), Decimal("12345678901234567890.12"), Decimal("12345678901234567890.12")),
    (a_field("number"), 0, 0),
    (a_field("number", **AREA), 12.5, Decimal("12.5")),
    (a_field("number", serializeToString=True), "1.50", "1.5"),
    (a_field("checkbox"), True, True),
    (a_field("checkbox"), None, False),
    (a_field("radio", values=OPTIONS), "a", "a"),
    (a_field("select", values=OPTIONS), 3.0, 3),
    (a_field("select", values=OPTIONS), "true", True),
    (a_field("checklist", values=OPTIONS), ["3", True], [3, True]),
    (a_field("taglist", values=OPTIONS), None, []),
    (a_field("datetime", subtype="date"), "2026-02-28", "2026-02-28"),
    (a_field("datetime", subtype="time", timeSerializingFormat="no_timezone"), "14:30", "14:30"),
    (a_field("datetime", subtype="time"), "14:30", "14:30+08:00"),
    (a_field("datetime", subtype="datetime"), "2026-02-28T14:30", "2026-02-28T14:30+08:00"),
    (
        a_field("datetime", subtype="datetime", timeSerializingFormat="utc_normalized"),
        "2026-02-28T06:30:00+08:00",
        "2026-02-27T22:30Z",
    ),
    (a_field("filepicker"), "f1", ["f1"]),
    (a_field("filepicker", multiple=True), ["f1", "f2", "f1"], ["f1", "f2"]),
    (a_field(validate={"validationType": "email"}), "a.b@例子.cn", "a.b@例子.cn"),
    (a_field(validate={"validationType": "phone"}), "+86 138-0000-0000", "+86 138-0000-0000"),
    (a_field(validate={"pattern": "^\\d{17}[0-9X]$"}), "42990019851231002X", "42990019851231002X"),
]

REFUSED = [
    (a_field(), 5, "“项目”必须是文字"),
    (a_field(), ["a"], "“项目”必须是文字"),
    (a_field(), "a\nb", "“项目”含有不能使用的字符"),
    (a_field(), "a\x00b", "“项目”含有不能使用的字符"),
    (a_field(), "\ud800", "“项目”含有不能使用的字符"),
    (a_field(), "x" * 1001, "“项目”至多 1000 个字"),
    (a_field(**LONG), "一", "“项目”至少 2 个字"),
    (a_field(**LONG), "一二三四五", "“项目”至多 4 个字"),
    (a_field("textarea"), "x" * 20_001, "“项目”至多 20000 个字"),
    (a_field("number"), "3", "“项目”必须是数字"),
    (a_field("number"), True, "“项目”必须是数字"),
    (a_field("number"), float("nan"), "“项目”必须是数字"),
    (a_field("number"), 10**400, "“项目”的数字过大或位数过多"),
    (a_field("number"), Decimal("1e999999"), "“项目”的数字过大或位数过多"),
    (a_field("number", **AREA), -1, "“项目”不得小于 0"),
    (a_field("number", **AREA), 100.5, "“项目”不得大于 100"),
    (a_field("number", **AREA), 1.125, "“项目”至多保留 2 位小数"),
    (a_field("number", **AREA), 1.25, "“项目”必须是 0.5 的整数倍"),
    (a_field("number", decimalDigits=0), 1.5, "“项目”必须是整数"),
    (a_field("number", serializeToString=True), "1e", "“项目”必须是数字"),
    (a_field("checkbox"), "true", "“项目”只能是“是”或“否”"),
    (a_field("checkbox", validate={"required": True}), False, "请勾选“项目”"),
    (a_field("radio", values=OPTIONS), "b", "请从列表中选择“项目”"),
    (a_field("radio", values=OPTIONS), {"a": 1}, "请从列表中选择“项目”"),
    (a_field("select", values=OPTIONS), 10**400, "请从列表中选择“项目”"),
    (a_field("checklist", values=OPTIONS), "a", "请从列表中选择“项目”"),
    (a_field("checklist", values=OPTIONS), ["a", "a"], "“项目”中有重复的选项"),
    (a_field("checklist", values=OPTIONS, validate={"required": True}), [], "请选择“项目”"),
    (a_field("datetime", subtype="date"), "2026-02-30", "“项目”必须是日期，如 2026-01-31"),
    (a_field("datetime", subtype="date"), "２０２６-02-20", "“项目”必须是日期，如 2026-01-31"),
    (a_field("datetime", subtype="date"), 20260220, "“项目”必须是日期，如 2026-01-31"),
    (a_field("datetime", subtype="time"), "25:00", "“项目”必须是时间，如 14:30"),
    (
        a_field("datetime", subtype="datetime", timeSerializingFormat="no_timezone"),
        "2026-01-31T14:30Z",
        "“项目”必须是日期和时间，如 2026-01-31T14:30",
    ),
    (a_field("filepicker", validate={"required": True}), [], "请上传“项目”"),
    (a_field("filepicker"), ["f1", "f2"], "“项目”只能上传一个文件"),
    (a_field("filepicker"), [{"id": 1}], "“项目”的附件清单不正确"),
    (a_field(validate={"required": True}), "  ", "请填写“项目”"),
    (a_field(validate={"validationType": "email"}), "a@b", "“项目”不是有效的电子邮箱地址"),
    (a_field(validate={"pattern": "^\\d+$"}), "12\n", "“项目”含有不能使用的字符"),
    (a_field(validate={"pattern": "^\\d+$"}), "１２", "“项目”格式不正确"),
    (a_field(validate={"pattern": "^a", "patternErrorMessage": "以 a 开头"}), "b", "以 a 开头"),
]


@pytest.mark.parametrize(("component", "given", "kept"), ACCEPTED)
def test_it_accepts(component: dict[str, Any], given: Any, kept: Any) -> None:
    form = a_form(component)
    clean, problems = form.validate({"x": given})
    assert (clean, problems) == ({"x": kept}, [])
    assert type(clean["x"]) is type(kept)
    assert form.validate(clean) == (clean, [])


@pytest.mark.parametrize(("component", "given", "told"), REFUSED)
def test_it_refuses(component: dict[str, Any], given: Any, told: str) -> None:
    _, problems = a_form(component).validate({"x": given})
    assert problems == [{"field": "x", "message": told}]


@pytest.mark.parametrize(("component", "given", "told"), REFUSED)
def test_it_shows_what_it_refuses(component: dict[str, Any], given: Any, told: str) -> None:
    form = a_form(component)
    nodes = form.render_model({"x": given}, form.validate({"x": given})[1])
    assert nodes[0].error == told


def test_it_reads_numbers_of_the_schema_exactly() -> None:
    schema = json.dumps({"components": [a_field("number", validate={"min": 0.1})]})
    form = read_form(schema)
    assert form.validate({"x": 0.1})[1] == []
    assert form.validate({"x": 0.0999})[1] == [{"field": "x", "message": "“项目”不得小于 0.1"}]


def test_it_refuses_the_past() -> None:
    form = a_form(a_field("datetime", subtype="date", disallowPassedDates=True))
    today = date(2026, 1, 31)
    told = form.validate({"x": "2026-01-30"}, today=today)[1]
    assert told == [{"field": "x", "message": "“项目”不得早于今天"}]
    assert form.validate({"x": "2026-01-31"}, today=today)[1] == []


def test_it_speaks_english() -> None:
    form = a_form(a_field(properties={"label_en": "the project"}, validate={"required": True}))
    assert form.validate({}, language="en")[1] == [{"field": "x", "message": "Enter the project"}]


def test_silent_components_hold_nothing() -> None:
    form = a_form(
        {"type": "text", "text": "# 标题"},
        {"type": "html", "content": "<b>粗</b>"},
        {"type": "image", "source": "/static/a.png", "alt": "图"},
        {"type": "separator"},
        {"type": "spacer", "height": 60},
        {"type": "button", "label": "提交", "action": "submit"},
        {"type": "table", "dataSource": "=rows", "columns": [{"key": "a", "label": "甲"}]},
    )
    assert form.field_names() == ()
    assert form.validate({}) == ({}, [])
    assert [node.kind for node in form.render_model({})] == [
        "text", "html", "image", "separator", "spacer", "button", "table",
    ]  # fmt: skip
