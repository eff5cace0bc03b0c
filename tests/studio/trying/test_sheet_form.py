"""The form of the item sheet: every element it shows is kept, changed, taken away; comments stay where they can."""

from __future__ import annotations

from typing import Any

import pytest
from office import ITEMS
from werkzeug.datastructures import MultiDict

from tongban.admin_ui import sheet_form
from tongban.engine import items


def sent(data: dict[str, Any]) -> MultiDict[str, str]:
    """What a browser sends when nothing was touched."""
    form: MultiDict[str, str] = MultiDict()

    def put(entry: Any, name: str, found: Any) -> None:
        if entry.kind == "many":
            form.add(f"{name}.there", "1")
            for one in found or ():
                form.add(name, str(one))
        else:
            form.add(name, str(sheet_form.as_typed(entry, found)))

    for _title, entries in sheet_form.SECTIONS:
        for entry in entries:
            put(entry, entry.path, sheet_form.value(data, entry.path))
    for what in sheet_form.LISTS:
        rows = sheet_form.rows(data, what)
        form.add(f"{what.path}.count", str(len(rows)))
        for number, row in enumerate(rows):
            for entry in what.entries:
                put(entry, f"{what.path}.{number}.{entry.path}", sheet_form.value(row, entry.path))
    return form


@pytest.mark.parametrize("folder", ITEMS, ids=lambda folder: folder.name)
def test_a_form_sent_back_as_it_was_changes_nothing(folder: Any) -> None:
    data = items.sheet_data({"item.yaml": (folder / "item.yaml").read_bytes()}) or {}
    assert sheet_form.filled(data, sent(data)) == data


def sheet(name: str = "construction-permit") -> tuple[bytes, dict[str, Any]]:
    folder = next(one for one in ITEMS if one.name == name)
    content = items.read_folder(folder)["item.yaml"]
    return content, dict(items.sheet_data({"item.yaml": content}) or {})


def test_every_kind_of_field_is_read_as_the_sheet_has_it() -> None:
    _, data = sheet()
    form = sent(data)
    form["extension.most"], form["extension.level"], form["extension.basis"] = "7", "organ", "条例第一条"
    form["secret"] = "true"
    form["materials.0.files.jpg.max_bytes"] = "200"
    form["materials.0.files.jpg.min_pixels"] = "800x600"
    form["materials.1.files.jpg.max_bytes"] = ""
    last = int(form["special_procedures.count"]) - 1
    form[f"special_procedures.{last}.kind"] = "appraisal"
    form[f"special_procedures.{last}.name.zh"] = "鉴定"
    form[f"special_procedures.{last}.days"] = "9"
    form.setlist("assisting_units", ["gaj", "zjj"])
    made = sheet_form.filled(data, form)
    assert made["extension"] == {"most": 7, "level": "organ", "basis": "条例第一条"}
    assert made["secret"] is True and made["assisting_units"] == ["gaj", "zjj"]
    assert made["materials"][0]["files"]["jpg"]["max_bytes"] == 204_800
    assert made["materials"][0]["files"]["jpg"]["min_pixels"] == [800, 600]
    # one material's rules are its own, even where the text shares them
    assert "jpg" not in made["materials"][1]["files"] and "jpg" in made["materials"][2]["files"]
    assert (
        made["materials"][2]["files"]["jpg"]["max_bytes"] == data["materials"][2]["files"]["jpg"]["max_bytes"]
    )
    assert made["special_procedures"][-1] == {"kind": "appraisal", "name": {"zh": "鉴定"}, "days": 9}
    form = sent(made)
    for name in ("extension.most", "extension.level", "extension.basis", "secret"):
        form[name] = ""
    assert {"extension", "secret"} & set(sheet_form.filled(made, form)) == set()


def test_comments_of_what_did_not_change_stay() -> None:
    content, data = sheet()
    text = content.decode() + "\n# the last word\n"
    marked = text.replace("\nfees:", "\n# why there is a fee\nfees:").replace(
        "\nlimits:", "\n# from the law\nlimits:"
    )
    assert marked.count("#") == text.count("#") + 2
    changed = {
        **data,
        "limits": {**data["limits"], "promised": {"value": 2, "unit": "workday"}},
        "secret": False,
    }
    made = items.rewritten(marked.encode(), changed)
    assert items.sheet_data({"item.yaml": made}) == changed
    for kept in (
        "# why there is a fee\nfees:",
        "# from the law\nlimits:",
        "# the last word",
        text.splitlines()[0],
    ):
        assert kept in made.decode()
    # what did not change keeps its lines to the letter
    block = marked[marked.index("\nfees:") : marked.index("\nresult:")]
    assert block in made.decode()


def test_whatever_is_rewritten_reads_back_as_it_was_meant() -> None:
    content, data = sheet()
    # the anchor that materials share, what uses it, the first and the last
    for key in ("code", "file_rules", "materials", "legal_basis", list(data)[-1]):
        left = {name: one for name, one in data.items() if name != key}
        assert items.sheet_data({"item.yaml": items.rewritten(content, left)}) == left
        other = {**data, key: {"zh": "改: #了", "en": ["x"]}}
        assert items.sheet_data({"item.yaml": items.rewritten(content, other)}) == other
