"""Fields a person may only read, or not see at all, keep what they held."""

from __future__ import annotations

from typing import Any

import pytest

from forms.building import a_field, a_form, a_list
from tongban.forms import summary

FORM = a_form(a_field("number", "fee", validate={"required": True}), a_field(key="note"))
LOCKED = {"field": "fee", "message": "您不能修改“项目”"}


@pytest.mark.parametrize("mode", ["read", "hidden"])
def test_the_value_stays(mode: str) -> None:
    clean, problems = FORM.validate({"note": "x"}, access={"fee": mode}, previous={"fee": 500})
    assert (clean, problems) == ({"fee": 500, "note": "x"}, [])
    assert FORM.validate({"fee": 500.0, "note": "x"}, access={"fee": mode}, previous={"fee": 500})[1] == []


def test_it_may_not_be_changed_cleared_or_set() -> None:
    for sent, previous in ((1, {"fee": 500}), (None, {"fee": 500}), (1, {}), (True, {"fee": 1})):
        assert FORM.validate({"fee": sent}, access={"fee": "read"}, previous=previous)[1] == [LOCKED]


def test_a_hidden_field_does_not_tell_its_label() -> None:
    told = FORM.validate({"fee": 1}, access={"fee": "hidden"})[1]
    assert told == [{"field": "fee", "message": "您不能修改“fee”"}]


def test_a_star_names_all_others() -> None:
    access = {"*": "read", "note": "edit"}
    assert FORM.validate({"fee": 1, "note": "x"}, access=access)[1] == [LOCKED]


def test_a_required_field_nobody_may_fill_is_not_asked_for() -> None:
    assert FORM.validate({}, access={"fee": "read"}) == ({"note": None}, [])


def test_readonly_and_disabled_in_the_form_mean_read() -> None:
    for attribute in ("readonly", "disabled"):
        form = a_form(a_field("number", "fee", defaultValue=5, **{attribute: True}))
        assert form.validate({}) == ({"fee": 5}, [])
        assert form.validate({"fee": 6})[1] == [LOCKED]


def test_a_locked_list_keeps_all_of_its_rows() -> None:
    form = a_form(a_list(a_field(key="name")))
    before = {"items": [{"name": "a", "extra": 1}]}
    assert form.validate({}, access={"items": "read"}, previous=before) == (before, [])
    changed: dict[str, Any] = {"items": [{"name": "b", "extra": 1}]}
    assert form.validate(changed, access={"items": "read"}, previous=before)[1][0]["field"] == "items"


def test_a_locked_column_keeps_the_rows_in_place() -> None:
    form = a_form(a_list(a_field(key="name"), a_field("number", "price")))
    access, before = (
        {"items.price": "read"},
        {"items": [{"name": "a", "price": 1}, {"name": "b", "price": 2}]},
    )
    clean, problems = form.validate({"items": [{"name": "c"}, {"name": "d"}]}, access=access, previous=before)
    assert (clean["items"], problems) == ([{"name": "c", "price": 1}, {"name": "d", "price": 2}], [])
    assert form.validate({"items": [{"name": "d"}]}, access=access, previous=before)[1][0]["field"] == "items"


def test_nodes_follow_the_access() -> None:
    nodes = FORM.render_model({"fee": 500, "note": "x"}, access={"fee": "read", "note": "hidden"})
    assert [(node.name, node.readonly, node.required, node.display) for node in nodes] == [
        ("fee", True, False, "500")
    ]


def test_the_summary_leaves_out_what_is_hidden() -> None:
    assert summary(FORM, {"fee": 500, "note": "x"}, access={"note": "hidden"}) == [("项目", "500")]
