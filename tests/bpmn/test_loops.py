"""Activities that run several times."""

from __future__ import annotations

import pytest
from bpmn.building import Town, flows, user

from tongban.engine import errors

START = '<startEvent id="s"/>'


def several(
    content: str, *, sequential: bool = False, extra: str = "", task: str = "userTask", inside: str = ""
) -> str:
    facts = f'isSequential="{str(sequential).lower()}" {extra}'
    loop = f"<multiInstanceLoopCharacteristics {facts}>{content}</multiInstanceLoopCharacteristics>"
    return START + f'<{task} id="t">{loop}{inside}</{task}>' + user("after")


def seen(town: Town) -> list[object]:
    return [town.execution(i).visible(token).get("who") for i, token, _ in town.work("t")]


def test_parallel_instances_each_see_their_item() -> None:
    town = Town(
        several("", extra='camunda:collection="people" camunda:elementVariable="who"')
        + flows("s > t > after")
    )
    town.begin(people=["a", "b", "c"])
    assert seen(town) == ["a", "b", "c"]
    town.does("t", "t", "t")
    assert town.tasks == ["after"]
    assert "who" not in town.variables and "nrOfInstances" not in town.variables


def test_sequential_instances_come_one_after_another() -> None:
    body = several("", extra='camunda:collection="${people}" camunda:elementVariable="who"', sequential=True)
    town = Town(body + flows("s > t > after"))
    town.begin(people=["a", "b"])
    assert seen(town) == ["a"]
    town.does("t")
    assert seen(town) == ["b"]
    town.does("t")
    assert town.tasks == ["after"]


@pytest.mark.parametrize("sequential", [False, True])
def test_empty_collection_is_passed_at_once(sequential: bool) -> None:
    town = Town(
        several("", extra='camunda:collection="people"', sequential=sequential) + flows("s > t > after")
    )
    town.begin(people=[])
    assert town.tasks == ["after"]


def test_three_of_five_by_collected_votes_ends_the_rest() -> None:
    loop = '<tb:loop collection="= people" element="who" output="votes" value="= vote"/>'
    loop = f"<extensionElements>{loop}</extensionElements>"
    loop += '<completionCondition>= count(votes[item = "yes"]) &gt;= 3</completionCondition>'
    town = Town(several(loop) + flows("s > t > after"))
    town.begin(people=[1, 2, 3, 4, 5])
    for vote in ("yes", "no", "yes"):
        town.does("t", vote=vote)
        assert town.tasks == ["t"] * len(town.tasks)
    town.does("t", vote="yes")
    assert town.tasks == ["after"]
    assert town.variables["votes"] == ["yes", "no", "yes", "yes", None]


def test_standard_collection_and_output_of_the_specification() -> None:
    loop = "<loopDataInputRef>people</loopDataInputRef><loopDataOutputRef>answers</loopDataOutputRef>"
    loop += '<inputDataItem id="i" name="who"/><outputDataItem id="o" name="answer"/>'
    town = Town(several(loop) + flows("s > t > after"))
    town.begin(people=["a", "b"])
    instance, token, _ = town.work("t")[1]
    town.complete(instance, token, {"answer": 2})
    town.does("t", answer=1)
    assert town.variables["answers"] == [1, 2]
    assert "answer" not in town.variables


def test_loop_is_entered_again_by_a_correction() -> None:
    body = several("<loopCardinality>2</loopCardinality>") + '<exclusiveGateway id="m"/><endEvent id="end"/>'
    town = Town(body + flows("s > m > t > after", "after [again]> m", "after [not(again)]> end"))
    town.begin()
    for _ in range(3):
        town.does("t", "t")
        town.does("after", again=True)
        assert town.tasks == ["t", "t"]


def test_error_inside_an_instance_ends_all_and_leaves_by_the_boundary() -> None:
    inside = (
        '<startEvent id="s2"/>'
        + user("w")
        + '<endEvent id="bad"><errorEventDefinition errorRef="e"/></endEvent>'
    )
    inside += flows("s2 > w > bad")
    body = several("<loopCardinality>3</loopCardinality>", task="subProcess", inside=inside) + user("caught")
    body += '<boundaryEvent id="z" attachedToRef="t"><errorEventDefinition/></boundaryEvent>'
    town = Town(body + flows("s > t > after", "z > caught"))
    town.begin()
    assert town.tasks == ["w", "w", "w"]
    town.does("w")
    assert town.tasks == ["caught"]


@pytest.mark.parametrize(("before", "expected"), [("false", 3), ("true", 2)])
def test_standard_loop_repeats_while_its_condition_holds(before: str, expected: int) -> None:
    loop = f'<standardLoopCharacteristics testBefore="{before}">'
    loop += "<loopCondition>= go</loopCondition></standardLoopCharacteristics>"
    town = Town(START + f'<userTask id="t">{loop}</userTask>' + user("after") + flows("s > t > after"))
    town.begin(go=before == "true")
    town.does("t", go=True)
    if expected == 3:
        town.does("t", go=True)
    town.does("t", go=False)
    assert town.tasks == ["after"]


def test_endless_loop_inside_an_activity_is_an_incident_that_can_go_on() -> None:
    loop = "<loopCondition>= not(enough = true)</loopCondition>"
    loop = f"<standardLoopCharacteristics>{loop}</standardLoopCharacteristics>"
    town = Town(START + f'<task id="t">{loop}</task>' + user("after") + flows("s > t > after"))
    instance = town.begin()
    assert town.incidents == [("t", "step_budget")]
    town.set_variables(instance, {"enough": True})
    no = next(iter(town.execution(instance).incidents))
    town.do(instance, lambda e: e.retry(no))
    assert town.tasks == ["after"]


def test_endless_loop_around_instances_is_an_incident() -> None:
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    body = (
        START
        + f'<exclusiveGateway id="m"/><task id="t">{loop}</task><exclusiveGateway id="x" default="x-m"/>'
    )
    town = Town(body + user("after") + flows("s > m > t > x", "x > m", "x [enough]> after"))
    town.begin()
    assert {code for _, code in town.incidents} == {"step_budget"}


def test_standard_loop_stops_at_its_maximum() -> None:
    loop = '<standardLoopCharacteristics loopMaximum="2">'
    loop += "<loopCondition>= true</loopCondition></standardLoopCharacteristics>"
    town = Town(START + f'<userTask id="t">{loop}</userTask>' + user("after") + flows("s > t > after"))
    town.begin()
    town.does("t", "t")
    assert town.tasks == ["after"]


@pytest.mark.parametrize("people", [None, "abc", 3])
def test_collection_that_is_no_list_fails_the_act(people: object) -> None:
    town = Town(several("", extra='camunda:collection="people"') + flows("s > t > after"))
    with pytest.raises(errors.ExpressionFailed):
        town.begin(people=people)


def test_cancelled_instances_count_for_nothing() -> None:
    town = Town(several("<loopCardinality>2</loopCardinality>") + flows("s > t > after"))
    instance = town.begin()
    visits = [no for no, at in town.instances[instance].active.items() if at == "t"][1:]
    town.do(instance, lambda e: e.modify(cancel_visits=visits[:1]))
    assert town.tasks == ["t"]
    town.does("t")
    assert town.tasks == ["after"]
