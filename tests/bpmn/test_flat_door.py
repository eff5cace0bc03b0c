"""Cost through the engine's door, counted in statements and rows: the same for a young case and an old one.

With TONGBAN_FULL_SIZES=1 at the sizes the requirements name, else at sizes for every day.
"""

from __future__ import annotations

import os

import pytest
from bpmn.building import diagram, flows, user
from bpmn.event_parts import START
from office import Office
from statements import counting

from tongban.engine import SYSTEM, CompleteTask, DeployResources, StartInstance

FULL = os.environ.get("TONGBAN_FULL_SIZES") == "1"
PASSES, INSTANCES, PAST = (10_000, 5_000, 100_000) if FULL else (40, 100, 9_000)


class Desk:
    """One deployed process at work."""

    def __init__(self, office: Office, *bodies: str) -> None:
        self.engine = office.engine
        self.engine.execute(DeployResources((("flow.bpmn", diagram(*bodies)),)), SYSTEM)

    def start(self, **variables: object) -> str:
        return str(self.engine.execute(StartInstance("p", variables=variables), SYSTEM)["id"])

    def tasks(self, instance: str) -> list[str]:
        found: list[str] = []
        cursor = None
        while True:
            page = self.engine.queries.tasks(SYSTEM, instance=instance, cursor=cursor)
            found += [one["id"] for one in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    def complete(self, task: str, **variables: object) -> list[tuple[str, int]]:
        with counting(self.engine) as sent:
            self.engine.execute(CompleteTask(task, variables=variables), SYSTEM)
        return sent

    def state(self, instance: str) -> str:
        return str(self.engine.queries.instance(SYSTEM, instance)["state"])


def test_the_last_pass_of_a_loop_costs_what_the_tenth_costs(office: Office) -> None:
    body = (
        START
        + '<exclusiveGateway id="m"/>'
        + user("t")
        + '<exclusiveGateway id="x" default="x-end"/><endEvent id="end"/>'
    )
    desk = Desk(office, body + flows("s > m > t > x", f"x [n < {PASSES}]> m", "x > end"))
    instance = desk.start(n=0)
    costs = [desk.complete(desk.tasks(instance)[0], n=number) for number in range(1, PASSES + 1)]
    assert costs[9] == costs[-2]
    assert desk.state(instance) == "completed"


def test_twelve_parallel_blocks_begin_at_the_cost_of_one(office: Office) -> None:
    costs = []
    for count in (1, 12):
        chain, nodes, links = "s", "", []
        for number in range(count):
            fork, join = f"f{number}", f"j{number}"
            nodes += f'<parallelGateway id="{fork}"/><parallelGateway id="{join}"/>'
            nodes += user(*(f"t{number}{letter}" for letter in "abc"))
            links += [f"{chain} > {fork}", *(f"{fork} > t{number}{letter} > {join}" for letter in "abc")]
            chain = join
        desk = Desk(office, START + nodes + '<endEvent id="end"/>' + flows(*links, f"{chain} > end"))
        desk.start()
        with counting(desk.engine) as sent:
            instance = desk.start()
        costs.append(sent)
        while tasks := desk.tasks(instance):
            desk.complete(tasks[0])
        assert desk.state(instance) == "completed"
    assert costs[0] == costs[1]


def test_every_instance_of_a_large_group_costs_the_same(office: Office) -> None:
    loop = f"<loopCardinality>{INSTANCES}</loopCardinality>"
    loop = f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>"
    desk = Desk(
        office, START + f'<userTask id="t">{loop}</userTask><endEvent id="end"/>' + flows("s > t > end")
    )
    instance = desk.start()
    tasks = desk.tasks(instance)
    assert len(tasks) == INSTANCES
    costs = [desk.complete(task) for task in tasks]
    assert costs[9] == costs[-2]
    assert desk.state(instance) == "completed"


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
    desk = Desk(
        office, body + '<endEvent id="end"/>' + flows("s > x", "x [depth > 0]> c > end", "x > t > end")
    )
    instance = desk.start(depth=200)
    (task,) = office.engine.queries.tasks(SYSTEM, element="t")["items"]
    desk.complete(task["id"])
    assert desk.state(instance) == "completed"


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_many_called_instances_come_to_their_end(office: Office, sequential: str) -> None:
    """Begun and ended in one act, each a process of its own."""
    loop = f'<multiInstanceLoopCharacteristics isSequential="{sequential}">'
    loop += f"<loopCardinality>{INSTANCES}</loopCardinality></multiInstanceLoopCharacteristics>"
    caller = (
        START
        + f'<callActivity id="c" calledElement="p2">{loop}</callActivity>'
        + user("t")
        + flows("s > c > t")
    )
    called = '<startEvent id="s2"/><task id="t2"/><endEvent id="e2"/>' + flows("s2 > t2 > e2")
    desk = Desk(office, caller, called)
    instance = desk.start()
    assert len(desk.tasks(instance)) == 1
    desk.complete(desk.tasks(instance)[0])
    assert desk.state(instance) == "completed"


def test_a_case_with_a_long_past_goes_on_at_the_cost_of_a_young_one(office: Office) -> None:
    body = (
        START + '<exclusiveGateway id="m"/>' + user("t", "u") + '<exclusiveGateway id="x" default="x-end"/>'
    )
    body += '<exclusiveGateway id="l"/><scriptTask id="w"><script>n = n + 1</script></scriptTask>'
    body += '<exclusiveGateway id="y" default="y-m"/><endEvent id="end"/>'
    chains = ("s > m > t > x", "x [run]> l > w > y", "y [n < 3000]> l", "y > m", "x [more]> u > m", "x > end")
    desk = Desk(office, body + flows(*chains))
    instance = desk.start(n=0)
    # Twice, so that all flows are walked already.
    young = [desk.complete(desk.tasks(instance)[0], run=False, more=True) for _ in range(4)][2:]
    past = 0
    while past < PAST:
        sent = desk.complete(desk.tasks(instance)[0], n=0, run=True)
        past += sum(rows for text, rows in sent if text.startswith("INSERT INTO activity"))
    old = [desk.complete(desk.tasks(instance)[0], run=False, more=True) for _ in range(4)][2:]
    assert young == old
    desk.complete(desk.tasks(instance)[0], run=False, more=False)
    assert desk.state(instance) == "completed"
