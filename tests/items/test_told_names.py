"""Names with blanks or signs, known from an item's form and tables, are read as one name in its diagram."""

from __future__ import annotations

from tongban.engine import bpmn

FLOW = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="s"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="g"/>
    <bpmn:exclusiveGateway id="g" default="f3"/>
    <bpmn:sequenceFlow id="f2" sourceRef="g" targetRef="a">
      <bpmn:conditionExpression>= 建筑 面积 &gt; 300 and gross-area &gt; 1</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="b"/>
    <bpmn:endEvent id="a"/>
    <bpmn:endEvent id="b"/>
  </bpmn:process>
</bpmn:definitions>""".encode()


def condition(names: tuple[str, ...]) -> frozenset[str]:
    process = bpmn.inspect(FLOW, names=names).processes[0]
    return frozenset(name for _, _, one in process.expressions for name in one.names)


def test_a_told_name_is_one_name() -> None:
    assert condition(("建筑 面积", "gross-area")) == {"建筑 面积", "gross-area"}


def test_without_being_told_a_sign_is_a_sign() -> None:
    assert condition(("建筑 面积",)) == {"建筑 面积", "gross", "area"}


def test_both_readings_are_kept_apart() -> None:
    assert condition(("建筑 面积", "gross-area")) != condition(("建筑 面积",))
