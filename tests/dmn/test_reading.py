"""What is refused when a DMN file is read, and which files are accepted as they come from other tools."""

from __future__ import annotations

from typing import Any

import pytest

from tongban.engine import dmn, errors

NAMESPACES = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]
DMN_JS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
  xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
  xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_1" name="DRD"
  namespace="http://camunda.org/schema/1.0/dmn" exporter="Camunda Modeler" exporterVersion="5.20.0"
  modeler:executionPlatform="Camunda Cloud">
  <decision id="Decision_fee" name="占道费">
    <decisionTable id="DecisionTable_1" hitPolicy="FIRST">
      <input id="Input_1" label="面积">
        <inputExpression id="E1" typeRef="number"><text>面积</text></inputExpression></input>
      <input id="Input_2" label="季节"><inputExpression id="E2" typeRef="string"><text>season</text></inputExpression>
        <inputValues id="V"><text>"夏","冬"</text></inputValues></input>
      <output id="Output_1" label="费用" name="fee" typeRef="number" />
      <annotation name="说明" />
      <rule id="R1"><description>小</description>
        <inputEntry id="c1"><text>&lt;= 10</text></inputEntry><inputEntry id="c2"><text></text></inputEntry>
        <outputEntry id="c3"><text>面积 * 0.5</text></outputEntry>
        <annotationEntry><text>free text, (not FEEL</text></annotationEntry></rule>
      <rule id="R2">
        <inputEntry id="c4"><text>&gt; 10</text></inputEntry><inputEntry id="c5"><text>"夏","冬"</text></inputEntry>
        <outputEntry id="c6"><text>面积 * 0.7</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="Decision_fee">
    <dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>"""
CAMUNDA_7 = """<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"
  xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="n">
  <decision id="dish" name="Dish"><decisionTable id="t">
    <input id="i" label="Guests" camunda:inputVariable="guests"><inputExpression id="e" typeRef="integer"><text></text>
    </inputExpression></input>
    <output id="o" name="dish" typeRef="string" />
    <rule id="r1"><inputEntry id="a" expressionLanguage="feel"><text>&lt; 8</text></inputEntry>
      <outputEntry id="b"><text>"Roast"</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="c"><text>&gt;= 8</text></inputEntry>
      <outputEntry id="f"><text>"Stew"</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""


def problems(xml: bytes) -> list[tuple[str, str]]:
    with pytest.raises(errors.InvalidDecision) as caught:
        dmn.read(xml)
    assert all(set(one) == {"file", "element", "rule", "message"} for one in caught.value.errors)
    return [(one["element"], one["rule"]) for one in caught.value.errors]


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_is_read(build: Any, namespace: str) -> None:
    build.namespace = namespace
    assert build.model(build.decision("d", build.literal("1 + 1"))).evaluate("d", {}).outputs == 2


def test_table_saved_by_camunda_modeler_runs_unchanged() -> None:
    model = dmn.read(DMN_JS.encode())
    assert model.evaluate("Decision_fee", {"面积": 8, "season": "夏"}).outputs == 4
    assert model.evaluate("Decision_fee", {"面积": 20, "season": "冬"}).outputs == 14
    assert model.inputs("Decision_fee") == ("season", "面积")
    assert model.evaluate("Decision_fee", {"面积": 8, "season": "夏"}).matched_rules[0]["rule"] == "R1"


def test_table_of_camunda_7_runs_unchanged() -> None:
    model = dmn.read(CAMUNDA_7.encode())
    assert [model.evaluate("dish", {"guests": n}).outputs for n in (4, 8)] == ["Roast", "Stew"]


def test_every_problem_is_listed(build: Any) -> None:
    xml = build.definitions(
        build.decision("a", build.literal("1 +")),
        build.decision("b", build.literal("a"), build.needs("requiredDecision", "gone")),
        build.decision("c", build.table(["x"], [(["> "], ["1 1"])])),
        build.decision(
            "d", '<literalExpression expressionLanguage="juel"><text>x</text></literalExpression>'
        ),
    )
    assert problems(xml) == [
        ("d", "dmn.unsupported"),
        ("a", "dmn.expression"),
        ("b", "dmn.reference"),
        ("r1", "dmn.expression"),
        ("r1", "dmn.expression"),
    ]


@pytest.mark.parametrize(
    "language", ["juel", "groovy", "javascript", "python", "http://www.w3.org/1999/XPath"]
)
def test_no_other_language_is_accepted(build: Any, language: str) -> None:
    cell = f'<inputEntry expressionLanguage="{language}"><text>1</text></inputEntry>'
    table = build.table(["x"], [(["1"], ["1"])]).replace("<inputEntry><text>1</text></inputEntry>", cell)
    assert problems(build.definitions(build.decision("d", table))) == [("d", "dmn.unsupported")]


def test_circle_is_found(build: Any) -> None:
    xml = build.definitions(
        build.decision("a", build.literal("b"), build.needs("requiredDecision", "b")),
        build.decision("b", build.literal("a"), build.needs("requiredDecision", "a")),
        build.decision("c", build.literal("1")),
    )
    assert problems(xml) == [("a", "dmn.circle"), ("b", "dmn.circle")]


def test_equal_ids_are_refused(build: Any) -> None:
    xml = build.definitions(build.decision("a", build.literal("1")), build.decision("a", build.literal("2")))
    assert ("a", "dmn.id") in problems(xml)


@pytest.mark.parametrize(
    "table",
    [
        "<rule id='r1'><inputEntry><text>1</text></inputEntry></rule>",
        "<rule id='r1'><outputEntry><text>1</text></outputEntry></rule>",
    ],
)
def test_rule_with_missing_cells_is_refused(build: Any, table: str) -> None:
    logic = (
        "<decisionTable id='t'><input><inputExpression><text>x</text></inputExpression></input><output/>"
        f"{table}</decisionTable>"
    )
    assert ("r1", "dmn.table") in problems(build.definitions(build.decision("d", logic)))


ENTITIES = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"not xml",
        b"<definitions/>",
        b'<definitions xmlns="http://example.org/"/>',
        f'{ENTITIES}<definitions xmlns="{NAMESPACES[-1]}" name="&b;"/>'.encode(),
        f'{ENTITIES}<definitions xmlns="{NAMESPACES[-1]}"><decision id="d"><literalExpression><text>&f;</text>'
        "</literalExpression></decision></definitions>".encode(),
        f'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><definitions xmlns="{NAMESPACES[-1]}"/>'.encode(),
        f'<definitions xmlns="{NAMESPACES[-1]}">{"<decision>" * 150}{"</decision>" * 150}</definitions>'.encode(),
        f'<definitions xmlns="{NAMESPACES[-1]}">{"<x/>" * 200_000}</definitions>'.encode(),
        b"<" * 6_000_000,
    ],
    ids=["empty", "text", "no namespace", "other", "entity", "file", "dtd", "deep", "many", "large"],
)
def test_hostile_xml_is_refused(xml: bytes) -> None:
    with pytest.raises(errors.InvalidDecision):
        dmn.read(xml)
