"""What one act may cost: CPU time shared by its instances, and chains of calls; the case stops, neighbours go on."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from bpmn.building import diagram, flows, read, user
from bpmn.event_parts import MESSAGE, START
from bpmn.host import NOON
from office import Office, open_office
from statements import Sent, counting

from tongban.engine import SYSTEM, DeployResources, StartInstance, bpmn, errors
from tongban.engine.settings import Settings
from tongban.engine.use_cases.flow import calls

FACTS = {"now": NOON, "environment": bpmn.NoEnvironment()}
# Some milliseconds of work each time.
SLOW = "sum(for i in 1..3000 return i * i)"
ENDLESS = START + f'<exclusiveGateway id="m"/><scriptTask id="t"><script>n = {SLOW}</script></scriptTask>'
ENDLESS += (
    '<exclusiveGateway id="x" default="x-m"/>' + user("a") + flows("s > m > t > x", "x > m", "x [out]> a")
)


def test_chain_of_slow_scripts_stops_after_the_seconds_it_may_take_and_can_go_on() -> None:
    process = read(ENDLESS)
    before = time.thread_time()
    execution = bpmn.Execution.start(process, {}, **FACTS, allowance=bpmn.Allowance(0.3))
    spent = time.thread_time() - before
    # One script more than the allowance at the most.
    assert 0.3 <= spent < 2
    assert [code for _, code in execution.incidents.values()] == ["time_budget"]
    again = bpmn.Execution.load(process, execution.save(), **FACTS)
    again.set_variables({"out": True})
    again.retry(next(iter(again.incidents)))
    assert list(again.tokens.values()) == ["a"]


def test_instances_of_one_act_share_their_time() -> None:
    process = read(
        START
        + f'<scriptTask id="t"><script>n = {SLOW}</script></scriptTask>'
        + user("a")
        + flows("s > t > a")
    )
    shared = bpmn.Allowance(0.2)
    states = []
    while not states or states[-1] == "running":
        states.append(bpmn.Execution.start(process, {}, **FACTS, allowance=shared).state)
    assert states[-1] == "incident" and shared.left < 0


def test_slow_instances_of_a_loop_stop_too() -> None:
    loop = '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>10000</loopCardinality>'
    loop += "</multiInstanceLoopCharacteristics>"
    process = read(
        START + f'<scriptTask id="t"><script>n = {SLOW}</script>{loop}</scriptTask>' + flows("s > t")
    )
    execution = bpmn.Execution.start(process, {}, **FACTS, allowance=bpmn.Allowance(0.2))
    assert execution.incidents and {code for _, code in execution.incidents.values()} == {"time_budget"}


def test_conditions_without_end_refuse_the_act() -> None:
    condition = f"<conditionalEventDefinition><condition>= x = 1 and {SLOW} = 0</condition></conditionalEventDefinition>"
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>1000</loopCardinality></multiInstanceLoopCharacteristics>"
    inner = START + f'<intermediateCatchEvent id="c">{condition}</intermediateCatchEvent>' + flows("s > c")
    body = f'<startEvent id="s0"/><subProcess id="sub">{inner}{loop}</subProcess>' + flows("s0 > sub")
    process = read(body)
    state = bpmn.Execution.start(process, {}, **FACTS).save()
    execution = bpmn.Execution.load(process, state, **FACTS, allowance=bpmn.Allowance(0.2))
    with pytest.raises(errors.ExpressionFailed, match="c: asking the conditions"):
        execution.set_variables({"x": 1})


def deploy(office: Office, *bodies: str) -> None:
    office.engine.execute(DeployResources((("flow.bpmn", diagram(*bodies)),)), SYSTEM)


def reasons(office: Office) -> list[tuple[str, str]]:
    found = office.engine.queries.incidents(SYSTEM)["items"]
    return [(one["element"], one["reason"]) for one in found]


def written(sent: list[Sent], table: str) -> int:
    """Rows added to a table."""
    return sum(rows for text, rows in sent if text.startswith(f"INSERT INTO {table} "))


SELF = START + '<callActivity id="c" calledElement="p"/>' + flows("s > c")
OTHER = '<startEvent id="s2"/><callActivity id="c2" calledElement="p"/>' + flows("s2 > c2")


@pytest.mark.parametrize("bodies", [(SELF,), (SELF.replace('"p"', '"p2"'), OTHER)], ids=["itself", "another"])
def test_process_that_calls_itself_stops_soon(office: Office, bodies: tuple[str, ...]) -> None:
    deploy(office, *bodies)
    with counting(office.engine) as sent:
        office.engine.execute(StartInstance("p"), SYSTEM)
    (found,) = reasons(office)
    assert found[1] == "endless_calls"
    # Each of them is written once, by few statements; so is what each of them did.
    assert written(sent, "instance") == calls.MAX_CHAIN + 1
    assert len(sent) < 50


def test_processes_that_start_each_other_by_messages_are_refused_soon(office: Office) -> None:
    body = f'<startEvent id="s">{MESSAGE}</startEvent><endEvent id="e1">{MESSAGE}</endEvent>' + flows(
        "s > e1"
    )
    deploy(office, body)
    with counting(office.engine) as sent, pytest.raises(errors.Invalid, match="start each other without end"):
        office.engine.execute(StartInstance("p"), SYSTEM)
    assert written(sent, "instance") == 0
    assert office.engine.queries.instances(SYSTEM, process="p")["items"] == []


def test_the_seconds_are_a_setting_and_neighbours_go_on(settings: Settings) -> None:
    office = open_office(replace(settings, act_cpu_seconds=0.2))
    deploy(office, ENDLESS, '<startEvent id="s2"/>' + user("b") + flows("s2 > b"))
    office.engine.execute(StartInstance("p"), SYSTEM)
    started = office.engine.execute(StartInstance("p2"), SYSTEM)
    assert started["state"] == "running"
    assert [reason for _, reason in reasons(office)] == ["time_budget"]
    office.engine.sql_engine.dispose()


def test_setting_is_read_from_the_environment() -> None:
    assert Settings.from_environment({"TONGBAN_ACT_CPU_SECONDS": "2.5"}).act_cpu_seconds == 2.5
    for wrong in ("0", "soon", "-1", "inf", "nan"):
        with pytest.raises(ValueError, match="TONGBAN_ACT_CPU_SECONDS"):
            Settings.from_environment({"TONGBAN_ACT_CPU_SECONDS": wrong})


def test_two_hundred_nested_calls_return(office: Office) -> None:
    body = (
        START
        + '<exclusiveGateway id="x" default="x-t"/>'
        + user("t")
        + '<callActivity id="c" calledElement="p">'
    )
    body += (
        '<extensionElements><tb:in source="= depth - 1" target="depth"/></extensionElements></callActivity>'
    )
    deploy(office, body + '<endEvent id="end"/>' + flows("s > x", "x [depth > 0]> c > end", "x > t > end"))
    office.engine.execute(StartInstance("p", variables={"depth": 200}), SYSTEM)
    assert len(office.engine.queries.tasks(SYSTEM, element="t")["items"]) == 1
