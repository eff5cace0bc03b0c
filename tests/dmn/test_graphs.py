"""Requirement graphs: decisions, knowledge models, services, imports and item definitions."""

from __future__ import annotations

from typing import Any

import pytest

from tongban.engine import dmn, errors

OFFICE_TYPES = """
<itemDefinition name="tGrade"><typeRef>string</typeRef>
<allowedValues><text>"A","B"</text></allowedValues></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>
<itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
"""


def knowledge(build: Any, id: str, parameters: str, text: str, *requires: str, type: str = "") -> str:
    names = "".join(
        f'<formalParameter name="{name}" typeRef="{kind}"/>'
        for name, _, kind in (one.partition(":") for one in parameters.split(",") if one)
    )
    kind = f' typeRef="{type}"' if type else ""
    return (
        f'<businessKnowledgeModel id="{id}" name="{id}"><variable name="{id}"{kind}/>{"".join(requires)}'
        f"<encapsulatedLogic>{names}{build.literal(text)}</encapsulatedLogic></businessKnowledgeModel>"
    )


def service(id: str, outputs: str, decisions: str = "", inputs: str = "") -> str:
    targets = "".join(
        f'<{tag} href="#{one}"/>'
        for tag, ids in (("outputDecision", outputs), ("inputDecision", decisions), ("inputData", inputs))
        for one in ids.split()
    )
    return f'<decisionService id="{id}" name="{id}"><variable name="{id}"/>{targets}</decisionService>'


def test_decisions_are_evaluated_through_their_requirements(build: Any) -> None:
    model = build.model(
        build.input("area", "number"),
        build.decision("base", build.literal("area * 2"), build.needs("requiredInput", "area")),
        build.decision(
            "fee",
            build.literal("base + area"),
            build.needs("requiredDecision", "base"),
            build.needs("requiredInput", "area"),
        ),
    )
    assert model.evaluate("fee", {"area": 10}).outputs == 30
    assert model.inputs("fee") == ("area",)
    assert {id: one.name for id, one in model.decisions.items()} == {"base": "base", "fee": "fee"}


def test_what_is_not_required_is_not_seen(build: Any) -> None:
    model = build.model(
        build.decision("hidden", build.literal("1")), build.decision("d", build.literal("hidden"))
    )
    assert model.evaluate("d", {"hidden": 5}).outputs is None


def test_names_the_model_does_not_know_come_from_the_caller(build: Any) -> None:
    model = build.model(build.decision("d", build.literal("amount * 2")))
    assert model.inputs("d") == ("amount",)
    assert model.evaluate("d", {"amount": 4}).outputs == 8


def test_deep_graph_needs_no_deep_stack(build: Any) -> None:
    parts = [build.decision("d0", build.literal("1"))]
    parts += [
        build.decision(f"d{n}", build.literal(f"d{n - 1} + 1"), build.needs("requiredDecision", f"d{n - 1}"))
        for n in range(1, 1500)
    ]
    assert build.model(*parts).evaluate("d1499", {}).outputs == 1500


def test_knowledge_model_is_called_by_position_and_by_name(build: Any) -> None:
    parts = [knowledge(build, "rate", "n:number,m:number", "n / m", type="number")]
    need = build.needs("requiredKnowledge", "rate")
    parts += [build.decision("d", build.literal("rate(6, 3) + rate(m: 2, n: 8)"), need)]
    assert build.model(*parts).evaluate("d", {}).outputs == 6


def test_knowledge_model_uses_another_and_itself(build: Any) -> None:
    model = build.model(
        knowledge(build, "one", "", "1"),
        knowledge(
            build,
            "fact",
            "n",
            "if n < 2 then one() else n * fact(n - 1)",
            build.needs("requiredKnowledge", "one"),
        ),
        build.decision("d", build.literal("fact(5)"), build.needs("requiredKnowledge", "fact")),
    )
    assert model.evaluate("d", {}).outputs == 120


