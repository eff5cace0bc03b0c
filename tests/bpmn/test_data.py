"""Data objects, stores, associations and the people of the standard: what runs, and what is told to have no effect."""

from __future__ import annotations

from typing import Any

from bpmn.building import Town, diagram, flows, user
from bpmn.event_parts import START

from tongban.engine import bpmn


def data_object(id: str, value: str, kind: str = "string", name: str = "") -> str:
    value = f"<extensionElements><flowable:value>{value}</flowable:value></extensionElements>"
    return f'<dataObject id="{id}" name="{name}" itemSubjectRef="xsd:{kind}">{value}</dataObject>'


def task(content: str) -> str:
    return f'<userTask id="t">{content}</userTask>'


def warnings(body: str) -> set[tuple[str | None, str]]:
    return {(found.element, found.rule) for found in bpmn.read(diagram(body)).warnings}


def test_data_objects_with_a_value_are_variables_of_their_type() -> None:
    body = START + data_object("d1", "red", name="colour") + data_object("d2", "3", "int")
    body += data_object("d3", "true", "boolean") + data_object("d4", "= d2 + 1") + user("a") + flows("s > a")
    town = Town(body)
    town.begin(d3=False)
    assert town.variables == {"colour": "red", "d2": 3, "d3": False, "d4": 4}


def test_data_object_of_a_subprocess_is_known_inside_only() -> None:
    inner = data_object("x", "inner") + START + user("a") + flows("s > a")
    body = f'<startEvent id="s0"/><subProcess id="sub">{inner}</subProcess>' + user("b")
    town = Town(body + flows("s0 > sub > b"))
    instance = town.begin(x="outer")
    (_, token, _) = town.work("a")[0]
    assert town.execution(instance).visible(token)["x"] == "inner"
    town.does("a", x="changed")
    assert town.variables == {"x": "outer"}


def association(direction: str, content: str) -> str:
    return f"<data{direction}Association>{content}</data{direction}Association>"


def test_associations_move_data_by_assignment_transformation_and_name() -> None:
    content = association("Input", "<assignment><from>= order.total</from><to>total</to></assignment>")
    content += association("Input", "<sourceRef>ref</sourceRef><targetRef>in1</targetRef>")
    content += association(
        "Output",
        "<sourceRef>out1</sourceRef><targetRef>ref2</targetRef><transformation>= total * 2</transformation>",
    )
    inputs = '<dataInput id="in1" name="given"/><dataOutput id="out1" name="result"/>'
    content = f"<ioSpecification>{inputs}</ioSpecification>{content}"
    body = START + '<dataObject id="d"/><dataObjectReference id="ref" name="order" dataObjectRef="d"/>'
    body += '<dataObject id="d2"/><dataObjectReference id="ref2" name="double" dataObjectRef="d2"/>'
    town = Town(body + task(content) + user("after") + flows("s > t > after"))
    instance = town.begin(order={"total": 4})
    (_, token, _) = town.work("t")[0]
    seen = town.execution(instance).visible(token)
    assert (seen["total"], seen["given"]) == (4, {"total": 4})
    town.does("t")
    assert town.variables == {"order": {"total": 4}, "double": 8}


def test_what_has_no_effect_is_told() -> None:
    ignored: dict[str, Any] = {
        "data-store": '<dataStoreReference id="ds"/>'
        + task(association("Output", "<sourceRef>o</sourceRef><targetRef>ds</targetRef>")),
        "data-association": '<dataObject id="d"/><dataObjectReference id="r" name="the order" dataObjectRef="x"/>'
        + task(association("Input", "<sourceRef>r</sourceRef><targetRef>i</targetRef>")),
        "ignored": task("<performer/>"),
    }
    for rule, content in ignored.items():
        assert warnings(START + content + flows("s > t")) == {("t", rule)}
    assert warnings(START + "<auditing/>" + task("") + flows("s > t")) == {("p", "ignored")}
    assert warnings(START + task("<potentialOwner/>") + flows("s > t")) == {("t", "ignored")}


def test_people_of_the_standard_are_candidates() -> None:
    def role(tag: str, text: str) -> str:
        expression = f"<formalExpression>{text}</formalExpression>"
        return f"<{tag}><resourceAssignmentExpression>{expression}</resourceAssignmentExpression></{tag}>"

    content = role("potentialOwner", "user(anna), group(law), desk, ${units[1]}") + role(
        "humanPerformer", "${who}"
    )
    process = bpmn.read(diagram(START + task(content) + flows("s > t"))).processes[0]
    found = process.elements["t"].extensions.candidates
    assert found is not None and found.assignee is not None
    assert (found.users, found.groups) == (("anna",), ("law", "desk"))
    assert found.assignee({"who": "ben"}) == "ben"
    assert [value({"units": ["a", "b"]}) for value in found.group_expressions] == ["b"]


def test_warnings_never_hide_what_forbids_running() -> None:
    many = "".join(f'<task id="t{number}"><performer/></task>' for number in range(300))
    chain = "s > " + " > ".join(f"t{number}" for number in range(300))
    draft = bpmn.inspect(diagram(START + many + user("lost") + flows(chain)))
    assert [(found.element, found.rule) for found in draft.obstacles] == [("lost", "unreachable")]
