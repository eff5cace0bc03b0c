"""A joint section that cannot work is refused with file, element and rule."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from items.building import PROCESSES
from tongban.engine import items
from tongban.engine.items.yaml_text import load_yaml

FOLDER = PROCESSES / "construction-project-approval"


def spoiled(change: Any) -> list[dict[str, Any]]:
    files = items.read_folder(FOLDER)
    sheet = load_yaml(files["item.yaml"])
    change(sheet)
    files["item.yaml"] = yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False).encode()
    return [one for one in items.check_item(files) if one["severity"] == "error"]


def member(sheet: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in sheet["joint"]["members"] if one["key"] == key)


@pytest.mark.parametrize(
    ("rule", "element", "change"),
    [
        ("joint_key", "joint.members.Land Use", lambda s: member(s, "land_use").update(key="Land Use")),
        ("joint_key", "joint.members.fire", lambda s: member(s, "completion").update(key="fire")),
        ("joint_member_twice", "joint.members", lambda s: member(s, "fire").update(item="project-filing")),
        (
            "joint_unknown_member",
            "joint.stages.land",
            lambda s: s["joint"]["stages"][0]["members"].append("nobody"),
        ),
        ("joint_stage", "joint.members.fire", lambda s: s["joint"]["stages"][3]["members"].remove("fire")),
        (
            "joint_unknown_member",
            "joint.members.fire.needs",
            lambda s: member(s, "fire").update(needs=["nobody"]),
        ),
        ("joint_order", "joint.members.filing.needs", lambda s: member(s, "filing").update(needs=["fire"])),
        (
            "joint_circle",
            "joint.members.fire.needs",
            lambda s: member(s, "fire").update(needs=["completion"]),
        ),
        ("joint_early", "joint.members.filing.early", lambda s: member(s, "filing").update(early=True)),
        (
            "joint_unknown_material",
            "joint.members.fire.provides",
            lambda s: member(s, "fire").update(provides="x"),
        ),
        (
            "joint_provided_twice",
            "joint.members.fire.provides",
            lambda s: member(s, "fire").update(provides=member(s, "land_use")["provides"]),
        ),
        (
            "joint_silence",
            "joint.members.filing.silence",
            lambda s: (
                member(s, "filing").update(silence={"agreed": True, "basis": {"zh": "甲", "en": "a"}}),
                member(s, "filing").pop("limit"),
            ),
        ),
        (
            "expression",
            "joint.stages[0].gate",
            lambda s: s["joint"]["stages"][0].update(gate="= count(refused) = ="),
        ),
        ("value", "joint.kind", lambda s: s["joint"].update(kind="sometimes")),
        ("unknown_key", "joint.members[0].limits", lambda s: s["joint"]["members"][0].update(limits=3)),
        ("joint_missing", "land_stage", lambda s: s.pop("joint")),
    ],
)
def test_what_cannot_work_is_named(rule: str, element: str, change: Any) -> None:
    found = {(one["rule"], one["element"]) for one in spoiled(change)}
    assert (rule, element) in found, found


def test_what_the_applicant_must_hand_in_is_not_made_by_a_member() -> None:
    def change(sheet: dict[str, Any]) -> None:
        code = member(sheet, "land_use")["provides"]
        next(one for one in sheet["materials"] if one["code"] == code)["required"] = True

    assert "joint_result_required" in {one["rule"] for one in spoiled(change)}


def test_a_member_the_diagram_never_calls_is_named() -> None:
    files = items.read_folder(PROCESSES / "bookshop-opening")
    files["flow.bpmn"] = files["flow.bpmn"].replace(b'tb:member key="signboard"', b'tb:member key="licence"')
    found = [one for one in items.check_item(files) if one["rule"] == "joint_not_called"]
    assert len(found) == 1 and "signboard" in found[0]["message"]
