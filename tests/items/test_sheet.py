"""The item sheet: read as typed data, with everything that is missing or wrong named at once."""

from __future__ import annotations

import pytest

from items.building import ITEM, a_sheet, sheet_text
from tongban.engine import errors
from tongban.engine.items import Limit, Sheet
from tongban.engine.items.yaml_text import InvalidYaml, load_yaml


def problems_of(content: bytes) -> dict[str, str]:
    with pytest.raises(errors.InvalidItem) as refused:
        Sheet.from_yaml(content)
    return {str(one["element"]): str(one["rule"]) for one in refused.value.errors}


def test_the_sheet_is_typed_data():
    sheet = Sheet.from_yaml(sheet_text())
    assert sheet.name.en == "Construction permit for building works"
    assert sheet.limit("promised") == Limit(3, "workday", sheet.limits["promised"].explain)
    assert sheet.limit_text("promised") == "3个工作日"
    assert sheet.limit_text("statutory", "en") == "7 days"
    assert sheet.legal_basis_text.startswith("《中华人民共和国建筑法》第七条、第八条")
    assert sheet.unit == "zjj"
    assert sheet.online


def test_a_material_gives_the_rule_of_the_format_that_comes():
    material = Sheet.from_yaml(sheet_text()).materials[0]
    picture, paper = material.rule("Scan.JPEG"), material.rule("scan.pdf")
    assert (picture.max_bytes, picture.min_pixels, picture.max_pixels) == (92160, (640, 480), (1600, 1200))
    assert (paper.max_bytes, paper.min_pixels) == (10485760, None)
    assert material.rule("scan.exe").formats == {"jpg", "pdf"}


@pytest.mark.parametrize(
    "key",
    [
        *("code", "implementation_code", "basic_code", "name", "item_type", "case_kind", "use_level"),
        *("process", "implementing_body", "accepting_unit", "limits", "legal_basis", "conditions"),
        *("fees", "result", "channels", "visits", "contact", "remedies", "guide", "materials"),
        "service_objects",
    ],
)
def test_a_missing_element_is_named(key):
    sheet = a_sheet()
    del sheet[key]
    assert problems_of(sheet_text(sheet))[key] == "missing"


def test_all_problems_are_named_at_once():
    sheet = a_sheet()
    sheet["limits"]["promised"]["unit"] = "fortnight"
    sheet["item_type"] = "99"
    sheet["materials"][2]["name"] = {"en": "no Chinese"}
    sheet["visits"] = "once"
    sheet["colour"] = "red"
    found = problems_of(sheet_text(sheet))
    assert found["limits.promised.unit"] == "value"
    assert found["item_type"] == "value"
    assert found["materials[2].name.zh"] == "missing"
    assert found["visits"] == "type"
    assert found["colour"] == "unknown_key"


def test_a_code_without_quotes_is_pointed_out():
    text = sheet_text().replace(b"basic_code: 000117109003", b"basic_code: 117109003")
    assert problems_of(text)["basic_code"] == "type"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"- a\n- b",
        b"\xff\xfe",
        b"a: !!python/object:os.system x",
        b"a: 1\na: 2",
        b"{" * 5000,
        b"[" * 100 + b"]" * 100,
        b"a: [",
        b"? [1]\n: 2",
        b"x: " + b"y" * 1_100_000,
    ],
)
def test_what_is_no_plain_yaml_is_refused(content):
    with pytest.raises(errors.InvalidItem) as refused:
        Sheet.from_yaml(content)
    assert refused.value.errors[0]["rule"] == "yaml"


def test_an_alias_bomb_is_refused_quickly():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 12):
        inner = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} [{inner}]")
    with pytest.raises(InvalidYaml, match="too many"):
        load_yaml("\n".join(lines).encode())


def test_dates_stay_text():
    assert load_yaml(b"day: 2026-01-01") == {"day": "2026-01-01"}


def test_the_item_of_the_tests_is_the_one_that_ships():
    assert (ITEM / "item.yaml").is_file()
