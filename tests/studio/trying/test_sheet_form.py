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


def test_joint_members_rules_on_late_work_and_names_are_filled_in_and_taken_away() -> None:
    _, data = sheet("bookshop-opening")
    form = sent(data)
    assert form["joint.members.1.form"] == "licence_no: = results.licence.certificate_no"
    new = len(data["joint"]["members"])
    form[f"joint.members.{new}.key"], form[f"joint.members.{new}.item"] = "fire", "fire-acceptance"
    form[f"joint.members.{new}.needs"] = "licence、publication"
    form[f"joint.members.{new}.materials"] = "A：B\nC: D"
    form["joint.members.2.remove"] = "1"
    form["escalations.0.id"], form["escalations.0.name.zh"] = "near", "快到期"
    form["escalations.0.phase"], form["escalations.0.value"], form["escalations.0.to"] = (
        "before",
        "2",
        "handler",
    )
    form.setlist("escalations.0.channels", ["sms"])
    form["naming.states.0.key"], form["naming.states.0.zh"] = "approved", "已确认"
    made = sheet_form.filled(data, form)
    assert [one["key"] for one in made["joint"]["members"]] == ["licence", "publication", "fire"]
    assert made["joint"]["members"][2] == {
        "key": "fire",
        "item": "fire-acceptance",
        "needs": ["licence", "publication"],
        "materials": {"A": "B", "C": "D"},
    }
    (rule,) = made["escalations"]
    assert (rule["value"], rule["to"], rule["channels"]) == (2, ["handler"], ["sms"])
    assert made["naming"] == {"states": {"approved": {"zh": "已确认"}}}
    form = sent(made)
    form["naming.states.0.remove"] = form["escalations.0.remove"] = "1"
    assert {"naming", "escalations"} & set(sheet_form.filled(made, form)) <= {"escalations"}


def test_materials_with_the_shared_rules_follow_them_and_others_stay() -> None:
    _, data = sheet("bookshop-opening")
    shared, own = data["materials"][0], data["materials"][1]
    own["files"] = {"pdf": {"max_bytes": 1024}}
    form = sent(data)
    form["file_rules.pdf.max_bytes"], form["file_rules.jpg.max_bytes"] = "2048", ""
    made = sheet_form.filled(data, form)
    assert shared["files"] == data["file_rules"]
    assert made["materials"][0]["files"] == made["file_rules"] == {"pdf": {"max_bytes": 2048 * 1024}}
    assert made["materials"][1]["files"] == {"pdf": {"max_bytes": 1024}}


def test_what_is_wrong_stands_at_its_field_also_in_rows_known_by_a_key() -> None:
    _, data = sheet("bookshop-opening")
    data["joint"]["members"][1]["needs"] = ["nobody"]
    data["joint"]["members"][1]["form"] = {"licence_no": "= ("}
    data["naming"] = {"states": {"approved": {"zh": 3}}}
    data["escalations"] = [{"id": "a", "name": {"zh": "甲", "en": "A"}, "phase": "sometimes", "to": ["x"]}]
    files = {**items.read_folder(next(one for one in ITEMS if one.name == "bookshop-opening"))}
    files["item.yaml"] = items.rewritten(files["item.yaml"], data)
    told = sheet_form.at_fields(data, [one for one in items.check_item(files) if one["file"] == "item.yaml"])
    assert {"joint.members.1.form", "naming.states.0.zh", "escalations.0.phase"} <= told.keys()
    data["joint"]["members"][1]["form"] = {}
    data["escalations"], data["naming"] = [], {}
    files["item.yaml"] = items.rewritten(files["item.yaml"], data)
    told = sheet_form.at_fields(data, [one for one in items.check_item(files) if one["file"] == "item.yaml"])
    assert "joint.members.1.needs" in told
