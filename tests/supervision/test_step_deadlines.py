"""What a step's own limit in the diagram asks for once it is over: remind, report to the head, or pass the work up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office
from supervision.watching import accepted, rows

from tongban.engine import (
    SYSTEM,
    DeployResources,
    ImportItem,
    PublishItem,
    SaveRule,
    StartInstance,
    errors,
    items,
)

PLAIN = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:tb="https://tongban.org/schema/bpmn/1.0" targetNamespace="t"><bpmn:process id="plain" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:endEvent id="end"/>
  <bpmn:userTask id="work"><bpmn:extensionElements><tb:candidates groups="handler@cgj-sz"/>
    <tb:deadline value="1" unit="workday" on="{on}"/></bpmn:extensionElements></bpmn:userTask>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work"/>
  <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end"/></bpmn:process></bpmn:definitions>"""
HEAD = "group:section_head@cgj-sz"


def fired(office: Office, rule_id: str) -> list[Any]:
    return [one for one in rows(office, "firing") if one.rule_id == rule_id]


def late(office: Office, on: str) -> str:
    """An instance without a case whose one step is late; its id."""
    office.engine.execute(DeployResources((("plain.bpmn", PLAIN.format(on=on).encode()),)), SYSTEM)
    instance = str(office.engine.execute(StartInstance("plain"), SYSTEM)["id"])
    for _ in range(3):
        office.wait(timedelta(days=1))
    return instance


def holders(office: Office, **where: Any) -> list[list[str]]:
    return [one["candidates"]["groups"] for one in office.engine.queries.tasks(SYSTEM, **where)["items"]]


def test_reminding_is_what_the_rules_for_everybody_do(office: Office) -> None:
    late(office, "remind")

    assert len(fired(office, "task-overdue")) == 1
    assert fired(office, "step-escalate") == fired(office, "step-transfer") == []


def test_escalating_tells_the_head_of_the_unit(office: Office) -> None:
    instance = late(office, "escalate")

    (one,) = fired(office, "step-escalate")
    assert [told["recipient"] for told in one.did["told"]] == [HEAD]
    assert fired(office, "step-transfer") == []
    assert holders(office, instance=instance) == [["handler@cgj-sz"]]


def test_transferring_passes_the_work_to_the_level_above(office: Office) -> None:
    instance = late(office, "transfer")

    (one,) = fired(office, "step-transfer")
    assert one.did["act"] == "raise" and fired(office, "step-escalate") == []
    assert holders(office, instance=instance) == [[HEAD.removeprefix("group:")]]


@pytest.mark.parametrize("on", ["escalate", "transfer"])
def test_the_step_of_a_case_does_what_its_diagram_says(office: Office, on: str) -> None:
    files = dict(items.read_folder(CONTENT / "construction-permit"))
    before, found, after = files["flow.bpmn"].decode().partition('<bpmn:userTask id="section_review"')
    limit = '<tb:deadline value="1" unit="workday" on="'
    assert found and limit in after
    kept, _, rest = after.partition(limit)
    files["flow.bpmn"] = (before + found + kept + limit + on + rest[rest.index('"') :]).encode()
    office.engine.execute(PublishItem(office.engine.execute(ImportItem(files), SYSTEM)["code"]), SYSTEM)
    number = accepted(office, items.read_item(files))
    office.wait(timedelta(days=4))

    told = fired(office, f"step-{on}")
    assert told and {one.case_no for one in told} == {number}
    groups = {group for one in holders(office, case=number, element="section_review") for group in one}
    assert (groups == {"branch_leader@zjj"}) == (on == "transfer")


def test_the_rules_behind_it_can_be_switched_off(office: Office) -> None:
    office.engine.execute(SaveRule("escalation", {"enabled": False}, "step-escalate"), SYSTEM)
    late(office, "escalate")

    assert fired(office, "step-escalate") == []


def test_only_a_rule_about_steps_can_ask_what_the_diagram_says(office: Office) -> None:
    body = {"name": "x", "phase": "overdue", "to": ["supervisor"], "on_deadline": "escalate"}
    with pytest.raises(errors.Invalid) as refused:
        office.engine.execute(SaveRule("escalation", {**body, "clock": "statutory"}), SYSTEM)
    assert [one["field"] for one in refused.value.errors] == ["clock"]
    office.engine.execute(SaveRule("escalation", {**body, "clock": "step"}), SYSTEM)
