"""A problem points at the line of the file it is about."""

from __future__ import annotations

import pytest
import yaml

from tongban.admin_ui import sheet_form
from tongban.admin_ui.studio import line_of
from tongban.engine import items

SHEET = b"""code: "1"
name: {zh: a, en: b}
limits:
  statutory:
    value: 3
materials:
  - code: "x"
    name: {zh: a}
    required: true
  - code: "y"
    name: {zh: b}
    required: false
"""


@pytest.mark.parametrize(
    ("element", "line"),
    [
        ("line 7", 7),
        ("code", 1),
        ("name.en", 2),
        ("limits.statutory.value", 5),
        ("materials[1].name", 11),
        ("materials[0].required", 9),
        ("nothing", 0),
        (None, 0),
    ],
)
def test_the_line(element: str | None, line: int) -> None:
    assert line_of(SHEET, element) == line


class Typed(dict[str, str]):
    """A posted form."""

    def getlist(self, name: str) -> list[str]:
        return [self[name]] if name in self else []


def test_what_the_form_does_not_send_stays() -> None:
    data = yaml.safe_load(SHEET)
    assert sheet_form.filled(data, Typed()) == data


def test_rows_are_changed_added_and_taken_away() -> None:
    data = yaml.safe_load(SHEET)
    typed = Typed(
        {
            "materials.count": "3",
            "materials.0.remove": "1",
            "materials.1.name.zh": "新名",
            "materials.2.name.zh": "又一份",
            "materials.2.required": "true",
            "limits.statutory.value": "9",
            "name.en": "",
        }
    )
    made = sheet_form.filled(data, typed)
    assert [one["name"]["zh"] for one in made["materials"]] == ["新名", "又一份"]
    assert made["materials"][1]["required"] is True
    assert made["limits"]["statutory"]["value"] == 9
    assert made["name"] == {"zh": "a"}
    assert data["name"] == {"zh": "a", "en": "b"}


def test_a_number_that_is_none_is_kept_for_the_check_to_name() -> None:
    made = sheet_form.filled(yaml.safe_load(SHEET), Typed({"limits.statutory.value": "3 天"}))
    assert made["limits"]["statutory"]["value"] == "3 天"


def test_a_sheet_that_is_written_again_says_the_same() -> None:
    data = yaml.safe_load(SHEET)
    assert items.sheet_data({"item.yaml": items.dump_sheet(data)}) == data
