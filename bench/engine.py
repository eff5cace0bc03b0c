"""Cost of one step of a process against the age of the case, and beside SpiffWorkflow's serializer in the same run."""

from __future__ import annotations

import io
import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from tongban.engine import bpmn

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">'
LOOP = f"""{HEAD}<process id="loop" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="m"/>
<userTask id="t"/><exclusiveGateway id="x" default="out"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="t"/>
<sequenceFlow id="f3" sourceRef="t" targetRef="x"/><sequenceFlow id="out" sourceRef="x" targetRef="e"/>
<sequenceFlow id="back" sourceRef="x" targetRef="m"><conditionExpression>= again</conditionExpression></sequenceFlow>
</process></definitions>"""
APPROVAL = Path(__file__).with_name("approval.bpmn")
# SpiffWorkflow takes its conditions for Python.
PYTHON = {"= rejected = true": "rejected == True", "= again": "again"}
FACTS = {"now": datetime(2026, 1, 5, tzinfo=UTC), "environment": bpmn.NoEnvironment()}
AGES, ROUNDS, CASES = (10, 100, 1_000, 10_000), 1_000, 300


def milliseconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return (process_time() - start) * 1000


def step(process: bpmn.ProcessDefinition, state: bytes, variables: dict[str, object]) -> bytes:
    """Load, complete the first open task, save."""
    execution = bpmn.Execution.load(process, state, **FACTS)
    execution.complete(min(execution.tokens), variables)
    return execution.save()


def age() -> None:
    """The same step of one case, young and old; measured in turns, so that a busy machine slows all alike."""
    process = bpmn.read(LOOP.encode()).processes[0]
    state = bpmn.Execution.start(process, {"again": True}, **FACTS).save()
    ages: dict[int, bytes] = {}
    for number in range(1, AGES[-1] + 1):
        state = step(process, state, {"again": True})
        if number in AGES:
            ages[number] = state
    spent: dict[int, list[float]] = {number: [] for number in AGES}
    for _ in range(ROUNDS):
        for number, old in ages.items():
            spent[number].append(milliseconds(lambda old=old: step(process, old, {"again": True})))
    print("one case in a loop of one task: load + complete + save")
    print("| after passes | ms per step (median) | state bytes |")
    print("|---|---|---|")
    for number in AGES:
        print(f"| {number:,} | {statistics.median(spent[number]):.4f} | {len(ages[number])} |")
    ratio = statistics.median(spent[AGES[-1]]) / statistics.median(spent[AGES[0]])
    print(f"oldest against youngest: {ratio:.2f} (at most 1.5 wanted)\n")


def blocks() -> None:
    """Starting k successive three-way parallel blocks."""
    print("| successive 3-way blocks | ms to start | ms to the end | largest state |")
    print("|---|---|---|---|")
    for count in (1, 3, 6, 12):
        process = bpmn.read(_blocks(count)).processes[0]
        begin = min(milliseconds(lambda p=process: bpmn.Execution.start(p, {}, **FACTS)) for _ in range(20))
        start = process_time()
        state = bpmn.Execution.start(process, {}, **FACTS).save()
        largest = 0
        while bpmn.Execution.load(process, state, **FACTS).tokens:
            largest = max(largest, len(state))
            state = step(process, state, {})
        print(f"| {count} | {begin:.3f} | {(process_time() - start) * 1000:.2f} | {largest} |")
    print()


def _blocks(count: int) -> bytes:
    parts, last = ['<startEvent id="s"/>'], "s"
    for block in range(count):
        fork, join = f"f{block}", f"j{block}"
        parts.append(f'<parallelGateway id="{fork}"/><parallelGateway id="{join}"/>{_flow(last, fork)}')
        for name in (f"t{block}a", f"t{block}b", f"t{block}c"):
            parts.append(f'<userTask id="{name}"/>{_flow(fork, name)}{_flow(name, join)}')
        last = join
    parts.append(f'<endEvent id="e"/>{_flow(last, "e")}')
    return f'{HEAD}<process id="p" isExecutable="true">{"".join(parts)}</process></definitions>'.encode()


def _flow(source: str, target: str) -> str:
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"/>'


def ours() -> tuple[float, float]:
    """Milliseconds per step and bytes, the approval process from start to end."""
    process = bpmn.read(APPROVAL.read_bytes()).processes[0]
    sizes: list[int] = []
    steps = 0
    start = process_time()
    for _ in range(CASES):
        state = bpmn.Execution.start(process, {"rejected": False}, **FACTS).save()
        steps += 1
        while bpmn.Execution.load(process, state, **FACTS).tokens:
            sizes.append(len(state))
            state = step(process, state, {})
            steps += 1
    return (process_time() - start) * 1000 / steps, statistics.mean(sizes)


def theirs() -> tuple[float, float]:
    """The same with SpiffWorkflow's workflow and serializer."""
    text = APPROVAL.read_text()
    for ours_, python in PYTHON.items():
        text = text.replace(ours_, python)
    parser = BpmnParser()
    parser.add_bpmn_io(io.StringIO(text.partition("?>")[2]))
    spec = parser.get_spec(parser.get_process_ids()[0])
    serializer = BpmnWorkflowSerializer()
    sizes: list[int] = []
    steps = 0
    start = process_time()
    for _ in range(CASES // 10):
        workflow = BpmnWorkflow(spec)
        workflow.set_data(rejected=False)
        workflow.task_tree.data["rejected"] = False
        workflow.do_engine_steps()
        while True:
            state = serializer.serialize_json(workflow)
            steps += 1
            workflow = serializer.deserialize_json(state)
            ready = workflow.get_tasks(state=TaskState.READY, manual=True)
            if not ready:
                break
            sizes.append(len(state))
            ready[0].data["rejected"] = False
            ready[0].run()
            workflow.do_engine_steps()
    return (process_time() - start) * 1000 / steps, statistics.mean(sizes)


def main() -> None:
    age()
    blocks()
    own, own_bytes = ours()
    other, other_bytes = theirs()
    print("approval of five tasks, every step loaded and saved")
    print("| engine | ms per step | state bytes |")
    print("|---|---|---|")
    print(f"| token runner | {own:.3f} | {own_bytes:.0f} |")
    print(f"| SpiffWorkflow, JSON round trip | {other:.3f} | {other_bytes:.0f} |")
    print(f"ours against theirs: {own / other:.3f} (at most 0.2 wanted)")


if __name__ == "__main__":
    main()
