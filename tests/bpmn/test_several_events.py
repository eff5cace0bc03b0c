"""Several event definitions on one event, and processes that begin without a start event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bpmn.building import Town, flows, user
from bpmn.event_parts import ERROR, ESCALATION, MESSAGE, SIGNAL, START, boundary, inside, timer

from tongban.engine import errors
from tongban.engine.bpmn import step

MESSAGE2 = '<messageEventDefinition messageRef="m2"/>'


def catch(content: str, facts: str = "") -> str:
    return f'<intermediateCatchEvent id="c" {facts}>{content}</intermediateCatchEvent>'


@pytest.mark.parametrize("act", ["message", "signal", "timer"])
def test_any_of_several_events_is_enough_and_the_others_are_forgotten(act: str) -> None:
    town = Town(START + catch(MESSAGE + SIGNAL + timer("Duration", "PT1H")) + user("h") + flows("s > c > h"))
    instance = town.begin()
    {
        "message": lambda: town.message("paid"),
        "signal": lambda: town.signal("alarm"),
        "timer": lambda: town.advance(timedelta(hours=1)),
    }[act]()
    assert town.tasks == ["h"]
    assert not town.instances[instance].subscriptions and not town.instances[instance].timers


def test_all_of_several_events_are_needed_whatever_comes_first() -> None:
    parts = MESSAGE + SIGNAL + timer("Duration", "PT1H")
    body = START + catch(parts, 'parallelMultiple="true"') + user("h") + flows("s > c > h")
    acts = [
        lambda town: town.message("paid", variables={"sum": 5}),
        lambda town: town.signal("alarm"),
        lambda town: town.advance(timedelta(hours=1)),
    ]
    for first in range(3):
        town = Town(body)
        town.begin()
        for number in range(3):
            assert town.tasks == []
            acts[(first + number) % 3](town)
        assert town.tasks == ["h"]
        assert town.variables["sum"] == 5


def test_conditions_among_several_events_count_when_they_hold_already() -> None:
    condition = "<conditionalEventDefinition><condition>= x = 1</condition></conditionalEventDefinition>"
    body = START + catch(condition + MESSAGE, 'parallelMultiple="true"') + user("h") + flows("s > c > h")
    town = Town(body)
    town.begin(x=1)
    assert town.tasks == []
    town.message("paid")
    assert town.tasks == ["h"]


def test_boundary_event_with_several_errors_takes_each() -> None:
    inner = START + '<exclusiveGateway id="x" default="x-t1"/>'
    inner += f'<endEvent id="t1">{ERROR}</endEvent><endEvent id="t2"><errorEventDefinition errorRef="e2"/></endEvent>'
    inner += flows("s > x", "x > t1", "x [worse]> t2")
    body = f'<startEvent id="s0"/><subProcess id="sub">{inner}</subProcess>' + user("h")
    body += boundary("z", "sub", ERROR + '<errorEventDefinition errorRef="e2"/>')
    for worse in (True, False):
        town = Town(body + flows("s0 > sub", "z > h"))
        town.begin(worse=worse)
        assert town.tasks == ["h"]


def test_repeated_boundary_of_several_events_hears_each_every_time() -> None:
    body = START + user("a", "h")
    body += boundary("z", "a", MESSAGE + timer("Cycle", "R2/PT1H") + ESCALATION, cancel=False)
    town = Town(body + flows("s > a", "z > h"))
    town.begin()
    town.message("paid")
    town.message("paid")
    town.advance(timedelta(hours=9))
    assert town.tasks == ["a", *["h"] * 4]
    town.does("a")
    assert not town.instances[1].subscriptions and not town.instances[1].timers


def test_repeated_boundary_that_needs_all_begins_anew_each_time() -> None:
    body = START + user("a", "h") + boundary("z", "a", MESSAGE + SIGNAL, cancel=False)
    body = body.replace('id="z"', 'id="z" parallelMultiple="true"')
    town = Town(body + flows("s > a", "z > h"))
    town.begin()
    for count in (1, 2):
        town.message("paid")
        town.message("paid")
        assert town.tasks.count("h") == count - 1
        town.signal("alarm")
        assert town.tasks.count("h") == count


def test_event_subprocess_of_several_events_interrupts_at_the_first() -> None:
    town = Town(START + user("a") + inside(MESSAGE + SIGNAL, interrupting=True) + flows("s > a"))
    town.begin()
    town.signal("alarm")
    assert town.tasks == ["h"]
    with pytest.raises(errors.NotFound):
        town.message("paid")


def test_several_events_are_thrown_in_document_order_and_compensation_is_awaited() -> None:
    undo = '<boundaryEvent id="y" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
    undo += '<userTask id="u" isForCompensation="true"/><association id="as" sourceRef="y" targetRef="u"/>'
    parts = SIGNAL + "<compensateEventDefinition/>" + MESSAGE
    body = START + user("a", "h") + undo + f'<intermediateThrowEvent id="t">{parts}</intermediateThrowEvent>'
    taker = f'<startEvent id="s9">{MESSAGE}</startEvent><endEvent id="e9"/>{flows("s9 > e9")}'
    town = Town(body + flows("s > a > t > h"), taker)
    town.begin()
    town.does("a")
    thrown = (step.SignalThrown, step.MessageThrown)
    assert [effect.name for effect in town.log if isinstance(effect, thrown)] == ["alarm"]
    assert town.tasks == ["u"]
    town.does("u")
    assert [effect.name for effect in town.log if isinstance(effect, thrown)] == ["alarm", "paid"]
    assert town.tasks == ["h"]


def test_what_ends_everything_is_thrown_last() -> None:
    parts = f"<terminateEventDefinition/>{SIGNAL}"
    body = START + '<parallelGateway id="f"/>' + user("a", "b") + f'<endEvent id="t">{parts}</endEvent>'
    town = Town(body + flows("s > f", "f > a", "f > b > t"))
    town.begin()
    town.does("b")
    assert [effect.name for effect in town.log if isinstance(effect, step.SignalThrown)] == ["alarm"]
    assert town.ended


def test_error_nobody_catches_is_tried_again_without_throwing_the_rest_twice() -> None:
    body = START + user("a") + f'<endEvent id="t">{ERROR}{SIGNAL}</endEvent>' + flows("s > a > t")
    town = Town(body)
    instance = town.begin()
    town.does("a")
    (no,) = town.execution(instance).incidents
    town.do(instance, lambda e: e.retry(no))
    assert [e.name for e in town.log if isinstance(e, step.SignalThrown)] == ["alarm"]
    assert [code for _, code in town.incidents] == ["uncaught_error"] * 2


def test_process_is_started_by_any_of_several_messages() -> None:
    body = f'<startEvent id="z">{MESSAGE}{MESSAGE2}</startEvent>' + user("h") + flows("z > h")
    town = Town(body)
    town.message("paid")
    town.message("withdrawn")
    assert town.tasks == ["h", "h"]


def test_process_is_started_by_several_messages_together_each_business_key_for_itself() -> None:
    body = f'<startEvent id="z" parallelMultiple="true">{MESSAGE}{MESSAGE2}</startEvent>' + user("h")
    town = Town(body + flows("z > h"))
    town.message("paid", business_key="1")
    town.message("withdrawn", business_key="2")
    assert town.tasks == []
    town.message("withdrawn", business_key="1")
    assert [instance for instance, _, _ in town.work("h")] == [1]
    town.message("paid", business_key="2")
    assert [instance for instance, _, _ in town.work("h")] == [1, 2]


def test_receive_task_begins_an_instance_with_its_message() -> None:
    body = '<receiveTask id="r" instantiate="true" messageRef="m"/>' + user("h") + flows("r > h")
    town = Town(body)
    with pytest.raises(errors.Invalid):
        town.begin()
    town.message("paid", variables={"sum": 3})
    assert town.tasks == ["h"]
    assert town.variables == {"sum": 3}


def test_receive_task_may_stand_beside_a_start_event() -> None:
    body = START + '<receiveTask id="r" instantiate="true" messageRef="m"/>' + user("a", "b")
    town = Town(body + flows("s > a", "r > b"))
    town.begin()
    town.message("paid")
    assert [element for _, _, element in town.work()] == ["a", "b"]


GATEWAY = f'<intermediateCatchEvent id="c">{MESSAGE}</intermediateCatchEvent>'
GATEWAY += '<receiveTask id="r" messageRef="m2"/>' + user("a", "b") + flows("g > c > a", "g > r > b")


@pytest.mark.parametrize(("message", "task"), [("paid", "a"), ("withdrawn", "b")])
def test_event_based_gateway_begins_an_instance_with_the_first_message(message: str, task: str) -> None:
    town = Town('<eventBasedGateway id="g" instantiate="true"/>' + GATEWAY)
    town.message(message)
    assert town.tasks == [task]
    assert not town.instances[1].subscriptions


@pytest.mark.parametrize("order", [("paid", "withdrawn"), ("withdrawn", "paid")])
def test_parallel_event_based_gateway_needs_every_message_in_one_instance(order: tuple[str, str]) -> None:
    town = Town('<eventBasedGateway id="g" instantiate="true" eventGatewayType="Parallel"/>' + GATEWAY)
    town.message(order[0], business_key="1")
    assert town.tasks == ["a" if order[0] == "paid" else "b"]
    town.does(*town.tasks)
    assert not town.ended
    town.message(order[1], business_key="1")
    assert town.tasks == ["b" if order[0] == "paid" else "a"]
    town.does(*town.tasks)
    assert town.ended and len(town.instances) == 1


@pytest.mark.parametrize("start", ["z#3", "z#x", "h", "nothing", "z#0"])
def test_start_that_there_is_not_is_refused(start: str) -> None:
    body = f'<startEvent id="z" parallelMultiple="true">{MESSAGE}{MESSAGE2}</startEvent>' + user("h")
    with pytest.raises(errors.NotFound):
        Town(body + flows("z > h")).start("p", start_event=start)


def test_start_by_key_does_not_wait_for_the_events_that_start_a_process() -> None:
    body = f'<startEvent id="z" parallelMultiple="true">{MESSAGE}{MESSAGE2}</startEvent>' + user("h")
    town = Town(body + flows("z > h"))
    town.begin()
    assert town.tasks == ["h"]
