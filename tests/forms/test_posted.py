"""A posted HTML form becomes the data it stands for, with and without scripts."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from werkzeug.datastructures import MultiDict

from forms.building import a_field, a_form, a_list, an_option
from tongban.forms import Form, only_redraws, parse_posted

TEMPLATES = Path(__file__).parents[2] / "admin_ui" / "templates"
OPTIONS = [an_option("a"), an_option(3, "叁", "Three")]
EVERYTHING = a_form(
    a_field(key="name"),
    a_field("textarea", "story"),
    a_field("number", "area"),
    a_field("number", "exact", serializeToString=True),
    a_field("checkbox", "agree"),
    a_field("radio", "one", values=OPTIONS),
    a_field("select", "pick", values=OPTIONS),
    a_field("checklist", "some", values=OPTIONS),
    a_field("taglist", "tags", values=OPTIONS),
    a_field("datetime", "day", subtype="date"),
    a_field("datetime", "hour", subtype="time"),
    a_field("datetime", "moment", subtype="datetime"),
    a_field("filepicker", "files", multiple=True),
    {"type": "group", "path": "client", "label": "客户", "components": [a_field(key="name")]},
    a_list(a_field(key="name"), a_field("checkbox", "old"), a_list(a_field(key="room"), path="rooms")),
)
FILLED: dict[str, Any] = {
    "name": '张三 "&<b>',
    "story": "一\n二",
    "area": 12.5,
    "exact": "0.10",
    "agree": True,
    "one": 3,
    "pick": "a",
    "some": ["a", 3],
    "tags": [],
    "day": "2026-02-28",
    "hour": "08:05+08:00",
    "moment": "2026-02-28T14:30+08:00",
    "files": ["f1"],
    "client": {"name": "李四"},
    "items": [
        {"name": "甲", "old": True, "rooms": [{"room": "101"}]},
        {"name": None, "old": False, "rooms": []},
    ],
}


class Browser(HTMLParser):
    """Reads the controls of a page and posts what a browser without scripts would."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.described: list[str] = []
        self.labelled: set[str] = set()
        self.controls: list[str] = []
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        assert not any(key.startswith("on") or key == "style" for key in given), given
        assert tag not in ("script", "style")
        name, kind = given.get("name", ""), given.get("type", "")
        self.ids += [given["id"]] if "id" in given else []
        self.described += given.get("aria-describedby", "").split()
        self.labelled |= {given["for"]} if "for" in given else set()
        if tag in ("input", "select", "textarea") and kind != "hidden" and "id" in given:
            self.controls.append(given["id"])
        if tag == "input" and kind != "file" and (kind not in ("radio", "checkbox") or "checked" in given):
            self.posted.append((name, given.get("value", "")))
        self.select = name if tag == "select" else self.select
        if tag == "option" and "selected" in given:
            self.posted.append((self.select, given["value"]))
        self.area = name if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.posted.append((self.area, data.removeprefix("\n").replace("\n", "\r\n")))
            self.area = ""


def drawn(form: Form, values: dict[str, Any], errors: Any = (), **more: Any) -> str:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    page = environment.from_string(
        '{% from "forms/fields.html" import error_summary, form_fields %}'
        "{{ error_summary(errors, language) }}{{ form_fields(nodes) }}"
    )
    language = more.get("language", "zh")
    return page.render(nodes=form.render_model(values, errors, **more), errors=errors, language=language)


def browse(page: str) -> Browser:
    browser = Browser()
    browser.feed(page)
    return browser


def test_a_page_posts_back_what_it_shows() -> None:
    clean, problems = EVERYTHING.validate(FILLED)
    assert problems == []
    posted = MultiDict(browse(drawn(EVERYTHING, clean)).posted)
    assert EVERYTHING.validate(parse_posted(EVERYTHING, posted)) == (clean, [])
    assert EVERYTHING.validate(parse_posted(EVERYTHING, posted.to_dict(flat=False))) == (clean, [])


def test_an_empty_page_posts_nothing_filled() -> None:
    posted = MultiDict(browse(drawn(EVERYTHING, {})).posted)
    clean, problems = EVERYTHING.validate(parse_posted(EVERYTHING, posted))
    assert problems == []
    assert (clean["name"], clean["agree"], clean["some"], clean["items"]) == (None, False, [], [])


def test_every_control_has_one_label_and_its_notes() -> None:
    data = {**FILLED, "area": "viel", "one": "zzz", "items": [{"name": 5}]}
    _, errors = EVERYTHING.validate(data)
    page = drawn(EVERYTHING, data, errors)
    browser = browse(page)
    assert len(browser.ids) == len(set(browser.ids))
    assert set(browser.controls) <= browser.labelled
    assert set(browser.described) <= set(browser.ids)
    for field in ("area", "one", "items-0-name"):
        assert f'href="#f-{field}"' in page
        assert f"f-{field}" in browser.ids


def test_what_a_page_does_not_show_stays_absent() -> None:
    page = drawn(EVERYTHING, FILLED, access={"*": "read", "name": "edit"})
    assert parse_posted(EVERYTHING, MultiDict(browse(page).posted)) == {"name": FILLED["name"]}


def test_rows_come_in_order_without_gaps() -> None:
    posted = {"items[7].name": ["b"], "items[2].name": ["a"], "items": [""]}
    assert parse_posted(EVERYTHING, posted)["items"] == [{"name": "a"}, {"name": "b"}]


def test_buttons_add_and_remove_rows() -> None:
    posted = {"items[0].name": ["a"], "items[1].name": ["b"], "items[1].rooms[0].room": ["101"]}
    assert parse_posted(EVERYTHING, {**posted, "_add": ["items"]})["items"][2] == {}
    assert parse_posted(EVERYTHING, {**posted, "_remove": ["items[0]"]})["items"][0]["name"] == "b"
    rooms = parse_posted(EVERYTHING, {**posted, "_add": ["items[1].rooms"]})["items"][1]["rooms"]
    assert rooms == [{"room": "101"}, {}]
    assert parse_posted(EVERYTHING, {"_add": ["items"]})["items"] == [{}]
    assert parse_posted(EVERYTHING, {"items[0]": [""], "_remove": ["items[0]"]})["items"] == []
    assert only_redraws({"_add": ["items"]}) and not only_redraws(posted)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1,234.50", "1234.5"), ("１２", "12"), (" 7 ", "7"), ("abc", "abc"), ("", "None"), ("1e999", "1e999")],
)
def test_numbers_are_read_as_typed(typed: str, read: str) -> None:
    assert str(parse_posted(EVERYTHING, {"area": [typed]})["area"]) == read


def test_hostile_names_are_passed_over() -> None:
    posted = {
        "": ["x"],
        "[0]": ["x"],
        "name[0]": ["x"],
        "name.x": ["x"],
        "items[-1].name": ["x"],
        "items[99999].name": ["x"],
        "items..name": ["x"],
        "a" * 10_000: ["x"],
        ".".join("a" * 200): ["x"],
        "items" + "[0].rooms" * 500: ["x"],
        "_add": ["", "[0]", "nothing", "name"],
        "_remove": ["items", "items[5]", "x[1]"],
    }
    data = parse_posted(EVERYTHING, posted)
    assert EVERYTHING.validate(data)[1] == []


def test_the_page_speaks_english() -> None:
    page = drawn(EVERYTHING, FILLED, language="en")
    assert "Add another" in page and "添加" not in page
