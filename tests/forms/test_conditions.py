"""Fields that depend on others: hidden, locked, bounded, computed and optioned by FEEL."""

from __future__ import annotations

from forms.building import a_field, a_form, a_list, an_option

KIND = a_field("select", "kind", values=[an_option("build"), an_option("demolish")])
REASON = a_field(key="reason", conditional={"hide": '= kind != "demolish"'}, validate={"required": True})


def test_a_hidden_field_is_not_asked_for() -> None:
    assert a_form(KIND, REASON).validate({"kind": "build"}) == ({"kind": "build"}, [])


def test_a_shown_field_is() -> None:
    _, problems = a_form(KIND, REASON).validate({"kind": "demolish"})
    assert problems == [{"field": "reason", "message": "请填写“项目”"}]


def test_what_a_hidden_field_holds_is_dropped() -> None:
    assert a_form(KIND, REASON).validate({"kind": "build", "reason": "旧"}) == ({"kind": "build"}, [])


def test_what_a_hidden_field_held_before_is_cleared() -> None:
    clean, _ = a_form(KIND, REASON).validate({"kind": "build"}, previous={"kind": "demolish", "reason": "旧"})
    assert clean == {"kind": "build", "reason": None}


def test_a_field_hides_with_its_group() -> None:
    group = {"type": "group", "conditional": {"hide": "= kind = null"}, "components": [REASON]}
    assert a_form(KIND, group).validate({}) == ({"kind": None}, [])


def test_conditions_follow_from_one_another() -> None:
    form = a_form(
        a_field(key="c", conditional={"hide": "= b = null"}, validate={"required": True}),
        a_field(key="b", conditional={"hide": "= a = null"}),
        a_field(key="a"),
    )
    assert form.validate({"b": "left over"}) == ({"a": None}, [])
    assert form.validate({"a": "1", "b": "2"})[1][0]["field"] == "c"


def test_contradicting_conditions_are_refused() -> None:
    form = a_form(a_field(conditional={"hide": "= x != null"}))
    assert form.validate({"x": "1"})[1][0] == {
        "field": "",
        "message": "表单的显示条件互相矛盾，无法判定",
    }


def test_a_row_asks_by_this_and_parent() -> None:
    form = a_form(
        a_field("number", "limit"),
        a_list(
            a_field("number", "floors"),
            a_field(
                key="why",
                conditional={"hide": "= this.floors <= parent.limit or i[1] = 1"},
                validate={"required": True},
            ),
        ),
    )
    rows = [{"floors": 9}, {"floors": 2}, {"floors": 9}]
    clean, problems = form.validate({"limit": 3, "items": rows})
    assert [each["field"] for each in problems] == ["items[2].why"]
    assert clean["items"][:2] == [{"floors": 9}, {"floors": 2}]


def test_bounds_may_be_computed() -> None:
    form = a_form(a_field("number", "total"), a_field("number", "part", validate={"max": "= total / 2"}))
    assert form.validate({"total": 10, "part": 6})[1] == [{"field": "part", "message": "“项目”不得大于 5"}]
    assert form.validate({"part": 6})[1] == []


def test_an_expression_is_computed_never_taken() -> None:
    form = a_form(
        a_field("number", "area"),
        {"type": "expression", "key": "fee", "expression": "= area * 2.5"},
        a_field(key="waiver", conditional={"hide": "= fee < 100"}, validate={"required": True}),
    )
    assert form.validate({"area": 10, "fee": 0}) == ({"area": 10, "fee": 25}, [])
    assert form.validate({"area": 100, "fee": 0})[1][0]["field"] == "waiver"


def test_a_field_may_be_locked_by_a_condition() -> None:
    form = a_form(a_field("checkbox", "done"), a_field(readonly="= done"))
    assert form.validate({"done": True, "x": "new"}, previous={"x": "old"}) == (
        {"done": True, "x": "old"},
        [{"field": "x", "message": "您不能修改“项目”"}],
    )
    assert form.validate({"done": False, "x": "new"}, previous={"x": "old"})[0]["x"] == "new"


def test_options_come_from_what_is_known_not_from_what_is_sent() -> None:
    form = a_form(a_field("select", valuesKey="sections"))
    known = {"sections": [{"value": "s1", "label": "一科", "label_en": "Section 1"}, "s2", {}]}
    assert form.validate({"x": "s1"}, previous=known) == ({"x": "s1"}, [])
    assert form.validate({"x": "s2"}, previous=known)[1] == []
    told = [each["field"] for each in form.validate({"x": "s3", "sections": ["s3"]}, previous=known)[1]]
    assert told == ["x", "sections"]
    node = form.render_model({"x": "s1"}, language="en", previous=known)[0]
    assert [(each.value, each.label, each.selected) for each in node.options] == [
        ("s1", "Section 1", True),
        ("s2", "s2", False),
    ]


def test_options_may_be_computed() -> None:
    form = a_form(KIND, a_field("radio", valuesExpression='= if kind = "build" then ["a"] else ["b"]'))
    assert form.validate({"kind": "build", "x": "a"}) == ({"kind": "build", "x": "a"}, [])
    assert form.validate({"x": "a"})[1][0]["field"] == "x"


def test_a_hidden_node_says_when_it_applies() -> None:
    words = {"when": "仅拆除时填写", "when_en": "For demolition only"}
    form = a_form(KIND, {**REASON, "properties": words})
    node = form.render_model({"kind": "build"}, language="en")[1]
    assert (node.hidden, node.when, node.conditional) == (True, "For demolition only", True)
    assert not form.render_model({"kind": "demolish"})[1].hidden


def test_left_over_values_never_decide_what_is_asked() -> None:
    form = a_form(
        a_field(key="a", conditional={"hide": "= b != null"}),
        a_field(key="b", conditional={"hide": "= a != null"}),
    )
    assert form.validate({"a": "1"}) == ({"a": "1"}, [])
    assert form.validate({"a": "1", "b": "2"})[1][0]["field"] == ""


def test_a_hidden_list_is_dropped_with_its_rows() -> None:
    rows = a_list(
        a_field(key="p", conditional={"hide": "= this.p = null"}), conditional={"hide": "= a = null"}
    )
    form = a_form(a_field(key="a"), rows)
    data = {"items": [{"p": "1"}, {"p": None}]}
    assert form.validate(data) == ({"a": None}, [])
    assert form.validate({**data, "a": "1"})[0]["items"] == [{"p": "1"}, {}]
    assert form.validate({}, previous=data)[0] == {"a": None, "items": None}
