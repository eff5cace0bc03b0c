"""Nodes, safe texts and the summary."""

from __future__ import annotations

from typing import Any

import pytest

from forms.building import a_field, a_form, a_list, an_option
from tongban.forms import Listing, html_id, laid_out, summary
from tongban.forms.markup import from_html, from_markdown


def test_a_node_knows_what_a_template_needs() -> None:
    form = a_form(
        a_field(
            "number",
            "area",
            label="面积",
            description="平方米",
            defaultValue=3,
            layout={"row": "Row_1", "columns": 8},
            appearance={"suffixAdorner": "㎡"},
            validate={"required": True, "min": 1},
            properties={"label_en": "Area", "description_en": "In square metres", "suffix_en": "sqm"},
        )
    )
    node = form.render_model({}, [{"field": "area", "message": "Wrong"}], "en")[0]
    assert (node.id, node.name, node.kind, node.value) == ("f-area", "area", "number", "3")
    assert (node.label, node.help, node.suffix, node.error) == ("Area", "In square metres", "sqm", "Wrong")
    assert (node.row, node.span, node.required, node.minimum) == ("Row_1", 8, True, "1")
    assert node.describedby == "f-area-help f-area-error"


def test_a_list_shows_its_first_rows() -> None:
    form = a_form(a_list(a_field(key="name", label="名称"), defaultRepetitions=2))
    node = form.render_model({}, language="en")[0]
    assert [(row.name, row.title) for row in node.rows] == [("items[0]", "Entry 1"), ("items[1]", "Entry 2")]
    assert node.rows[1].nodes[0].name == "items[1].name"
    assert (node.may_add, node.may_remove) == (True, True)
    assert form.render_model({"items": []})[0].rows == ()


def test_a_fixed_list_has_no_buttons() -> None:
    form = a_form(a_list(a_field(key="name"), allowAddRemove=False))
    node = form.render_model({"items": [{"name": "a"}]})[0]
    assert (node.may_add, node.may_remove) == (False, False)


def test_texts_are_filled_from_data_and_stay_safe() -> None:
    form = a_form(
        a_field(key="name", label="{{ name }} 的项目"),
        {"type": "text", "text": "# 你好 {{name}}\n- **重**要\n[链接](https://example.org)"},
    )
    name = "*x* [a](https://evil.example) <script>"
    nodes = form.render_model({"name": name})
    assert nodes[0].label == f"{name} 的项目"
    assert "<script" not in nodes[1].html and "evil.example&quot;" not in nodes[1].html
    assert 'href="https://evil' not in nodes[1].html and "<em>" not in nodes[1].html
    assert '<a href="https://example.org">链接</a>' in nodes[1].html
    assert "<h2>" in nodes[1].html and "<strong>重</strong>" in nodes[1].html


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        '[a](https://x"onclick="b)',
        "[a](//evil.example)",
    ],
)
def test_markdown_yields_no_foreign_markup(text: str) -> None:
    html = from_markdown(text)
    assert "<img" not in html and 'href="javascript' not in html and 'onclick="' not in html
    assert 'href="//' not in html


def test_html_keeps_only_its_words() -> None:
    source = "<p>一 &amp; 二<script>bad()</script></p><style>x</style><b onclick=x>三</b>&lt;i&gt;"
    assert from_html(source) == "<p>一 &amp; 二</p>\n<p>三&lt;i&gt;</p>"


def test_a_table_shows_known_rows() -> None:
    columns = [{"key": "name", "label": "名称", "label_en": "Name"}, {"key": "n", "label": "数"}]
    form = a_form({"type": "table", "dataSource": "= rows", "columns": columns})
    node = form.render_model({"rows": [{"name": "a", "n": 1.50}, {"name": None}, 5]}, language="en")[0]
    assert node.columns == ("Name", "数")
    assert node.cells == (("a", "1.5"), ("", ""), ("", ""))


def test_a_computed_image_must_be_safe() -> None:
    form = a_form({"type": "image", "source": "= picture", "alt": "图"})
    assert form.render_model({"picture": "/files/1.png"})[0].value == "/files/1.png"
    assert form.render_model({"picture": "javascript:alert(1)"})[0].value == ""


@pytest.mark.parametrize(
    "values", [{}, {"x": None}, {"x": {"deep": []}}, {"x": [[]]}, {"x": 10**200}, {"x": -0.0}]
)
def test_any_value_can_be_shown(values: dict[str, Any]) -> None:
    options = {"values": [an_option("a")]}
    for kind in ("textfield", "textarea", "number", "checkbox", "filepicker"):
        assert a_form(a_field(kind)).render_model(values)
    for kind in ("radio", "select", "checklist", "taglist"):
        assert a_form(a_field(kind, **options)).render_model(values)
    for subtype in ("date", "time", "datetime"):
        assert a_form(a_field("datetime", subtype=subtype)).render_model(values)
    assert a_form(a_list(a_field(), path="x")).render_model(values)


def test_the_summary_reads_like_the_form() -> None:
    form = a_form(
        a_field(
            "select",
            "kind",
            label="类别",
            values=[an_option("b", "新建", "New"), an_option("c", "拆除", "Gone")],
        ),
        a_field(
            "checklist", "some", label="若干", values=[an_option(1, "一", "one"), an_option(2, "二", "two")]
        ),
        a_field("checkbox", "agree", label="同意"),
        a_field("datetime", "at", subtype="datetime", dateLabel="时间", label="时间"),
        a_field("number", "area", label="面积", appearance={"suffixAdorner": " ㎡"}),
        a_field(key="gone", conditional={"hide": "=true"}),
        a_field(key="empty", label="备注"),
        a_list(a_field(key="name", label="名称")),
    )
    values = {
        "kind": "c",
        "some": [1, 2],
        "agree": True,
        "at": "2026-02-28T06:30Z",
        "area": 12.50,
        "items": [{"name": "一号楼"}],
    }
    assert summary(form, values) == [
        ("类别", "拆除"),
        ("若干", "一、二"),
        ("同意", "是"),
        ("时间", "2026-02-28 14:30"),
        ("面积", "12.5 ㎡"),
        ("备注", "（未填写）"),
        ("清单 · 第 1 项 · 名称", "一号楼"),
    ]
    assert summary(form, values, "en")[1] == ("若干", "one, two")


def test_entries_of_a_list_stand_in_a_table_whose_columns_are_what_any_of_them_shows() -> None:
    form = a_form(
        a_list(
            a_field(key="name", label="名称"),
            a_field(key="why", label="理由", conditional={"hide": '=this.name = "一号楼"'}),
        ),
        a_field(key="note", label="备注"),
    )
    rows = [{"name": "一号楼"}, {"name": "二号楼", "why": "加层"}]
    assert laid_out(form, {"items": rows, "note": "无"}) == [
        Listing("清单", ("名称", "理由"), (("一号楼", ""), ("二号楼", "加层"))),
        ("备注", "无"),
    ]
    # Nothing in it is no table.
    assert laid_out(form, {"items": [], "note": "无"}) == summary(form, {"items": [], "note": "无"})


def test_a_list_within_a_list_stays_as_lines() -> None:
    inner = a_list(a_field(key="room", label="房间"), path="rooms", label="房间")
    form = a_form(a_list(a_field(key="name", label="名称"), inner))
    values = {"items": [{"name": "一号楼", "rooms": [{"room": "101"}]}]}
    assert laid_out(form, values) == summary(form, values)


def test_ids_fit_html() -> None:
    assert html_id("items[0].rooms[12].名称") == "f-items-0-rooms-12-名称"