def test_decision_service_answers_with_what_it_is_given(build: Any) -> None:
    model = build.model(
        build.input("area", "number"),
        build.decision("rate", build.literal("100")),
        build.decision(
            "fee",
            build.literal("rate * area"),
            build.needs("requiredDecision", "rate"),
            build.needs("requiredInput", "area"),
        ),
        service("pricing", "fee", "rate", "area"),
        build.decision(
            "twice", build.literal("pricing(10, 2) * 2"), build.needs("requiredKnowledge", "pricing")
        ),
    )
    assert model.inputs("pricing") == ("area", "rate")
    assert model.evaluate("pricing", {"area": 10, "rate": 3}).outputs == 30
    assert model.evaluate("twice", {}).outputs == 40
    with pytest.raises(dmn.DecisionFailed, match="needs rate"):
        model.evaluate("pricing", {"area": 10})


def test_decision_service_with_several_outputs_answers_a_context(build: Any) -> None:
    model = build.model(
        build.decision("a", build.literal("1")), build.decision("b", build.literal("2")), service("s", "a b")
    )
    assert model.evaluate("s", {}).outputs == {"a": 1, "b": 2}


def test_item_definitions_read_json_and_check_it(build: Any) -> None:
    model = build.model(
        OFFICE_TYPES,
        build.input("people", "tPeople"),
        build.input("grade", "tGrade"),
        build.decision(
            "years", build.literal("people.born.year"), build.needs("requiredInput", "people"), type="Any"
        ),
        build.decision("kept", build.literal("grade"), build.needs("requiredInput", "grade")),
        build.decision("wrong", build.literal('"C"'), type="tGrade"),
        build.decision("is", build.literal('{name: "n", born: date("2024-01-01")} instance of tPerson')),
    )
    people = [{"name": "张三", "born": "1990-05-01"}, {"name": "李四", "born": "2001-01-01"}]
    assert model.evaluate("years", {"people": people}).outputs == [1990, 2001]
    assert model.evaluate("years", {"people": people[0]}).outputs == [1990]
    assert model.evaluate("kept", {"grade": "A"}).outputs == "A"
    assert model.evaluate("kept", {"grade": "C"}).outputs is None
    assert model.evaluate("wrong", {}).outputs is None
    assert model.evaluate("is", {}).outputs is True


def test_imported_elements_are_seen_under_the_name_of_the_import(build: Any) -> None:
    library = build.definitions(
        OFFICE_TYPES,
        knowledge(build, "greet", "p:tPerson", '"您好 " + p.name'),
        build.decision("base", build.literal("7")),
    )
    library = library.replace(b'namespace="test"', b'namespace="library"')
    main = build.definitions(
        '<import name="lib" namespace="library" importType="x"/>',
        build.input("person", "lib.tPerson"),
        build.decision(
            "d",
            build.literal("lib.greet(person) + string(lib.base)"),
            build.needs("requiredInput", "person"),
            build.needs("requiredKnowledge", "greet").replace("#greet", "library#greet"),
            build.needs("requiredDecision", "base").replace("#base", "library#base"),
        ),
    )
    model = dmn.read(main, others=[library])
    assert model.evaluate("d", {"person": {"name": "张三", "born": "1990-01-01"}}).outputs == "您好 张三7"


def test_unknown_decision_is_not_found(build: Any) -> None:
    with pytest.raises(errors.NotFound):
        build.model(build.decision("d", build.literal("1"))).evaluate("x", {})


def test_decision_may_be_named_by_its_name(build: Any) -> None:
    assert (
        build.model(build.decision("d_1", build.literal("1"), name="费用")).evaluate("费用", {}).outputs == 1
    )


def test_bomb_in_a_model_is_stopped(build: Any) -> None:
    endless = build.model(build.decision("d", build.literal("some i in 1..100000000000 satisfies false")))
    with pytest.raises(errors.ExpressionFailed):
        endless.evaluate("d", {})
    for text in ("f(n)", "f(n + 1) + 1"):
        model = build.model(
            knowledge(build, "f", "n", text),
            build.decision("d", build.literal("f(1)"), build.needs("requiredKnowledge", "f")),
        )
        with pytest.raises(errors.ExpressionFailed, match="deep"):
            model.evaluate("d", {})
