"""Timers, messages, signals, conditions and links."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bpmn.building import Town, diagram, flows, user
from bpmn.event_parts import MESSAGE, SIGNAL, START, boundary, inside, timer
from bpmn.host import Host

from tongban.engine import errors


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


def test_conditional_event_may_name_its_variable_and_what_happens_to_it() -> None:
    facts = 'camunda:variableName="x" camunda:variableEvents="update"'
    definition = (
        f"<conditionalEventDefinition {facts}><condition>= true</condition></conditionalEventDefinition>"
    )
    town = Town(START + user("a") + inside(definition, interrupting=False) + flows("s > a"))
    instance = town.begin()
    assert town.tasks == ["a", "h"]
    town.set_variables(instance, {"y": 1})
    town.set_variables(instance, {"x": 1})
    assert town.tasks == ["a", "h"]
    town.set_variables(instance, {"x": 2})
    assert town.tasks == ["a", "h", "h"]


def test_terminate_ends_its_scope_or_everything_when_it_says_so() -> None:
    for all_, expected in (("", ["b"]), ('flowable:terminateAll="true"', [])):
        inner = (
            '<startEvent id="s2"/>'
            + user("w")
            + f'<endEvent id="e1"><terminateEventDefinition {all_}/></endEvent>'
        )
        body = START + f'<subProcess id="sub">{inner}{flows("s2 > w > e1")}</subProcess>' + user("b")
        town = Town(body + flows("s > sub > b"))
        town.begin()
        town.does("w")
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
