"""Repair by hand, incidents and the state between two steps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bpmn.building import Town, diagram, flows, read, user
from bpmn.host import NOON

from tongban.engine import bpmn, errors

START = '<startEvent id="s"/>'
FACTS = {"now": NOON, "environment": bpmn.NoEnvironment()}


def test_tokens_are_moved_in_one_act() -> None:
    town = Town(START + user("a", "b", "c") + flows("s > a > b > c"))
    instance = town.begin()
    town.do(instance, lambda e: e.modify(cancel=["a"], start_before=["c"]))
    assert town.tasks == ["c"]
    town.do(instance, lambda e: e.modify(cancel=["c"]))
    assert town.ended


def test_starting_inside_a_subprocess_opens_it_or_joins_the_open_one() -> None:
    body = (
        START
        + user("a")
        + '<subProcess id="sub"><startEvent id="s2"/>'
        + user("b", "c")
        + flows("s2 > b > c")
    )
    town = Town(body + "</subProcess>" + user("d") + flows("s > a > sub > d"))
    instance = town.begin()
    town.do(instance, lambda e: e.modify(cancel=["a"], start_before=["c"]))
    town.do(instance, lambda e: e.modify(start_before=["b"]))
    assert town.tasks == ["b", "c"]
    town.does("c")
    town.does("b", "c")
    assert town.tasks == ["d"]


def test_unknown_elements_are_refused() -> None:
    town = Town(START + user("a") + flows("s > a"))
    instance = town.begin()
    with pytest.raises(errors.NotFound):
        town.do(instance, lambda e: e.modify(cancel=["x"]))


def test_endless_automatic_loop_stops_as_an_incident_and_can_be_repaired() -> None:
    body = (
        START + '<exclusiveGateway id="m"/><task id="t"/><exclusiveGateway id="x" default="x-m"/>' + user("a")
    )
    process = read(body + flows("s > m > t > x", "x > m", "x [out = true]> a"))
    execution = bpmn.Execution.start(process, {}, **FACTS)
    assert execution.state == "incident"
    assert [code for _, code in execution.incidents.values()] == ["step_budget"]
    assert len(execution.save()) < 200
    again = bpmn.Execution.load(process, execution.save(), **FACTS)
    again.set_variables({"out": True})
    again.retry(next(iter(again.incidents)))
    assert again.state == "running"
    assert list(again.tokens.values()) == ["a"]


def test_terminate_forgets_everything() -> None:
    body = (
        START
        + user("a")
        + '<boundaryEvent id="z" attachedToRef="a"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
    )
    town = Town(body + "</timerEventDefinition></boundaryEvent>" + flows("s > a", "z > a"))
    instance = town.begin()
    town.do(instance, lambda e: e.terminate())
    assert town.instances[instance].ended == "terminated"


def test_state_keeps_every_value_exactly() -> None:
    process = read(START + user("a") + flows("s > a"))
    values = {
        "d": Decimal("10.10"), "f": 0.1, "big": 2**70, "n": None, "中文": ["是", {"x": Decimal("1E-7")}], "t": True,
    }  # fmt: skip
    execution = bpmn.Execution.start(process, values, **FACTS)
    loaded = bpmn.Execution.load(process, execution.save(), **FACTS).variables
    assert loaded == values
    assert [type(value) for value in loaded.values()] == [type(value) for value in values.values()]
    assert bpmn.variables_of(execution.save()) == values


def test_reading_the_same_file_twice_gives_the_same_definition() -> None:
    data = diagram(START + user("a") + flows("s > a"))
    assert bpmn.read(data).processes[0] is bpmn.read(data).processes[0]


def test_visible_gives_scopes_by_number_too() -> None:
    body = (
        START
        + '<userTask id="t"><extensionElements><tb:input name="x" value="= 1"/></extensionElements></userTask>'
    )
    town = Town(body + flows("s > t"))
    instance = town.begin(y=2)
    execution = town.execution(instance)
    assert execution.visible(0) == {"y": 2}
    assert execution.visible(2) == {"x": 1, "y": 2}


def test_what_an_incident_stopped_is_skipped_with_its_result() -> None:
    """An uncaught error inside one of several instances: the others stay, the loop counts it as done."""
    body = (
        '<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>" + user("b")
    )
    town = Town(START + body + flows("s > a > b"))
    instance = town.begin()
    first = min(token for _, token, _ in town.work("a"))
    town.do(instance, lambda e: e.fail(first, "bad", {}))
    (no,) = town.execution(instance).incidents
    town.do(instance, lambda e: e.skip(no, {"seen": True}))
    assert town.execution(instance).state == "running"
    assert town.execution(instance).variables["seen"] is True
    (left,) = [token for token, id in town.execution(instance).tokens.items() if id == "a"]
    town.do(instance, lambda e: e.complete(left))
    assert list(town.execution(instance).tokens.values()) == ["b"]


def test_a_token_that_waits_in_vain_at_a_join_is_let_through() -> None:
    body = START + '<exclusiveGateway id="x" default="x-a"/><parallelGateway id="j"/>' + user("a", "b", "z")
    town = Town(body + flows("s > x > a > j > z", "x [other = true]> b > j"))
    instance = town.begin()
    town.does("a")
    ((no, (element, code)),) = town.execution(instance).incidents.items()
    assert (element, code) == ("j", "deadlock")
    town.do(instance, lambda e: e.skip(no))
    assert town.tasks == ["z"]


def test_nothing_is_skipped_where_nothing_stands() -> None:
    town = Town(START + user("a") + flows("s > a"))
    instance = town.begin()
    with pytest.raises(errors.NotFound):
        town.do(instance, lambda e: e.skip(1))
