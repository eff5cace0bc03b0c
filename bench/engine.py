"""Cost of one step of a process against the age of the case, in memory and through the engine's door on SQLite;
and beside SpiffWorkflow's serializer in the same run.
"""

from __future__ import annotations

import io
import statistics
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from tongban.engine import SYSTEM, CompleteTask, DeployResources, Engine, StartInstance, bootstrap, bpmn
from tongban.engine.settings import Settings
from tongban.migrations import migrate

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
# Activities a case has behind it, and how often its next step is measured.
PAST, STEPS = (10, 1_000, 10_000, 100_000), 60
# A step of one task, and before it, if asked, a loop of 3,000 passes without waiting: 9,000 activities.
LONG = f"""{HEAD}<process id="long" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="m"/>
<userTask id="t"/><exclusiveGateway id="x" default="back"/><exclusiveGateway id="l"/>
<scriptTask id="w"><script>n = n + 1</script></scriptTask><exclusiveGateway id="y" default="home"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="t"/>
<sequenceFlow id="f3" sourceRef="t" targetRef="x"/><sequenceFlow id="back" sourceRef="x" targetRef="m"/>
<sequenceFlow id="run" sourceRef="x" targetRef="l"><conditionExpression>= n &lt; many</conditionExpression></sequenceFlow>
<sequenceFlow id="f4" sourceRef="l" targetRef="w"/><sequenceFlow id="f5" sourceRef="w" targetRef="y"/>
<sequenceFlow id="again" sourceRef="y" targetRef="l"><conditionExpression>= n &lt; many</conditionExpression>
</sequenceFlow><sequenceFlow id="home" sourceRef="y" targetRef="m"/></process></definitions>"""


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


def door() -> None:
    """The same step through the engine's door, with its transaction, for cases with more and more activities."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(f"sqlite:///{folder}/bench.db", Path(folder), embedded_worker=False)
        engine = bootstrap(settings)
        migrate(engine.sql_engine)
        engine.execute(DeployResources((("long.bpmn", LONG.encode()),)), SYSTEM)
        cases = {past: _aged(engine, past) for past in PAST}
        spent: dict[int, list[float]] = {past: [] for past in PAST}
        for _ in range(STEPS):
            for past, case in cases.items():
                spent[past].append(_next_task(engine, case, many=0))
        engine.sql_engine.dispose()
    print("one step through the engine's door on SQLite: transaction, history, audit chain")
    print("| activities behind the case | ms per step (median) |")
    print("|---|---|")
    for past in PAST:
        print(f"| {past:,} | {statistics.median(spent[past]):.3f} |")
    ratio = statistics.median(spent[PAST[-1]]) / statistics.median(spent[PAST[0]])
    print(f"oldest against youngest: {ratio:.2f} (at most 1.5 wanted)\n")


def _aged(engine: Engine, past: int) -> str:
    case = str(engine.execute(StartInstance("long", variables={"n": 0}), SYSTEM)["id"])
    # Every flow once, so that all cases have walked the same.
    _next_task(engine, case, many=1)
    for _ in range(past // 9_000):
        _next_task(engine, case, many=3_000)
    _next_task(engine, case, many=past % 9_000 // 3)
    return case


def _next_task(engine: Engine, case: str, *, many: int) -> float:
    task = engine.queries.tasks(SYSTEM, instance=case)["items"][0]["id"]
    command = CompleteTask(task, variables={"n": 0, "many": many})
    return milliseconds(lambda: engine.execute(command, SYSTEM))


def group() -> None:
    """One step of a group of open tasks: it costs what is open, and no more for what is done."""
    print(
        "| open instances of one activity | ms for the first step | ms for the last step | state bytes at first |"
    )
    print("|---|---|---|---|")
    for size in (10, 1_000, 5_000):
        loop = f"<loopCardinality>{size}</loopCardinality>"
        body = f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>"
        body = f'<startEvent id="s"/><userTask id="t">{body}</userTask>{_flow("s", "t")}'
        process = bpmn.read(
            f'{HEAD}<process id="g" isExecutable="true">{body}</process></definitions>'.encode()
        ).processes[0]
        state = bpmn.Execution.start(process, {}, **FACTS).save()
        first, bytes_ = (
            min(milliseconds(lambda p=process, s=state: step(p, s, {})) for _ in range(5)),
            len(state),
        )
        execution = bpmn.Execution.load(process, state, **FACTS)
        for token in sorted(execution.tokens)[:-1]:
            execution.complete(token, {})
        state = execution.save()
        last = min(milliseconds(lambda p=process, s=state: step(p, s, {})) for _ in range(20))
        print(f"| {size:,} | {first:.3f} | {last:.3f} | {bytes_:,} |")
    print()


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
    door()
    blocks()
    group()
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
