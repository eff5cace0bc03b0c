"""The 49 cases of an outside yardstick, played step by step against the runner."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from bpmn.host import NOON, Host
from bpmn.yardstick import CONFORMANCE

from tongban.engine import errors
from tongban.engine.bpmn import timer

DATA = CONFORMANCE
CASES = json.loads((DATA / "cases.json").read_text())["cases"] if (DATA / "cases.json").exists() else []
SCENARIOS = [(case, scenario) for case in CASES for scenario in case["scenarios"]]
# Waiting for these is told by tasks, timers and subscriptions; the rest is told by `active`.
_SCOPES = ("subProcess", "transaction", "adHocSubProcess", "callActivity", "userTask")


@pytest.mark.skipif(not SCENARIOS, reason="the conformance data is not on this machine")
@pytest.mark.parametrize(
    ("case", "scenario"), SCENARIOS, ids=[f"{case['id']}: {scenario['name']}" for case, scenario in SCENARIOS]
)
def test_case_does_what_other_engines_do(case: dict[str, Any], scenario: dict[str, Any]) -> None:
    town = Host(*(DATA / name for name in case["files"]))
    play = _Play(town, case["process_id"])
    for step in scenario["steps"]:
        expect = step["expect"]
        try:
            getattr(play, step["op"])(step)
            failed = False
        except errors.EngineError as error:
            failed = True
            assert expect.get("error"), f"{step}: {error}"
        assert failed == bool(expect.get("error")), step
        play.compare(step)


class _Play:
    def __init__(self, town: Host, process: str) -> None:
        self.town = town
        self.process = process
        self.aliases: dict[str, int] = {}
        self.previous: tuple[int, int] | None = None

    def start(self, step: dict[str, Any]) -> None:
        self.aliases[step.get("instance", "A")] = self.town.start(
            step.get("process_id", self.process),
            step.get("vars"),
            business_key=step.get("business_key"),
            initiator=step.get("user"),
        )

    def complete(self, step: dict[str, Any]) -> None:
        assert not step.get("same_scope_as_previous"), "not used by these cases"
        for _ in range(step.get("times", 1)):
            instance, token, _ = self.town.work(step["task"])[0]
            self.town.complete(instance, token, step.get("vars"))

    def fire_timer(self, step: dict[str, Any]) -> None:
        instance, token = next(
            (i.id, token) for i in self.town.open() for token, (at, _) in i.timers.items() if at == step["id"]
        )
        self.town.fire_timer(instance, token)

    def advance_clock(self, step: dict[str, Any]) -> None:
        self.town.advance(timer.after(NOON, step["duration"]) - NOON)

    def signal(self, step: dict[str, Any]) -> None:
        self.town.signal(step["name"], step.get("vars"))

    def message(self, step: dict[str, Any]) -> None:
        self.town.message(step["name"], step.get("business_key"), step.get("vars"))

    def set_variables(self, step: dict[str, Any]) -> None:
        on = step.get("on", "process")
        instance = self.aliases["A"] if on == "process" else self.town.work(on.partition(":")[2])[0][0]
        self.town.set_variables(instance, step["vars"])

    def trigger_receive(self, step: dict[str, Any]) -> None:
        self.town.trigger(step["id"])

    def compare(self, step: dict[str, Any]) -> None:
        expect = step["expect"]
        town = self.town
        assert Counter(at for _, _, at in town.work()) == Counter(expect["tasks"]), step
        if "ended" in expect and "A" in self.aliases:
            assert (town.instances[self.aliases["A"]].ended is not None) == expect["ended"], step
        if "active" in expect:
            assert Counter(self._waiting()) == Counter(expect["active"]), step
        if "timers" in expect:
            assert sum(len(i.timers) for i in town.open()) == expect["timers"], step
        if "subscriptions" in expect:
            assert sum(len(i.subscriptions) for i in town.open()) == expect["subscriptions"], step
        if "instances_started" in expect:
            assert len(town.instances) == expect["instances_started"]
        self._people(expect)
        for where, wanted in expect.get("variables", {}).items():
            seen = self._variables(where)
            assert {name: seen.get(name) for name in wanted} == wanted, step

    def _waiting(self) -> list[str]:
        return [
            at
            for i in self.town.open()
            for at in i.active.values()
            if i.definition.elements[at].type not in _SCOPES
        ]

    def _people(self, expect: dict[str, Any]) -> None:
        if "task_names" in expect:
            names = [
                self._of(i, token).display_name(self._seen(i, token)) for i, token, _ in self.town.work()
            ]
            assert sorted(map(str, names)) == sorted(expect["task_names"])
        if "assignees" in expect:
            people = [
                self._of(i, token).camunda.assignee(self._seen(i, token)) for i, token, _ in self.town.work()
            ]
            assert sorted(people) == sorted(expect["assignees"])

    def _of(self, instance: int, token: int) -> Any:
        definition = self.town.instances[instance].definition
        return definition.elements[self.town.instances[instance].work[token]]

    def _seen(self, instance: int, token: int) -> Any:
        return self.town.execution(instance).visible(token)

    def _variables(self, where: str) -> Any:
        kind, _, at = where.partition(":")
        if kind == "process":
            return self.town.instances[self.aliases["A"]].variables
        instance, token, _ = self.town.work(at)[0]
        return self._seen(instance, token)
