"""Events at every position."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bpmn.building import Town, diagram, flows, user
from bpmn.host import Host

from tongban.engine import errors

START = '<startEvent id="s"/>'


def boundary(id: str, on: str, definition: str, *, cancel: bool = True) -> str:
    facts = f'id="{id}" attachedToRef="{on}" cancelActivity="{str(cancel).lower()}"'
    return f"<boundaryEvent {facts}>{definition}</boundaryEvent>"


def timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><time{kind}>{text}</time{kind}></timerEventDefinition>"


MESSAGE = '<messageEventDefinition messageRef="m"/>'
SIGNAL = '<signalEventDefinition signalRef="s"/>'
ERROR = '<errorEventDefinition errorRef="e"/>'
ESCALATION = '<escalationEventDefinition escalationRef="x"/>'


def inside(start: str, *, interrupting: bool, task: str = "h", id: str = "ev") -> str:
    """An event subprocess with one task."""
    begin = f'<startEvent id="{id}s" isInterrupting="{str(interrupting).lower()}">{start}</startEvent>'
    rest = user(task) + flows(f"{id}s > {task}")
    return f'<subProcess id="{id}" triggeredByEvent="true">{begin}{rest}</subProcess>'


def test_repeated_timer_boundary_fires_as_often_as_it_says() -> None:
    body = START + user("a", "b") + boundary("z", "a", timer("Cycle", "R3/PT1H"), cancel=False)
    town = Town(body + flows("s > a", "z > b"))
    town.begin()
    town.advance(timedelta(hours=10))
    assert town.tasks == ["a", "b", "b", "b"]
    assert not town.instances[1].timers


def test_completing_the_host_keeps_tokens_a_repeated_timer_produced() -> None:
    body = START + user("a", "b") + boundary("z", "a", timer("Cycle", "R/PT1H"), cancel=False)
    town = Town(body + flows("s > a", "z > b"))
    town.begin()
    town.advance(timedelta(minutes=90))
    town.does("a")
    assert town.tasks == ["b"]
    assert not town.instances[1].timers


def test_timer_values_may_be_feel_dates_or_cron() -> None:
    body = (
        START
        + user("a")
        + "".join(
            f'<intermediateCatchEvent id="{id}">{timer(kind, text)}</intermediateCatchEvent>'
            for id, kind, text in (
                ("t1", "Duration", '= duration("PT" + string(hours) + "H")'),
                ("t2", "Date", "2026-02-01T08:00:00+08:00"),
                ("t3", "Cycle", "0 9 * * 1-5"),
            )
        )
    )
    town = Town(body + flows("s > t1 > t2 > t3 > a"))
    town.begin(hours=2)
    seen = []
    while not town.tasks:
        element, due = next(iter(town.instances[1].timers.values()))
        seen.append((element, due.isoformat()))
        town.advance(due - town.now)
    assert seen == [
        ("t1", "2026-01-05T14:00:00+08:00"),
        ("t2", "2026-02-01T08:00:00+08:00"),
        ("t3", "2026-02-02T09:00:00+08:00"),
    ]


def test_timer_value_that_is_no_timer_fails_the_act() -> None:
    body = START + user("a") + boundary("z", "a", timer("Duration", "= x")) + flows("s > a", "z > a")
    with pytest.raises(errors.ExpressionFailed):
        Town(body).begin(x="soon")


def test_interrupting_message_boundary_ends_its_host_and_non_interrupting_repeats() -> None:
    body = START + user("a", "b", "c") + boundary("z", "a", MESSAGE, cancel=False)
    body += boundary("y", "a", '<messageEventDefinition messageRef="m2"/>')
    town = Town(body + flows("s > a", "z > b", "y > c"))
    town.begin()
    town.message("paid", variables={"sum": 5})
    town.message("paid")
    assert town.tasks == ["a", "b", "b"]
    assert town.variables["sum"] == 5
    town.message("withdrawn")
    assert town.tasks == ["b", "b", "c"]
    with pytest.raises(errors.NotFound):
        town.message("paid")


def test_message_is_for_the_instance_whose_correlation_fits() -> None:
    body = (
        START
        + '<receiveTask id="r" messageRef="m"><extensionElements><tb:correlation name="no" value="= no"/>'
    )
    body += "</extensionElements></receiveTask>" + user("a") + flows("s > r > a")
    town = Town(body)
    town.begin(no=1)
    town.begin(no=2)
    with pytest.raises(errors.Ambiguous):
        town.message("paid")
    town.message("paid", correlation={"no": 2})
    assert [instance for instance, _, _ in town.work("a")] == [2]


def test_correlation_properties_of_the_standard_are_subscribed_to() -> None:
    roots = '<message id="m" name="paid"/><correlationProperty id="cp" name="no">'
    roots += '<correlationPropertyRetrievalExpression messageRef="m"><messagePath>= case.no</messagePath>'
    roots += "</correlationPropertyRetrievalExpression></correlationProperty>"
    body = START + '<receiveTask id="r" messageRef="m"/>' + flows("s > r")
    town = Host(diagram(body, roots=roots))
    instance = town.start("p", {"case": {"no": 7}})
    assert [s.correlation for s in town.instances[instance].subscriptions.values()] == [{"no": 7}]


def test_thrown_message_starts_or_wakes_another_process() -> None:
    first = (
        START
        + '<intermediateThrowEvent id="t"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>'
    )
    first += user("a") + flows("s > t > a")
    second = f'<startEvent id="s2">{MESSAGE}</startEvent>' + user("b") + flows("s2 > b")
    town = Town(first, second)
    town.begin()
    assert town.tasks == ["a", "b"]


def test_message_throw_with_a_topic_waits_for_an_external_worker() -> None:
    body = (
        START
        + '<endEvent id="end"><messageEventDefinition camunda:type="external" camunda:topic="mail"/></endEvent>'
    )
    town = Town(body + flows("s > end"))
    instance = town.begin()
    assert list(town.instances[instance].services.values()) == ["mail"]
    town.complete(instance, next(iter(town.instances[instance].services)))
    assert town.ended


def test_signal_reaches_all_who_wait_inside_and_outside_and_starts_processes() -> None:
    first = START + '<parallelGateway id="f"/>' + user("t", "a", "b")
    first += f'<intermediateCatchEvent id="c">{SIGNAL}</intermediateCatchEvent><endEvent id="end">{SIGNAL}</endEvent>'
    first += flows("s > f", "f > t > end", "f > c > a")
    second = f'<startEvent id="s2">{SIGNAL}</startEvent>' + user("z") + flows("s2 > z")
    third = f'<startEvent id="s3"/><intermediateCatchEvent id="c3">{SIGNAL}</intermediateCatchEvent>' + user(
        "y"
    )
    third += flows("s3 > c3 > y")
    town = Town(first.replace(user("b"), ""), second, third)
    town.start("p3")
    town.begin()
    town.does("t")
    assert town.tasks == ["a", "y", "z"]


def test_error_end_is_caught_by_the_nearest_boundary_that_names_it_or_takes_any() -> None:
    inner = f'<subProcess id="in"><startEvent id="s2"/><endEvent id="e2">{ERROR}</endEvent>{flows("s2 > e2")}</subProcess>'
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


def test_conditional_boundary_hears_writes_of_a_parallel_branch_each_time() -> None:
    body = START + '<parallelGateway id="f"/>' + user("a", "b", "c")
    body += boundary(
        "z",
        "a",
        "<conditionalEventDefinition><condition>= x &gt; 1</condition></conditionalEventDefinition>",
        cancel=False,
    )
    town = Town(body + flows("s > f", "f > a", "f > b", "z > c"))
    instance = town.begin()
    town.set_variables(instance, {"x": 1})
    assert town.tasks == ["a", "b"]
    town.set_variables(instance, {"x": 2})
    town.does("b", x=3)
    assert town.tasks == ["a", "c", "c"]


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


def test_links_jump_within_their_scope() -> None:
    body = (
        START
        + user("a")
        + '<intermediateThrowEvent id="t"><linkEventDefinition name="on"/></intermediateThrowEvent>'
    )
    body += '<intermediateCatchEvent id="c"><linkEventDefinition name="on"/></intermediateCatchEvent>'
    town = Town(body + flows("s > t", "c > a"))
    town.begin()
    assert town.tasks == ["a"]


def test_shared_event_definition_is_found_by_reference() -> None:
    body = (
        START
        + user("a")
        + '<boundaryEvent id="z" attachedToRef="a"><eventDefinitionRef>shared</eventDefinitionRef></boundaryEvent>'
    )
    shared = '<timerEventDefinition id="shared"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    town = Host(diagram(body + flows("s > a", "z > a"), roots=shared))
    assert len(town.instances[town.start("p")].timers) == 1


def test_process_names_its_start_subscriptions_and_when_its_timers_begin() -> None:
    body = f'<startEvent id="s1">{MESSAGE}</startEvent><startEvent id="s2">{timer("Cycle", "0 8 * * *")}</startEvent>'
    town = Town(body + user("a") + flows("s1 > a", "s2 > a"))
    process = town.definitions["p"]
    assert [(s.element, s.kind, s.name) for s in process.start_subscriptions] == [
        ("s1", "message", "paid"),
        ("s2", "timer", ""),
    ]
    due = process.first_due("s2", town.now)
    assert due is not None and due.at.isoformat() == "2026-01-06T08:00:00+08:00"
    with pytest.raises(errors.Invalid):
        town.begin()
