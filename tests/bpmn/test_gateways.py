"""Gateways: which way tokens go, and when they wait for each other."""

from __future__ import annotations

import pytest
from bpmn.building import Town, flows, user

from tongban.engine import errors

START = '<startEvent id="s"/>'


def test_exclusive_gateway_takes_the_first_true_flow_in_document_order() -> None:
    town = Town(
        START + '<exclusiveGateway id="g"/>' + user("a", "b") + flows("s > g", "g [x > 1]> b", "g [x > 0]> a")
    )
    town.begin(x=2)
    assert town.tasks == ["b"]


def test_no_true_flow_and_no_default_fails_the_act_and_changes_nothing() -> None:
    town = Town(START + user("t", "a") + '<exclusiveGateway id="g"/>' + flows("s > t > g", "g [x > 1]> a"))
    town.begin()
    with pytest.raises(errors.NoWayOut) as refused:
        town.does("t", x=0)
    assert refused.value.facts == {"element": "g"}
    assert town.tasks == ["t"]


def test_conditions_and_default_on_the_flows_of_a_task() -> None:
    body = START + '<userTask id="t" default="t-c"/>' + user("a", "b", "c")
    body += flows("s > t", "t [x > 1]> a", "t [x > 2]> b", "t > c")
    for x, expected in ((0, ["c"]), (2, ["a"]), (3, ["a", "b"])):
        town = Town(body)
        town.begin()
        town.does("t", x=x)
        assert town.tasks == expected


def test_parallel_join_needs_one_token_from_every_flow_and_keeps_the_rest() -> None:
    body = START + '<parallelGateway id="f"/><parallelGateway id="j"/>' + user("a", "b", "c")
    town = Town(body + flows("s > f", "f > a > j", "f > b > j", "j > c"))
    instance = town.begin()
    town.do(instance, lambda e: e.modify(start_before=["a"]))
    town.does("a", "a")
    assert town.tasks == ["b"]
    town.does("b")
    assert town.tasks == ["c"]
    assert town.incidents == []
    town.does("c")
    assert town.incidents == [("j", "deadlock")]


def test_inclusive_join_goes_on_when_an_awaited_token_leaves_by_a_boundary() -> None:
    body = START + '<inclusiveGateway id="f"/><inclusiveGateway id="j"/>' + user("a", "b", "c", "d")
    body += '<boundaryEvent id="z" attachedToRef="b"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    town = Town(body + flows("s > f", "f > a > j", "f > b > j", "j > c", "z > d"))
    town.begin()
    town.does("a")
    assert town.tasks == ["b"]
    town.message("paid")
    assert town.tasks == ["c", "d"]


def test_inclusive_join_goes_on_when_an_awaited_task_is_cancelled_by_hand() -> None:
    body = START + '<inclusiveGateway id="f"/><inclusiveGateway id="j"/>' + user("a", "b", "c")
    town = Town(body + flows("s > f", "f > a > j", "f > b > j", "j > c"))
    instance = town.begin()
    town.does("a")
    town.do(instance, lambda e: e.modify(cancel=["b"]))
    assert town.tasks == ["c"]


def test_event_based_gateway_takes_the_first_event_and_forgets_the_others() -> None:
    body = START + '<eventBasedGateway id="g"/>' + user("a", "b", "c")
    body += '<intermediateCatchEvent id="x"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    body += '<receiveTask id="r" messageRef="m2"/><intermediateCatchEvent id="t"><timerEventDefinition>'
    body += "<timeDuration>PT0S</timeDuration></timerEventDefinition></intermediateCatchEvent>"
    body += flows("s > g", "g > x > a", "g > r > b", "g > t > c")
    for act, expected in (
        (lambda town: town.message("paid"), ["a"]),
        (lambda town: town.message("withdrawn"), ["b"]),
        (lambda town: town.fires("t"), ["c"]),
    ):
        town = Town(body)
        instance = town.begin()
        assert town.tasks == []
        act(town)
        assert town.tasks == expected
        assert not town.instances[instance].timers and not town.instances[instance].subscriptions


def test_complex_gateway_goes_on_after_enough_and_absorbs_the_late() -> None:
    body = START + '<parallelGateway id="f"/>' + user("a", "b", "c", "d")
    body += '<complexGateway id="j"><activationCondition>= activationCount &gt;= 2</activationCondition></complexGateway>'
    town = Town(body + flows("s > f", "f > a > j", "f > b > j", "f > c > j", "j > d"))
    town.begin()
    town.does("a")
    assert town.tasks == ["b", "c"]
    town.does("c")
    assert town.tasks == ["b", "d"]
    town.does("b")
    assert town.tasks == ["d"]
    town.does("d")
    assert town.ended


def test_complex_gateway_can_be_used_again_after_its_reset() -> None:
    body = START + '<exclusiveGateway id="m1"/><parallelGateway id="f"/>' + user("a", "b", "d")
    body += '<complexGateway id="j"><activationCondition>= activationCount = 1</activationCondition></complexGateway>'
    body += '<endEvent id="end"/>'
    town = Town(
        body + flows("s > m1 > f", "f > a > j", "f > b > j", "j > d", "d [again]> m1", "d [not(again)]> end")
    )
    town.begin()
    for _ in range(3):
        town.does("a")
        town.does("b")
        town.does("d", again=True)
        assert town.tasks == ["a", "b"]
    town.does("a", "b")
    town.does("d", again=False)
    assert town.ended


def test_tokens_that_can_never_meet_are_an_incident() -> None:
    body = START + '<exclusiveGateway id="x" default="x-b"/><parallelGateway id="j"/>' + user("a", "b", "c")
    town = Town(body + flows("s > x", "x [left]> a > j", "x > b > j", "j > c"))
    town.begin(left=True)
    town.does("a")
    assert town.incidents == [("j", "deadlock")]
    assert town.execution(1).state == "incident"
