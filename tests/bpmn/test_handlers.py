"""Errors, escalations and event subprocesses find their handler."""

from __future__ import annotations

from datetime import timedelta

from bpmn.building import Town, flows, user
from bpmn.event_parts import ERROR, ESCALATION, MESSAGE, SIGNAL, START, boundary, inside, timer


def test_error_end_is_caught_by_the_nearest_boundary_that_names_it_or_takes_any() -> None:
    inner = f'<startEvent id="s2"/><endEvent id="e2">{ERROR}</endEvent>{flows("s2 > e2")}'
    inner = f'<subProcess id="in">{inner}</subProcess>'
    body = START + f'<subProcess id="out"><startEvent id="s1"/>{inner}{flows("s1 > in")}'
    body += (
        boundary("z1", "in", '<errorEventDefinition errorRef="e2"/>')
        + user("no")
        + flows("z1 > no")
        + "</subProcess>"
    )
    body += boundary("z2", "out", "<errorEventDefinition/>") + user("any") + flows("s > out", "z2 > any")
    body += boundary("z3", "out", ERROR.replace("/>", ' camunda:errorCodeVariable="code"/>')) + user("exact")
    town = Town(body + flows("z3 > exact"))
    town.begin()
    assert town.tasks == ["exact"]
    assert town.variables["code"] == "bad"


def test_uncaught_error_is_an_incident_and_other_branches_go_on() -> None:
    body = START + '<parallelGateway id="f"/>' + user("a", "b") + f'<endEvent id="bad">{ERROR}</endEvent>'
    town = Town(body + flows("s > f", "f > a > bad", "f > b"))
    town.begin()
    town.does("a")
    assert town.incidents == [("bad", "uncaught_error")]
    assert town.execution(1).state == "incident"
    town.does("b")
    assert not town.ended
    town.do(1, lambda e: e.modify(cancel=["bad"]))
    assert town.ended


def test_error_of_a_service_goes_to_its_own_boundary() -> None:
    body = START + '<serviceTask id="call" camunda:type="external" camunda:topic="bank"/>' + user("a")
    body += boundary("z", "call", ERROR.replace("/>", ' camunda:errorMessageVariable="why"/>')) + flows(
        "s > call", "z > a"
    )
    town = Town(body)
    instance = town.begin()
    token = next(iter(town.instances[instance].services))
    town.do(instance, lambda e: e.fail(token, "bad", {"x": 1}, "no money"))
    assert town.tasks == ["a"]
    assert (town.variables["why"], town.variables["x"]) == ("no money", 1)


def test_service_whose_error_nobody_catches_can_be_tried_again_under_a_new_token() -> None:
    body = START + '<serviceTask id="call" camunda:type="external" camunda:topic="bank"/>' + user("a")
    town = Town(body + flows("s > call > a"))
    instance = town.begin()
    token = next(iter(town.instances[instance].services))
    town.instances[instance].services.clear()
    town.do(instance, lambda e: e.fail(token, "bad", {}))
    assert town.incidents == [("call", "uncaught_error")]
    no = next(iter(town.execution(instance).incidents))
    town.do(instance, lambda e: e.retry(no))
    again = next(iter(town.instances[instance].services))
    assert again != token
    town.complete(instance, again)
    assert town.tasks == ["a"] and town.execution(instance).state == "running"


def test_interrupting_event_subprocess_ends_everything_around_it() -> None:
    body = START + '<parallelGateway id="f"/>' + user("a", "b") + flows("s > f", "f > a", "f > b")
    town = Town(
        body + inside(MESSAGE, interrupting=True) + inside(SIGNAL, interrupting=False, task="g", id="ev2")
    )
    town.begin()
    town.signal("alarm")
    assert town.tasks == ["a", "b", "g"]
    town.message("paid")
    assert town.tasks == ["h"]
    assert not town.instances[1].subscriptions
    town.does("h")
    assert town.ended


def test_error_event_subprocess_starts_only_on_an_error_and_not_on_its_own() -> None:
    body = START + user("a") + f'<endEvent id="end">{ERROR}</endEvent>' + flows("s > a > end")
    handler = inside(ERROR, interrupting=True).replace(
        "</subProcess>", f'<endEvent id="again">{ERROR}</endEvent>'
    )
    town = Town(body + handler + flows("h > again") + "</subProcess>")
    town.begin()
    assert town.tasks == ["a"]
    town.does("a")
    assert town.tasks == ["h"]
    town.does("h")
    assert town.incidents == [("again", "uncaught_error")]


def test_timer_event_subprocess_repeats_while_its_surroundings_live() -> None:
    body = START + user("a") + flows("s > a") + inside(timer("Cycle", "R2/PT1H"), interrupting=False)
    town = Town(body)
    town.begin()
    town.advance(timedelta(hours=5))
    assert town.tasks == ["a", "h", "h"]
    town.does("a")
    town.does("h", "h")
    assert town.ended


def test_conditional_event_subprocess_starts_when_its_condition_holds() -> None:
    condition = (
        "<conditionalEventDefinition><condition>= urgent = true</condition></conditionalEventDefinition>"
    )
    town = Town(START + user("a") + flows("s > a") + inside(condition, interrupting=True))
    instance = town.begin()
    town.set_variables(instance, {"urgent": True})
    assert town.tasks == ["h"]


def test_escalation_of_a_called_process_is_heard_by_the_caller_and_may_end_the_call() -> None:
    child = (
        f'<startEvent id="cs"/><intermediateThrowEvent id="t">{ESCALATION}</intermediateThrowEvent>'
        + user("w")
    )
    child += flows("cs > t > w")
    for cancel, expected in ((False, ["b", "w"]), (True, ["b"])):
        body = (
            START
            + '<callActivity id="c" calledElement="p2"/>'
            + user("b")
            + boundary("z", "c", ESCALATION, cancel=cancel)
        )
        town = Town(body + flows("s > c", "z > b"), child)
        town.begin()
        assert town.tasks == expected
