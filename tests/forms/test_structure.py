"""Groups, nested keys, lists, unknown names and hostile shapes."""

from __future__ import annotations

from typing import Any

import pytest

from forms.building import a_field, a_form, a_list
from tongban.forms import UnknownCheck

BUILDINGS = a_list(
    a_field(key="name", validate={"required": True}),
    a_field("number", "floors", validate={"min": 1}),
    path="buildings",
    properties={"min_rows": "1", "max_rows": "3"},
)


def test_keys_with_dots_and_groups_with_paths_nest() -> None:
    form = a_form(
        a_field(key="client.name"),
        {"type": "group", "path": "client", "components": [a_field(key="phone")]},
        {"type": "group", "components": [a_field(key="free")]},
    )
    data = {"client": {"name": "张三", "phone": "1"}, "free": "x"}
    assert form.validate(data) == (data, [])
    assert form.field_names() == ("client.name", "client.phone", "free")
    assert form.roots() == {"client", "free"}


def test_a_list_names_the_row_at_fault() -> None:
    rows: list[dict[str, Any]] = [{"name": "一号楼", "floors": 3}, {"name": "", "floors": 0}]
    clean, problems = a_form(BUILDINGS).validate({"buildings": rows})
    assert [each["field"] for each in problems] == ["buildings[1].name", "buildings[1].floors"]
    assert clean["buildings"][0] == {"name": "一号楼", "floors": 3}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "“清单”至少 1 项"),
        (None, "“清单”至少 1 项"),
        ([{"name": "a"}] * 4, "“清单”至多 3 项"),
        ("rows", "“清单”必须是列表"),
        ({"0": {}}, "“清单”必须是列表"),
    ],
)
def test_a_list_has_its_bounds(given: Any, told: str) -> None:
    assert a_form(BUILDINGS).validate({"buildings": given})[1] == [{"field": "buildings", "message": told}]


def test_lists_nest() -> None:
    form = a_form(a_list(a_field(key="name"), a_list(a_field(key="room"), path="rooms")))
    data = {"items": [{"name": "a", "rooms": [{"room": "1"}, {"room": None}]}, {"name": None, "rooms": []}]}
    assert form.validate(data) == (data, [])
    assert form.validate({"items": [{"rooms": [{"room": 5}]}]})[1][0]["field"] == "items[0].rooms[0].room"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"other": 1}, "other"),
        ({"client": {"age": 1}}, "client.age"),
        ({"client": "x"}, "client"),
        ({"client": [1]}, "client"),
        ({"items": [{"name": "a", "evil": 1}]}, "items[0].evil"),
        ({"items": [5]}, "items[0]"),
        ({1: 2}, "1"),
        ({"k" * 5000: 2}, "k" * 100),
    ],
)
def test_what_the_form_does_not_know_is_refused(data: Any, field: str) -> None:
    form = a_form(a_field(key="client.name"), a_list(a_field(key="name")))
    clean, problems = form.validate(data)
    assert [each["field"] for each in problems] == [field]
    assert set(clean) <= {"client", "items"}


def test_unknown_names_are_not_listed_without_end() -> None:
    assert len(a_form(a_field()).validate({f"k{n}": 1 for n in range(10_000)})[1]) == 50


def test_hostile_shapes_are_refused_not_followed() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    form = a_form(
        a_field(), BUILDINGS, a_field("number", "n"), a_field("checklist", "c", values=[{"value": 1}])
    )
    for hostile in (deep, {"a": deep}):
        data = {"x": hostile, "n": hostile, "c": hostile, "buildings": [{"name": hostile}]}
        told = {each["field"] for each in form.validate(data)[1]}
        assert {"x", "n", "c", "buildings[0].name"} <= told
    assert form.validate({"x": deep}, access={"x": "read"}, previous={"x": "a"})[1][0]["field"] == "x"
    assert form.validate({"buildings": [{}] * 100_000})[1]


def test_checks_are_handed_in_by_name() -> None:
    form = a_form(a_field(properties={"check": "mobile"}))

    def mobile(value: Any, language: str) -> str | None:
        return None if value == "13800000000" else {"zh": "手机号不对", "en": "Wrong number"}[language]

    assert form.validate({"x": "13800000000"}, checks={"mobile": mobile})[1] == []
    assert (
        form.validate({"x": "1"}, checks={"mobile": mobile}, language="en")[1][0]["message"] == "Wrong number"
    )
    assert form.validate({"x": ""}, checks={"mobile": mobile})[1] == []
    assert form.validate({"x": "1"})[1] == []
    with pytest.raises(UnknownCheck):
        form.validate({"x": "1"}, checks={})
