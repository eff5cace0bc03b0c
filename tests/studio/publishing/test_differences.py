"""Differences between two folders are told part by part: diagrams by id, forms by key, tables by row, sheets by leaf."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from office import CONTENT

from tongban.engine import items
from tongban.engine.items.data_differing import Leaf, differences

OLD = items.read_folder(CONTENT / "construction-permit")
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=10,
)


def compared(**new: bytes) -> dict[str, Any]:
    paths = {"sheet": "item.yaml", "flow": "flow.bpmn", "form": "form.json", "rules": "rules.dmn"}
    return items.compare_folders(OLD, {**OLD, **{paths[name]: content for name, content in new.items()}})


def test_the_same_folder_has_no_difference() -> None:
    same = items.compare_folders(OLD, dict(OLD))
    assert same == {"same": True, "sheet": [], "flow": [], "forms": [], "tables": [], "files": []}


def test_an_element_is_added_removed_changed_or_moved() -> None:
    xml = OLD["flow.bpmn"].decode()
    renamed = xml.replace('name="窗口缴费"', 'name="缴费"', 1)
    (one,) = compared(flow=renamed.encode())["flow"]
    assert (one["id"], one["kind"], one["type"]) == ("payment", "changed", "userTask")
    assert one["changes"] == ({"what": "name", "old": "窗口缴费", "new": "缴费"},)
    start = xml.index('bpmnElement="payment"')
    at = xml.index(' x="', start)
    moved = xml[:at] + ' x="7' + xml[at + 4 :]
    assert [(one["id"], one["kind"]) for one in compared(flow=moved.encode())["flow"]] == [
        ("payment", "moved")
    ]
    other = xml.replace('"payment"', '"paying"').replace(">payment<", ">paying<")
    kinds = {one["id"]: one["kind"] for one in compared(flow=other.encode())["flow"]}
    assert (kinds["payment"], kinds["paying"]) == ("removed", "added")


def test_what_stands_inside_an_element_is_told_by_its_own_name() -> None:
    xml = OLD["flow.bpmn"].decode()
    limit = xml.index("<tb:deadline ")
    value = xml.index('value="', limit) + 7
    changed = xml[:value] + "9" + xml[xml.index('"', value) :]
    (one,) = compared(flow=changed.encode())["flow"]
    (fact,) = one["changes"]
    assert (fact["what"], fact["new"]) == ("deadline.value", "9")


def test_fields_are_told_by_key_with_what_changed() -> None:
    form = json.loads(OLD["form.json"])
    keys = [one for one in form["components"] if one.get("key")]
    keys[0]["label"] = "别的标签"
    keys[1].setdefault("validate", {})["required"] = not keys[1].get("validate", {}).get("required")
    form["components"].remove(keys[2])
    form["components"].append({"type": "textfield", "key": "extra", "label": "多一项"})
    (found,) = compared(form=json.dumps(form).encode())["forms"]
    told = {one["key"]: one for one in found["fields"]}
    assert told[keys[0]["key"]]["changes"][0]["new"] == "别的标签"
    assert [one["what"] for one in told[keys[1]["key"]]["changes"]] in (["validate.required"], ["validate"])
    assert (told[keys[2]["key"]]["kind"], told["extra"]["kind"]) == ("removed", "added")
    form["components"].append(form["components"].pop(0))
    # Text in a form is not valid JSON any more: the file is named, and nothing breaks.
    broken = compared(form=b"{")
    assert broken["files"] == [{"path": "form.json", "kind": "changed"}]


def test_rows_of_a_table_are_told_cell_by_cell() -> None:
    dmn = OLD["rules.dmn"].decode()
    changed = dmn.replace("<text>0</text>", "<text>1</text>", 1)
    (table,) = compared(rules=changed.encode())["tables"]
    (row,) = table["rows"]
    assert (row["kind"], row["old"][-1], row["new"][-1]) == ("changed", "0", "1")
    start = dmn.index("<rule ")
    end = dmn.index("</rule>", start) + len("</rule>")
    (table,) = compared(rules=(dmn[:start] + dmn[end:]).encode())["tables"]
    assert [(one["kind"], one["no"]) for one in table["rows"]] == [("removed", 1)]


def test_materials_meet_by_their_code_wherever_they_stand() -> None:
    data = items.sheet_data(OLD) or {}
    data["materials"] = [*data["materials"][1:], data["materials"][0]]
    # The order of things that have a code says nothing.
    assert compared(sheet=items.dump_sheet(data))["sheet"] == []
    data["materials"][0] = {**data["materials"][0], "required": "changed"}
    (leaf,) = compared(sheet=items.dump_sheet(data))["sheet"]
    assert leaf["path"] == ["materials", data["materials"][0]["code"], "required"]
    assert compared(sheet=b"name: [")["files"] == [{"path": "item.yaml", "kind": "changed"}]


def test_other_files_are_named() -> None:
    new = {path: content for path, content in OLD.items() if not path.startswith("samples/")}
    found = items.compare_folders(OLD, {**new, "note.txt": b"x"})
    assert {"path": "note.txt", "kind": "added"} in found["files"]
    assert all(one["kind"] == "removed" for one in found["files"] if one["path"] != "note.txt")


@settings(max_examples=60, deadline=None)
@given(old=TREES, new=TREES)
def test_there_is_a_leaf_exactly_where_two_trees_differ(old: Any, new: Any) -> None:
    found = list(differences(old, new))
    assert bool(found) == (old != new)
    assert not list(differences(old, old))
    for leaf in found:
        assert isinstance(leaf, Leaf)
        assert leaf.kind in ("added", "removed") or leaf.old != leaf.new
