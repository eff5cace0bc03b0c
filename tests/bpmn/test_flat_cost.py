"""Cost does not grow with what is past: counted in state bytes and steps, not in seconds."""

from __future__ import annotations

from bpmn.building import Town, flows, read, user
from bpmn.host import NOON

from tongban.engine import bpmn
from tongban.engine.bpmn.step import Entered

FACTS = {"now": NOON, "environment": bpmn.NoEnvironment()}
START = '<startEvent id="s"/>'


def complete_all(process: bpmn.ProcessDefinition, execution: bpmn.Execution) -> tuple[bpmn.Execution, int]:
    """One act per open task, each with its own load and save; the largest state on the way."""
    largest = 0
    while execution.tokens:
        state = execution.save()
        largest = max(largest, len(state))
        execution = bpmn.Execution.load(process, state, **FACTS)
        execution.complete(min(execution.tokens), {})
    return execution, largest


def test_loop_of_ten_thousand_passes_keeps_its_size() -> None:
    body = (
        START
        + '<exclusiveGateway id="m"/>'
        + user("t")
        + '<exclusiveGateway id="x" default="x-end"/><endEvent id="end"/>'
    )
    process = read(body + flows("s > m > t > x", "x [n < 10000]> m", "x > end"))
    execution = bpmn.Execution.start(process, {"n": 0}, **FACTS)
    sizes, entered = [], []
    for number in range(1, 10_001):
        state = execution.save()
        execution = bpmn.Execution.load(process, state, **FACTS)
        execution.complete(next(iter(execution.tokens)), {"n": number})
        sizes.append(len(state))
        entered.append(sum(isinstance(effect, Entered) for effect in execution.effects))
    assert execution.state == "completed"
    assert max(sizes) <= sizes[10] + 16
    assert set(entered[:-1]) == {3}


def test_twelve_parallel_blocks_cost_as_much_as_they_have_nodes() -> None:
    chain, ids, nodes = "s", [], ""
    links = []
    for number in range(12):
        tasks = [f"t{number}{letter}" for letter in "abc"]
        ids += tasks
        nodes += f'<parallelGateway id="f{number}"/><parallelGateway id="j{number}"/>'
        links += [f"{chain} > f{number}", *(f"f{number} > {task} > j{number}" for task in tasks)]
        chain = f"j{number}"
    process = read(START + nodes + user(*ids) + '<endEvent id="end"/>' + flows(*links, f"{chain} > end"))
    execution = bpmn.Execution.start(process, {}, **FACTS)
    assert len(execution.effects) < 15
    execution, largest = complete_all(process, execution)
    assert execution.state == "completed"
    assert largest < 300


def test_five_thousand_parallel_instances_come_to_their_end() -> None:
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>5000</loopCardinality></multiInstanceLoopCharacteristics>"
    process = read(START + f'<userTask id="t">{loop}</userTask>' + user("after") + flows("s > t > after"))
    execution = bpmn.Execution.start(process, {}, **FACTS)
    assert len(execution.tokens) == 5000
    assert len(execution.save()) < 100_000
    execution = bpmn.Execution.load(process, execution.save(), **FACTS)
    for token in list(execution.tokens):
        execution.complete(token, {})
    assert list(execution.tokens.values()) == ["after"]
    assert len(execution.save()) < 150


def test_two_hundred_nested_calls_return() -> None:
    body = (
        START
        + '<exclusiveGateway id="x" default="x-t"/>'
        + user("t")
        + '<callActivity id="c" calledElement="p">'
    )
    body += '<extensionElements><tb:in source="= depth - 1" target="depth"/></extensionElements>'
    body += '</callActivity><endEvent id="end"/>'
    town = Town(body + flows("s > x", "x [depth > 0]> c > end", "x > t > end"))
    town.begin(depth=200)
    assert len(town.open()) == 201
    town.does("t")
    assert town.ended


def test_deep_subprocesses_and_long_chains_need_no_recursion() -> None:
    deep, inner = user("u"), "u"
    for number in range(150):
        begin = f'<startEvent id="s{number}"/>' + deep + flows(f"s{number} > {inner}")
        deep, inner = f'<subProcess id="n{number}">{begin}</subProcess>', f"n{number}"
    process = read(START + deep + flows("s > n149"))
    execution, _ = complete_all(process, bpmn.Execution.start(process, {}, **FACTS))
    assert execution.state == "completed"
    ids = [f"t{number}" for number in range(2_000)]
    chain = read(START + "".join(f'<task id="{id}"/>' for id in ids) + flows("s > " + " > ".join(ids)))
    assert bpmn.Execution.start(chain, {}, **FACTS).state == "completed"


def test_finished_branches_leave_nothing_behind() -> None:
    body = (
        START
        + '<parallelGateway id="f"/>'
        + user("a", "b")
        + '<subProcess id="sub"><startEvent id="s2"/>'
        + user("c")
    )
    process = read(body + flows("s2 > c") + "</subProcess>" + flows("s > f", "f > a", "f > b > sub"))
    execution = bpmn.Execution.start(process, {}, **FACTS)
    only_a = len(execution.save())
    for _ in range(2):
        execution.complete(max(execution.tokens), {})
    assert len(execution.save()) <= only_a
