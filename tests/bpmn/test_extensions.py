"""The typed extension elements of a node, and what Camunda attributes become."""

from __future__ import annotations

from decimal import Decimal

from bpmn.building import flows, read, user

from tongban.engine import bpmn

START = '<startEvent id="s"/>'


def test_every_extension_of_a_user_task_is_typed() -> None:
    content = (
        '<tb:approval mode="ratio" threshold="0.6" onReject="count"/>'
        '<tb:candidates users="a, b" roles="window_clerk" posts="zjj-window" unit="zjj" expression="= reviewers"/>'
        '<tb:form key="payment"><tb:field key="amount" access="read"/></tb:form>'
        '<tb:deadline value="3" unit="workday" on="escalate"/>'
        '<tb:outcome id="accept" name="受理" nameEn="Accept" kind="approve" opinion="required"/>'
        '<tb:outcome id="refuse"/><tb:reviewPoint id="p1" name="消防" nameEn="Fire"/>'
        '<tb:operations allow="return,transfer"/><tb:milestone state="accepted"/>'
        '<tb:document type="acceptance_notice"/><tb:notice template="accepted" to="applicant,role:handler"/>'
        '<tb:label lang="en" name="Accept"/>'
    )
    element = read(
        START
        + f'<userTask id="a" name="受理"><extensionElements>{content}</extensionElements></userTask>'
        + flows("s > a")
    ).elements["a"]
    found = element.extensions
    assert found.approval == bpmn.Approval("ratio", Decimal("0.6"), "count")
    assert (
        found.candidates is not None
        and found.candidates.users == ("a", "b")
        and found.candidates.unit == "zjj"
    )
    assert found.candidates.expression is not None and found.candidates.expression({"reviewers": ["x"]}) == [
        "x"
    ]
    assert found.form is not None and dict(found.form.fields) == {"amount": "read"}
    assert found.deadline == bpmn.Deadline(3, "workday", "escalate")
    assert [outcome.id for outcome in found.outcomes] == ["accept", "refuse"]
    assert found.outcomes[0] == bpmn.Outcome("accept", "受理", "Accept", "approve", "required")
    assert found.review_points == (bpmn.ReviewPoint("p1", "消防", "Fire"),)
    assert found.operations is not None and found.operations.allow == ("return", "transfer")
    assert found.milestone == bpmn.Milestone("accepted")
    assert found.documents == (bpmn.Document("acceptance_notice"),)
    assert found.notices == (bpmn.Notice("accepted", ("applicant", "role:handler"), "message"),)
    assert found.labels == (bpmn.Label("en", "Accept"),)


def test_camunda_candidates_become_the_same_kind_of_candidates() -> None:
    body = START + '<userTask id="a" camunda:assignee="${boss}" camunda:candidateUsers="x, ${f[0]}"'
    body += ' camunda:candidateGroups="g1,g2" camunda:formKey="f" camunda:priority="${p}"/>'
    element = read(body + flows("s > a")).elements["a"]
    found = element.extensions.candidates
    assert found is not None
    assert (found.users, found.groups) == (("x",), ("g1", "g2"))
    assert found.assignee is not None and found.assignee({"boss": "li"}) == "li"
    assert [value({"f": ["wang"]}) for value in found.user_expressions] == ["wang"]
    assert element.camunda.priority is not None and element.camunda.priority({"p": 50}) == 50


def test_flowable_attributes_are_read_like_those_of_camunda() -> None:
    element = read(START + '<userTask id="a" flowable:assignee="li"/>' + flows("s > a")).elements["a"]
    assert element.camunda.assignee is not None and element.camunda.assignee({}) == "li"


def test_process_carries_its_item_lanes_and_expressions() -> None:
    lanes = (
        '<laneSet id="ls"><lane id="l1" name="外"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef>'
    )
    lanes += '<childLaneSet id="c"><lane id="l2" name="内"><flowNodeRef>a</flowNodeRef></lane>'
    lanes += "</childLaneSet></lane></laneSet>"
    body = (
        '<extensionElements><tb:item code="429900001"/></extensionElements>' + lanes + START + user("a", "b")
    )
    process = read(body + flows("s > a", "a [面积 > 10]> b"))
    assert process.extensions.item == bpmn.Item("429900001")
    assert [(lane.name, lane.within) for lane in process.lanes] == [("外", None), ("内", "l1")]
    assert process.elements["a"].lane == "内"
    assert [(id, place, set(e.names)) for id, place, e in process.expressions] == [
        ("a-b", "condition", {"面积"})
    ]


def test_name_with_expressions_is_filled_in() -> None:
    element = read(START + '<userTask id="a" name="任务 ${n + 1} / ${who}"/>' + flows("s > a")).elements["a"]
    assert element.display_name({"n": 1, "who": "李"}) == "任务 2 / 李"
