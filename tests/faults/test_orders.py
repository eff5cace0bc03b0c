"""Any two of completing, ending, a boundary timer and handing over at the same moment: as if one had come first."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from threading import Barrier
from typing import Any

import pytest
from office import Office

from tongban.engine import (
    SYSTEM,
    ClaimTask,
    CompleteTask,
    DeployResources,
    FireTimer,
    StartInstance,
    TerminateInstance,
    TransferTask,
    errors,
)

SOAK = int(os.environ.get("TONGBAN_SOAK") or 1)
TIMES = 5 * SOAK
FLOW = b"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<bpmn:process id="orders" isExecutable="true"><bpmn:startEvent id="begin"/><bpmn:userTask id="work"/>
<bpmn:boundaryEvent id="due" attachedToRef="work"><bpmn:timerEventDefinition><bpmn:timeDuration>P9D</bpmn:timeDuration>
</bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:userTask id="next"/><bpmn:userTask id="late"/>
<bpmn:endEvent id="end"/><bpmn:sequenceFlow id="a" sourceRef="begin" targetRef="work"/>
<bpmn:sequenceFlow id="b" sourceRef="work" targetRef="next"/><bpmn:sequenceFlow id="c" sourceRef="due" targetRef="late"/>
<bpmn:sequenceFlow id="d" sourceRef="next" targetRef="end"/><bpmn:sequenceFlow id="e" sourceRef="late" targetRef="end"/>
</bpmn:process></bpmn:definitions>"""


class Target:
    """One instance in somebody's hands, with a timer that may fire."""

    def __init__(self, office: Office) -> None:
        self._engine = office.engine
        self.id = office.engine.execute(StartInstance("orders"), SYSTEM)["id"]
        self.task = office.engine.queries.tasks(SYSTEM, instance=self.id)["items"][0]["id"]
        self.timer = office.engine.queries.timers(SYSTEM, instance=self.id)["items"][0]["id"]
        office.engine.execute(ClaimTask(self.task), SYSTEM)

    def command(self, name: str) -> Any:
        return {
            "complete": CompleteTask(self.task),
            "terminate": TerminateInstance(self.id, "x"),
            "timer": FireTimer(self.timer),
            "transfer": TransferTask(self.task, "liu.window", "x"),
        }[name]

    def do(self, name: str) -> bool:
        """Whether it was done; refused leaves no trace."""
        try:
            self._engine.execute(self.command(name), SYSTEM)
        except (errors.Conflict, errors.NotFound):
            return False
        return True

    def stands(self) -> tuple[Any, ...]:
        """All that tells one end from another: the state, what is open with whom, and the acts in their order."""
        tasks = self._engine.queries.tasks(SYSTEM, instance=self.id)["items"]
        events = self._engine.queries.instance_events(SYSTEM, self.id, page_size=200)["items"]
        return (
            self._engine.queries.instance(SYSTEM, self.id)["state"],
            tuple(sorted((one["element"], one["assignee"]) for one in tasks)),
            tuple(one["type"] for one in reversed(events)),
        )


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    barrier = Barrier(len(acts), timeout=30)

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result(60) for one in [pool.submit(run, act) for act in acts]]


@pytest.mark.parametrize("pair", list(combinations(("complete", "terminate", "timer", "transfer"), 2)))
def test_two_at_once_end_as_one_after_the_other(office: Office, pair: tuple[str, str]) -> None:
    office.engine.execute(DeployResources((("o.bpmn", FLOW),), "t", ""), SYSTEM)
    legal = set()
    for order in (pair, pair[::-1]):
        target = Target(office)
        done = {name: target.do(name) for name in order}
        legal.add((done[pair[0]], done[pair[1]], target.stands()))
    for _ in range(TIMES):
        target = Target(office)
        first, second = at_once(lambda t=target: t.do(pair[0]), lambda t=target: t.do(pair[1]))
        assert (first, second, target.stands()) in legal
    assert office.engine.verify_audit()["broken"] == []
