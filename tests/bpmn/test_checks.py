"""What a deployment is refused for: every problem with its element and rule."""

from __future__ import annotations

import pytest
from bpmn.building import diagram, flows, problems, user

from tongban.engine import bpmn, errors

START = '<startEvent id="s"/>'
OK = START + user("a") + flows("s > a")


def ext(content: str) -> str:
    return f"<extensionElements>{content}</extensionElements>"


CASES = {
    "unreachable": (OK + user("b"), {("b", "unreachable")}),
    "unknown-target": (OK + '<sequenceFlow id="f" sourceRef="a" targetRef="zz"/>', {("f", "flow-end")}),
    "crosses-scope": (
        OK + '<subProcess id="sub"><startEvent id="s2"/>' + user("b") + flows("s2 > b") + "</subProcess>"
        '<sequenceFlow id="f" sourceRef="a" targetRef="b"/>' + flows("a > sub"),
        {("f", "flow-crosses-scope")},
    ),
    "duplicate": (OK + user("a"), {("a", "duplicate-id")}),
    "missing-id": (OK + "<userTask/>", {(None, "missing-id")}),
    "default": (
        START + '<exclusiveGateway id="g" default="x"/>' + user("a") + flows("s > g > a"),
        {("g", "default-flow")},
    ),
    "condition": (START + user("a", "b") + flows("s > a", "a [x = = 1]> b"), {("a-b", "expression")}),
    "endless": (
        START + '<exclusiveGateway id="m"/><task id="t"/>' + flows("s > m > t > m"),
        {("m", "endless-loop")},
    ),
    "endless-though-it-forks": (
        START + '<exclusiveGateway id="m"/><task id="t"/>' + user("a") + flows("s > m > t > m", "t > a"),
        {("m", "endless-loop")},
    ),
    "endless-choice": (
        START + '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="x-t"/><task id="t"/>'
        + flows("s > m > x", "x [y]> m", "x > t > m"),
        {("m", "endless-loop")},
    ),
    "no-start": ('<exclusiveGateway id="m"/>' + user("a") + flows("m > a > m"), {("p", "no-start")}),
    "two-starts": (OK + '<startEvent id="s2"/>' + flows("s2 > a"), {("s2", "several-starts")}),
    "boundary-host": (
        OK + '<boundaryEvent id="z" attachedToRef="s"><errorEventDefinition/></boundaryEvent>' + flows("z > a"),
        {("z", "attached-to"), ("z", "unreachable")},
    ),
    "message-ref": (
        START + '<receiveTask id="r" messageRef="nope"/>' + flows("s > r"),
        {("r", "message-unknown")},
    ),
    "timer": (
        START + '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>1 day</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>" + flows("s > t"),
        {("t", "timer")},
    ),
    "event-gateway": (
        START + '<eventBasedGateway id="g"/>' + user("a") + flows("s > g > a"),
        {("g", "event-gateway")},
    ),
    "link": (
        START + '<intermediateThrowEvent id="t"><linkEventDefinition name="x"/></intermediateThrowEvent>'
        + flows("s > t"),
        {("t", "link-target")},
    ),
    "java": (START + '<serviceTask id="t" camunda:class="a.B"/>' + flows("s > t"), {("t", "java")}),
    "bare-service": (START + '<serviceTask id="t"/>' + flows("s > t"), {("t", "nothing-to-call")}),
    "script-language": (
        START + '<scriptTask id="t" scriptFormat="groovy"><script>x</script></scriptTask>' + flows("s > t"),
        {("t", "script-language")},
    ),
    "script": (START + '<scriptTask id="t"><script>1 + 2</script></scriptTask>' + flows("s > t"), {("t", "script")}),
    "multi-instance": (
        START + '<userTask id="a"><multiInstanceLoopCharacteristics/></userTask>' + flows("s > a"),
        {("a", "multi-instance")},
    ),
    "bare-loop": (
        START + '<userTask id="a"><standardLoopCharacteristics/></userTask>' + flows("s > a"),
        {("a", "loop-endless")},
    ),
    "juel": (
        START + '<userTask id="a" camunda:assignee="${bean.find(x)}"/>' + flows("s > a"),
        {("a", "juel")},
    ),
    "listener": (
        START + '<userTask id="a">' + ext('<camunda:taskListener event="create" class="a.B"/>') + "</userTask>"
        + flows("s > a"),
        {("a", "listener")},
    ),
    "instantiate": (
        START + '<receiveTask id="r" instantiate="true" messageRef="m"/>' + flows("s > r"),
        {("r", "instantiate")},
    ),
    "instantiate-inside": (
        OK + '<subProcess id="sub"><startEvent id="s2"/><receiveTask id="r" instantiate="true"/></subProcess>'
        + flows("a > sub", "s2 > r"),
        {("r", "instantiate"), ("r", "message-missing")},
    ),
    "instantiate-by-timer": (
        '<eventBasedGateway id="g" instantiate="true"/><intermediateCatchEvent id="c"><timerEventDefinition>'
        "<timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>" + flows("g > c"),
        {("c", "instantiate")},
    ),
    "parallel-gateway-that-waits": (
        START + '<eventBasedGateway id="g" eventGatewayType="Parallel"/><receiveTask id="r" messageRef="m"/>'
        + flows("s > g > r"),
        {("g", "event-gateway")},
    ),
    "received-in-a-loop": (
        START + '<eventBasedGateway id="g"/><receiveTask id="r" messageRef="m"><standardLoopCharacteristics '
        'loopMaximum="2"/></receiveTask>' + flows("s > g > r"),
        {("r", "event-gateway")},
    ),
    "quantity": (START + '<task id="t" completionQuantity="2"/>' + flows("s > t"), {("t", "quantity")}),
    "language": (
        START + user("a", "b") + flows("s > a")
        + '<sequenceFlow id="f" sourceRef="a" targetRef="b"><conditionExpression language="groovy">x'
        "</conditionExpression></sequenceFlow>",
        {("f", "expression-language")},
    ),
    "unsupported": (OK + '<choreographyTask id="c"/>', {("c", "unsupported-element")}),
    "cancel-place": (
        START + '<endEvent id="e1"><cancelEventDefinition/></endEvent>' + flows("s > e1"),
        {("e1", "cancel-place")},
    ),
    "called-element": (START + '<callActivity id="c"/>' + flows("s > c"), {("c", "called-element")}),
    "event-place": (START + '<endEvent id="e1"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
        "</timerEventDefinition></endEvent>" + flows("s > e1"), {("e1", "event-place")}),
    "link-among-several": (
        START + '<intermediateCatchEvent id="c"><signalEventDefinition signalRef="s"/>'
        '<linkEventDefinition name="l"/></intermediateCatchEvent>' + flows("s > c"),
        {("c", "multiple-events")},
    ),
    "two-ways-to-end": (
        START + '<endEvent id="c"><terminateEventDefinition/><errorEventDefinition errorRef="e"/></endEvent>'
        + flows("s > c"),
        {("c", "multiple-events")},
    ),
    "compensation-among-several": (
        OK + '<boundaryEvent id="z" attachedToRef="a"><signalEventDefinition signalRef="s"/>'
        '<compensateEventDefinition/></boundaryEvent>',
        {("z", "multiple-events"), ("z", "compensation-handler")},
    ),
    "error-and-signal-together": (
        OK + '<boundaryEvent id="z" attachedToRef="a" parallelMultiple="true"><errorEventDefinition errorRef="e"/>'
        '<signalEventDefinition signalRef="s"/></boundaryEvent>',
        {("z", "multiple-events")},
    ),
    "timer-and-message-start-together": (
        '<startEvent id="z" parallelMultiple="true"><messageEventDefinition messageRef="m"/><timerEventDefinition>'
        "<timeDuration>PT1H</timeDuration></timerEventDefinition></startEvent>" + user("a") + flows("z > a"),
        {("z", "multiple-events")},
    ),
    "data-assignment": (
        START + '<task id="t"><dataInputAssociation><assignment><from>1</from><to>a b</to></assignment>'
        "</dataInputAssociation></task>" + flows("s > t"),
        {("t", "data-assignment")},
    ),
    "data-object": (
        OK + '<dataObject id="d" itemSubjectRef="xsd:int"><extensionElements><flowable:value>many</flowable:value>'
        "</extensionElements></dataObject>",
        {("d", "data-object")},
    ),
    "tb-unknown": (
        START + '<userTask id="a">' + ext("<tb:magic/>") + "</userTask>" + flows("s > a"),
        {("a", "tb-unknown")},
    ),
    "tb-values": (
        START + '<userTask id="a">' + ext(
            '<tb:approval mode="most" onReject="never" colour="red"/><tb:candidates/><tb:deadline value="soon"/>'
            '<tb:outcome/><tb:form key="f"><tb:field key="x" access="write"/></tb:form><tb:operations allow="fly"/>'
        ) + "</userTask>" + flows("s > a"),
        {
            ("a", "tb-approval-mode"), ("a", "tb-approval-on-reject"), ("a", "tb-approval-attribute"),
            ("a", "tb-candidates-empty"), ("a", "tb-deadline-value"), ("a", "tb-outcome-id"),
            ("a", "tb-field-access"), ("a", "tb-operations-allow"),
        },
    ),
    "tb-place": (
        START + '<task id="a">' + ext('<tb:approval mode="all"/>') + "</task>" + flows("s > a"),
        {("a", "tb-approval-place")},
    ),
    "tb-threshold": (
        START + '<userTask id="a">' + ext('<tb:approval mode="ratio" threshold="1.5"/>') + "</userTask>" + flows("s > a"),
        {("a", "tb-approval-threshold")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_problem_is_named_with_element_and_rule(name: str) -> None:
    body, expected = CASES[name]
    assert problems(body) == expected


def test_all_problems_are_told_at_once_with_the_file() -> None:
    body = OK + user("b") + '<serviceTask id="t"/>'
    with pytest.raises(errors.InvalidDiagram) as refused:
        bpmn.read(diagram(body), "permit.bpmn")
    assert {p["element"] for p in refused.value.errors} == {"b", "t"}
    assert {p["file"] for p in refused.value.errors} == {"permit.bpmn"}


def test_missing_default_and_useless_conditions_are_only_warned_of() -> None:
    body = START + '<exclusiveGateway id="g"/><parallelGateway id="f"/>' + user("a", "b")
    found = bpmn.read(diagram(body + flows("s > g", "g [x = 1]> f", "f [y]> a", "f > b")))
    assert {(w.element, w.rule) for w in found.warnings} == {
        ("g", "missing-default"),
        ("f-a", "condition-ignored"),
    }


def test_process_that_is_not_executable_does_not_hinder_the_others() -> None:
    data = diagram(OK, '<serviceTask id="x"/>').replace(
        b'id="p2" isExecutable="true"', b'id="p2" isExecutable="false"'
    )
    assert [process.executable for process in bpmn.read(data).processes] == [True, False]
    only = diagram(OK).replace(b'isExecutable="true"', b'isExecutable="false"')
    with pytest.raises(errors.InvalidDiagram, match="executable"):
        bpmn.read(only)


def test_loop_with_a_wait_or_a_way_out_is_allowed() -> None:
    body = START + '<exclusiveGateway id="m"/>' + user("t") + flows("s > m > t > m")
    assert problems(body) == set()
    body = (
        START
        + '<exclusiveGateway id="m"/><exclusiveGateway id="x"/>'
        + user("a")
        + flows("s > m > x", "x [y]> m", "x [z]> a")
    )
    assert problems(body) == set()
