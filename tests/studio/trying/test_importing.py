"""Diagrams of Camunda 7 and its relatives taken over: what runs is kept or translated, the rest is named and left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from office import CONTENT

from tongban import forms
from tongban.engine import bpmn, errors, items
from tongban.engine.bpmn import import_tables

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:{prefix}="{space}" targetNamespace="x" id="defs">'
)
BODY = """
<bpmn:process id="Process_1" name="请假" isExecutable="true" {p}:historyTimeToLive="180">
  <bpmn:startEvent id="start" {p}:initiator="starter"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>
  <bpmn:userTask id="check" name="审核" {p}:candidateGroups="clerks, heads" {p}:formKey="check" {p}:asyncBefore="true">
    <bpmn:extensionElements>
      <{p}:taskListener class="org.example.Tell" event="create"/>
      <{p}:inputOutput><{p}:inputParameter name="days">${{total}}</{p}:inputParameter></{p}:inputOutput>
    </bpmn:extensionElements>
  </bpmn:userTask>
  <bpmn:exclusiveGateway id="which" default="f3"/>
  <bpmn:serviceTask id="book" name="登记" {p}:class="org.example.Book"/>
  <bpmn:userTask id="ask" {p}:assignee="${{starter}}" {p}:formKey="embedded:app:forms/ask.html"/>
  <bpmn:endEvent id="end"/><bpmn:endEvent id="end2"/>
  <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="check"/>
  <bpmn:sequenceFlow id="f1" sourceRef="check" targetRef="which"/>
  <bpmn:sequenceFlow id="f2" sourceRef="which" targetRef="book">
    <bpmn:conditionExpression>${{approved == true &amp;&amp; days &lt; 3}}</bpmn:conditionExpression>
  </bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="f3" sourceRef="which" targetRef="ask"/>
  <bpmn:sequenceFlow id="f4" sourceRef="book" targetRef="end"/>
  <bpmn:sequenceFlow id="f5" sourceRef="ask" targetRef="end2"/>
</bpmn:process></bpmn:definitions>
"""


def drawn(prefix: str, space: str) -> bytes:
    return (HEAD.format(prefix=prefix, space=space) + BODY.format(p=prefix)).encode()


CAMUNDA = drawn("camunda", "http://camunda.org/schema/1.0/bpmn")


@pytest.mark.parametrize(
    ("engine", "prefix", "space"),
    [
        ("Camunda", "camunda", "http://camunda.org/schema/1.0/bpmn"),
        ("Operaton", "operaton", "http://operaton.org/schema/1.0/bpmn"),
        ("Flowable", "flowable", "http://flowable.org/bpmn"),
    ],
)
def test_what_is_taken_over_runs_and_what_is_not_is_named(engine: str, prefix: str, space: str) -> None:
    with pytest.raises(errors.InvalidDiagram):
        bpmn.read(drawn(prefix, space))
    taken = bpmn.take_over(drawn(prefix, space), "leave", "X")
    assert taken.dialects == (engine,) and taken.key == "leave"
    process = bpmn.read(taken.xml).process("leave")
    check = process.elements["check"]
    assert check.extensions.candidates.groups == ("clerks", "heads")
    assert check.extensions.form.key == "check"
    assert b'code="X"' in taken.xml
    flow = next(one for one in process.elements["which"].outgoing if one.id == "f2")
    assert flow.condition.text == "= ((approved = true) and (days < 3))"
    assert flow.condition.true({"approved": True, "days": 2}) is True
    assert flow.condition.true({"approved": True, "days": 3}) is False
    status = {(row.element, row.place): row.status for row in taken.rows}
    assert status == {
        ("leave", "id"): "translated",
        ("leave", "historyTimeToLive"): "lost",
        ("start", "initiator"): "kept",
        ("check", "candidateGroups"): "translated",
        ("check", "formKey"): "translated",
        ("check", "asyncBefore"): "lost",
        ("check", "taskListener"): "lost",
        ("check", "inputOutput"): "kept",
        ("book", "class"): "translated",
        ("ask", "assignee"): "kept",
        ("ask", "formKey"): "lost",
        ("f2", "conditionExpression"): "translated",
    }
    assert all(row.result and row.source for row in taken.rows)


def test_every_attribute_the_engine_reads_is_known_as_kept() -> None:
    """The reader's own calls, so that neither grows without the other."""
    folder = Path(bpmn.__file__).parent
    source = "\n".join(
        path.read_text("utf-8") for path in folder.rglob("*.py") if not path.name.startswith("import")
    )
    read = set(re.findall(r'\bdialect\(\w+, "(\w+)"', source)) | set(re.findall(r'\bone\("(\w+)"\)', source))
    nodes = set(re.findall(r'\bdialect_nodes\(\w+, "(\w+)"', source)) - {"taskListener", "executionListener"}
    assert read - import_tables.KEPT == set()
    assert nodes - import_tables.KEPT_NODES == set()


