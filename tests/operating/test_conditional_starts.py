"""Process-level conditional starts: whoever says what the data is now starts what waits for it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from operating.calling import Caller, client_of, diagram


def conditional(key: str, condition: str, attributes: str = "") -> bytes:
    event = (
        f"<bpmn:conditionalEventDefinition {attributes}><bpmn:condition>{condition}</bpmn:condition>"
        "</bpmn:conditionalEventDefinition>"
    )
    body = f'<bpmn:startEvent id="begin">{event}</bpmn:startEvent><bpmn:userTask id="look"/><bpmn:endEvent id="end"/>'
    return diagram(key, body, "begin > look > end")


def started(caller: Caller, body: dict[str, Any]) -> list[str]:
    return [one["process"] for one in caller.post("/conditions", body)["instances"]]


def test_every_process_whose_condition_holds_starts_with_the_data(caller: Caller) -> None:
    caller.deploy(
        conditional("flood", "= level &gt; 5"),
        conditional("drought", "${level &lt; 1}"),
        conditional("any", "= level != null"),
    )
    found = caller.post("/conditions", {"variables": {"level": 7}, "business_key": "river"})["instances"]
    assert [one["process"] for one in found] == ["any", "flood"]
    assert {(one["business_key"], one["state"]) for one in found} == {("river", "running")}
    assert [one["variables"] for one in found] == [{"level": 7}, {"level": 7}]
    assert [task["element"] for task in caller.tasks(found[0]["id"])] == ["look"]
    assert started(caller, {"variables": {"level": 0}}) == ["any", "drought"]
    assert started(caller, {"variables": {"depth": 9}}) == []


def test_only_the_newest_enabled_version_is_asked(caller: Caller) -> None:
    caller.deploy(conditional("flood", "= level &gt; 5"))
    (newest,) = caller.deploy(conditional("flood", "= level &gt; 50"))
    assert started(caller, {"variables": {"level": 7}}) == []
    assert started(caller, {"variables": {"level": 70}}) == ["flood"]
    assert caller.instances("flood")[0]["version"] == 2
    caller.post(f"/process-definitions/{newest['id']}/disable")
    assert started(caller, {"variables": {"level": 70}}) == []


def test_a_condition_on_a_named_variable_is_asked_only_about_it(caller: Caller) -> None:
    caller.deploy(conditional("named", "= level = null or level &gt; 5", 'camunda:variableName="level"'))
    assert started(caller, {"variables": {"other": 1}}) == []
    assert started(caller, {"variables": {"other": 1, "level": 6}}) == ["named"]


def test_one_process_may_be_asked_alone(caller: Caller) -> None:
    caller.deploy(conditional("a", "= true"), conditional("b", "= true"))
    assert started(caller, {"process": "b"}) == ["b"]
    assert caller.post("/conditions", {"process": "c"}, status=404)["code"] == "not_found"


def test_a_start_that_finds_no_way_leaves_nothing_of_the_others(caller: Caller) -> None:
    """One act is one transaction, also when it starts several."""
    gateway = (
        '<bpmn:startEvent id="begin"><bpmn:conditionalEventDefinition><bpmn:condition>= true</bpmn:condition>'
        '</bpmn:conditionalEventDefinition></bpmn:startEvent><bpmn:exclusiveGateway id="split"/>'
        '<bpmn:endEvent id="x"/><bpmn:endEvent id="y"/>'
        '<bpmn:sequenceFlow id="fx" sourceRef="split" targetRef="x"><bpmn:conditionExpression>= a'
        "</bpmn:conditionExpression></bpmn:sequenceFlow>"
        '<bpmn:sequenceFlow id="fy" sourceRef="split" targetRef="y"><bpmn:conditionExpression>= b'
        "</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    caller.deploy(conditional("fine", "= true"), diagram("blocked", gateway, "begin > split"))
    refused = caller.post("/conditions", {"variables": {"a": False}}, status=422)
    assert refused["code"] == "no_flow_taken"
    assert caller.instances("fine") == []
    assert started(caller, {"variables": {"a": True}}) == ["blocked", "fine"]


def test_what_can_never_trigger_is_refused_at_deployment(caller: Caller) -> None:
    """`variableEvents` speaks of changes, and there is no instance yet whose variables could change."""
    content = conditional("flood", "= level &gt; 5", 'camunda:variableEvents="update"')
    answer = caller.client.post("/api/v1/deployments", data={"files": [(io.BytesIO(content), "f.bpmn")]})
    assert answer.status_code == 422
    assert [(one["element"], one["rule"]) for one in answer.json["errors"]] == [
        ("begin", "condition-start-changes")
    ]


def test_who_may_not_start_may_not_ask(caller: Caller) -> None:
    stranger = client_of(caller.office, "wang.window")
    assert stranger.post("/api/v1/conditions", json={}).status_code == 403


@pytest.mark.parametrize("body", [{"variables": []}, {"variables": {"1x": 1}}, {"unknown": 1}])
def test_bad_input_is_named(caller: Caller, body: dict[str, Any]) -> None:
    assert caller.post("/conditions", body, status=422)["errors"]
