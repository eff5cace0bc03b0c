"""Decision tables: begun from fields of the form, kept by If-Match, tried row by row on the engine."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from studio.editors.drafts import begun, contents, send
from tongban.engine import Engine, errors, items

NEW = {
    "key": "licence_fee",
    "name": "证照费",
    "output": "fee",
    "output_type": "number",
    "inputs": "company_name",
}


def rows(page: str) -> list[str]:
    """The ids of the rules that hit."""
    return re.findall(r'<tr class="studio-hit" data-rule="([^"]+)"', page)


def test_a_new_table_is_bound_to_fields_of_the_form(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio)
    assert 'value="company_name"' in analyst.get(f"/studio/{draft}/rules/new").text
    made = send(analyst, f"/studio/{draft}/rules/new", **NEW)
    assert made.headers["Location"].endswith("/rules/edit/licence_fee.dmn")
    kept = contents(studio, draft)
    (table,) = items.tables_of(kept["licence_fee.dmn"])
    assert (table["key"], table["inputs"]) == ("licence_fee", ["company_name"])
    assert [
        one
        for one in items.check_item(kept)
        if one["file"] == "licence_fee.dmn" and one["severity"] == "error"
    ] == []
    again = send(analyst, f"/studio/{draft}/rules/new", **NEW)
    assert again.status_code == 422 and 'id="wrong-key"' in again.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": "1 x"}, "key"),
        ({"name": " "}, "name"),
        ({"output": ""}, "output"),
        ({"inputs": "nobody"}, "inputs"),
    ],
)
def test_what_a_table_lacks_stands_at_its_field(
    analyst: FlaskClient, studio: Engine, changes: dict[str, str], field: str
) -> None:
    answer = send(analyst, f"/studio/{begun(studio)}/rules/new", **{**NEW, **changes})
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text


def test_a_table_is_kept_by_if_match(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    path = f"/studio/{draft}/rules/edit/rules.dmn"
    other = contents(studio, draft)["rules.dmn"].replace(b"area * 45", b"area * (")
    assert send(analyst, path, rules=other).status_code == 428
    saved = send(analyst, path, rules=other, headers={"If-Match": '"1"'})
    assert saved.status_code == 200
    assert ("rules.dmn", "error") in {(one["file"], one["severity"]) for one in saved.json["problems"]}
    assert send(analyst, path, rules=other, headers={"If-Match": '"1"'}).status_code == 412
    assert send(analyst, f"/studio/{draft}/rules/edit/form.json", rules=other).status_code == 404


def test_values_are_tried_row_by_row(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    path = f"/studio/{draft}/rules/try/rules.dmn"
    values = {
        "decision": "fee",
        "value__project_kind": "commercial",
        "value__area": "6000",
        "value__investment": "1",
    }
    page = send(analyst, path, **values)
    assert rows(page.text) == ["fee_commercial_large"] and "450000" in page.text
    assert page.text.count("<html") == 1
    changed = contents(studio, draft)["rules.dmn"].replace(b"area * 75", b"area * 76")
    part = send(analyst, path, **values, rules=changed)
    assert "456000" in part.text and "<html" not in part.text
    assert b"area * 75" in contents(studio, draft)["rules.dmn"]
    computed = send(analyst, path, **{**values, "value__area": "= 2000 + 2999"})
    assert rows(computed.text) == ["fee_commercial_small"]
    wrong = send(analyst, path, **{**values, "value__area": "many"})
    assert "不是数" in wrong.text and 'id="tried"' not in wrong.text


def test_rows_that_exclude_each_other_are_shown(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    doubled = contents(studio, draft)["rules.dmn"].replace(b"&gt;= 5000", b"&gt;= 1", 1)
    values = {
        "decision": "fee",
        "value__project_kind": "commercial",
        "value__area": "4000",
        "value__investment": "1",
    }
    page = send(analyst, f"/studio/{draft}/rules/try/rules.dmn", **values, rules=doubled).text
    assert "notice-bad" in page
    assert rows(page) == ["fee_commercial_small", "fee_commercial_large"]


def test_what_is_no_table_is_told_and_not_tried(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    for broken in (b"<definitions", b"{}"):
        page = send(analyst, f"/studio/{draft}/rules/try/rules.dmn", rules=broken, decision="fee")
        assert page.status_code == 200 and "notice-warn" in page.text
    with pytest.raises(errors.InvalidDecision):
        items.tables_of(b"<x/>")