def test_what_has_no_feel_is_told_and_nothing_else_is_touched() -> None:
    odd = CAMUNDA.replace(b"${approved == true &amp;&amp; days &lt; 3}", b"${bean.allowed(execution)}")
    taken = bpmn.take_over(odd)
    row = next(one for one in taken.rows if one.element == "f2")
    assert row.status == "lost" and "bean" in row.source and " / " in row.result
    assert b"bean.allowed" in taken.xml
    ours = items.read_folder(CONTENT / "seal-filing")["flow.bpmn"]
    again = bpmn.take_over(ours, "seal-filing")
    assert again.rows == () and again.dialects == ()
    before, after = bpmn.read(ours).processes[0], bpmn.read(again.xml).processes[0]
    assert list(before.elements) == list(after.elements)


@pytest.mark.parametrize("data", [b"", b"<x/>", b"not xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_what_is_no_diagram_is_refused(data: bytes) -> None:
    with pytest.raises(errors.InvalidDiagram):
        bpmn.take_over(data)


def test_a_folder_takes_a_diagram_under_its_own_key_and_code() -> None:
    files = items.read_folder(CONTENT / "seal-filing")
    found = items.import_diagram(files, CAMUNDA)
    assert found.taken.key == "seal-filing"
    assert set(found.files) == set(files)
    rules = {one["rule"] for one in found.problems}
    # the flow is the item's own; what still lacks is the item's business, and is said
    assert "unknown_process" not in rules and "item_code" not in rules
    assert "unknown_form" in rules


FIELDS = """<bpmn:extensionElements><camunda:formData>
  <camunda:formField id="amount" label="金额" type="long" defaultValue="10">
    <camunda:validation><camunda:constraint name="required"/><camunda:constraint name="min" config="1"/>
      <camunda:constraint name="validator" config="org.example.V"/></camunda:validation></camunda:formField>
  <camunda:formField id="who" label="谁" type="string" defaultValue="${starter}">
    <camunda:properties><camunda:property id="hint" value="x"/></camunda:properties></camunda:formField>
  <camunda:formField id="kind" type="enum" defaultValue="b">
    <camunda:value id="a" name="甲"/><camunda:value id="b" name="乙"/></camunda:formField>
  <camunda:formField id="on" label="日期" type="date"/>
  <camunda:formField id="sure" label="确认" type="boolean" defaultValue="true"/>
  <camunda:formField id="odd-one" label="图" type="picture"/>
</camunda:formData></bpmn:extensionElements>"""


def test_fields_of_a_step_become_its_form_and_what_has_no_like_is_told() -> None:
    asked = CAMUNDA.replace(
        b' camunda:formKey="embedded:app:forms/ask.html"/>', f">{FIELDS}</bpmn:userTask>".encode()
    )
    files = items.read_folder(CONTENT / "seal-filing")
    found = items.import_diagram(files, asked)
    assert set(found.files) == {*files, "forms/ask.json"}
    form = forms.read_form(found.files["forms/ask.json"])
    clean, problems = form.validate(
        {"amount": 3, "who": "x", "kind": "a", "on": "2026-03-02", "sure": True, "f_odd_one": "y"}
    )
    assert problems == [] and clean["amount"] == 3
    wrong = {one["field"] for one in form.validate({"amount": 0, "kind": "c"})[1]}
    assert wrong == {"amount", "kind"}
    assert {one["field"] for one in form.validate({})[1]} == {"amount"}
    told = {(row.place, row.source): row.status for row in found.taken.rows if row.element == "ask"}
    assert told[("formData amount", "validator org.example.V")] == "lost"
    assert told[("formData who", "${starter}")] == "lost" and told[("formData who", "hint=x")] == "lost"
    assert told[("formData f_odd_one", "picture")] == told[("formData f_odd_one", "odd-one")] == "translated"
    step = bpmn.read(found.taken.xml).processes[0].elements["ask"]
    assert step.extensions.form.key == "ask"
    # what the draft has already is not replaced, and said
    again = items.import_diagram({**files, "forms/ask.json": b"{}"}, asked)
    assert again.files["forms/ask.json"] == b"{}"
    assert "kept" in [row.status for row in again.taken.rows if row.element == "ask"]


def test_fields_of_the_start_and_of_other_engines_and_deployed_forms() -> None:
    space = "http://flowable.org/bpmn"
    asked = (
        drawn("flowable", space)
        .replace(
            b' flowable:formKey="check"', b' flowable:formKey="camunda-forms:deployment:a/check-it.form"'
        )
        .replace(
            b"<flowable:taskListener",
            b'<flowable:formProperty id="x" name="X" type="string" required="true" writable="false"/>'
            b"<flowable:taskListener",
        )
        .replace(
            b"<bpmn:outgoing>f0",
            b'<bpmn:extensionElements><flowable:formProperty id="days" type="long"/></bpmn:extensionElements>'
            b"<bpmn:outgoing>f0",
        )
    )
    taken = bpmn.take_over(asked)
    status = {(row.element, row.place): (row.source, row.status) for row in taken.rows}
    assert status[("start", "formProperty")] == ("days", "lost")
    assert status[("check", "formProperty")] == ("x", "lost")
    assert taken.forms == {}
    assert bpmn.read(taken.xml).processes[0].elements["check"].extensions.form.key == "check-it"
    taken = bpmn.take_over(
        asked.replace(b' flowable:formKey="camunda-forms:deployment:a/check-it.form"', b"")
    )
    (component,) = taken.forms["check"]["components"]
    assert component == {
        "type": "textfield",
        "key": "x",
        "label": "X",
        "readonly": True,
        "validate": {"required": True},
    }
