"""A town of instances in memory: what persistence and use cases do around `Execution`, small enough to read."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tongban.engine import bpmn, errors
from tongban.engine.bpmn import step

NOON = datetime(2026, 1, 5, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Instance:
    id: int
    definition: bpmn.ProcessDefinition
    state: bytes = b""
    business_key: str | None = None
    parent: tuple[int, int] | None = None
    work: dict[int, str] = field(default_factory=dict)
    timers: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    subscriptions: dict[int, step.Subscribed] = field(default_factory=dict)
    active: dict[int, str] = field(default_factory=dict)
    services: dict[int, str] = field(default_factory=dict)
    children: dict[int, int] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    incidents: list[step.IncidentRaised] = field(default_factory=list)
    ended: str | None = None


class Decisions:
    """Decisions as plain functions."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}

    def decide(self, key: str, binding: str, version: int | None, variables: Mapping[str, Any]) -> Any:
        return self.known[key](variables), [{"rule": 1}]


class Host:
    """Every act loads, acts and saves; a failed act leaves everything as it was."""

    def __init__(self, *files: str | Path | bytes) -> None:
        self.definitions: dict[str, bpmn.ProcessDefinition] = {}
        self.instances: dict[int, Instance] = {}
        self.now = NOON
        self.decisions = Decisions()
        self.log: list[step.Effect] = []
        self.queue: deque[tuple[Instance, step.Effect]] = deque()
        self.settling = False
        for file in files:
            data = file if isinstance(file, bytes) else Path(file).read_bytes()
            for process in bpmn.read(data).processes:
                self.definitions[process.key] = process

    def act(self, what: Any) -> Any:
        before = deepcopy(self.instances, {id(d): d for d in self.definitions.values()})
        try:
            return what()
        except errors.EngineError:
            self.instances = before
            raise

    def start(self, key: str, variables: Mapping[str, Any] | None = None, **facts: Any) -> int:
        return int(self.act(lambda: self._start(key, variables or {}, **facts)))

    def complete(self, instance: int, token: int, variables: Mapping[str, Any] | None = None) -> None:
        self.act(lambda: self._complete(instance, token, variables or {}))

    def fire_timer(self, instance: int, token: int) -> None:
        self.act(lambda: self._do(instance, lambda e: e.fire_timer(token)))

    def advance(self, time: timedelta) -> None:
        end = self.now + time
        while due := self._due(end):
            at, instance, token = due
            self.now = max(self.now, at)
            self.fire_timer(instance, token)
        self.now = end

    def signal(self, name: str, variables: Mapping[str, Any] | None = None) -> None:
        self.act(lambda: self._signal(name, variables or {}, skip=None))

    def message(
        self, name: str, business_key: str | None = None, variables: Any = None, correlation: Any = None
    ) -> None:
        self.act(lambda: self._message(name, business_key, correlation or {}, variables or {}))

    def trigger(self, element: str) -> None:
        instance, token = next(
            (i.id, token) for i in self.open() for token, at in self._load(i).tokens.items() if at == element
        )
        self.act(lambda: self._do(instance, lambda e: e.deliver(token)))

    def set_variables(self, instance: int, variables: Mapping[str, Any]) -> None:
        self.act(lambda: self._do(instance, lambda e: e.set_variables(variables)))

    def do(self, instance: int, what: Any) -> None:
        self.act(lambda: self._do(instance, what))

    def open(self) -> list[Instance]:
        return [instance for instance in self.instances.values() if instance.ended is None]

    def work(self, element: str | None = None) -> list[tuple[int, int, str]]:
        return [
            (i.id, token, at) for i in self.open() for token, at in i.work.items() if element in (None, at)
        ]

    def execution(self, instance: int) -> bpmn.Execution:
        return self._load(self.instances[instance])

    def _complete(self, instance: int, token: int, variables: Mapping[str, Any]) -> None:
        self.instances[instance].work.pop(token, None)
        self.instances[instance].services.pop(token, None)
        self._do(instance, lambda e: e.complete(token, variables))

    def _due(self, end: datetime) -> tuple[datetime, int, int] | None:
        due = [(at, i.id, token) for i in self.open() for token, (_, at) in i.timers.items() if at <= end]
        return min(due) if due else None

    def _load(self, instance: Instance) -> bpmn.Execution:
        return bpmn.Execution.load(
            instance.definition, instance.state, now=self.now, environment=self.decisions
        )

    def _start(
        self,
        key: str,
        variables: Mapping[str, Any],
        parent: Any = None,
        business_key: Any = None,
        **facts: Any,
    ) -> int:
        if key not in self.definitions:
            raise errors.NotFound(key)
        instance = Instance(
            len(self.instances) + 1, self.definitions[key], business_key=business_key, parent=parent
        )
        self.instances[instance.id] = instance
        if parent is not None:
            self.instances[parent[0]].children[parent[1]] = instance.id
        execution = bpmn.Execution.start(
            instance.definition,
            variables,
            now=self.now,
            environment=self.decisions,
            called=parent is not None,
            business_key=business_key,
            **facts,
        )
        self._keep(instance, execution)
        return instance.id

    def _do(self, id: int, what: Any) -> None:
        instance = self.instances[id]
        execution = self._load(instance)
        what(execution)
        self._keep(instance, execution)

    def _keep(self, instance: Instance, execution: bpmn.Execution) -> None:
        instance.state = execution.save()
        instance.variables = dict(execution.variables)
        again = self._load(instance)
        assert again.save() == instance.state
        assert again.tokens == execution.tokens
        self.queue.extend((instance, effect) for effect in execution.effects)
        if self.settling:
            return
        self.settling = True
        try:
            while self.queue:
                at, effect = self.queue.popleft()
                self.log.append(effect)
                getattr(self, f"_on_{type(effect).__name__}")(at, effect)
        finally:
            self.settling = False
            self.queue.clear()

    def _on_Entered(self, i: Instance, e: step.Entered) -> None:
        assert e.no not in i.active
        i.active[e.no] = e.element

    def _on_Left(self, i: Instance, e: step.Left) -> None:
        assert i.active.pop(e.no) == e.element

    def _on_WorkOpened(self, i: Instance, e: step.WorkOpened) -> None:
        i.work[e.token] = e.element

    def _on_WorkCancelled(self, i: Instance, e: step.WorkCancelled) -> None:
        del i.work[e.token]

    def _on_TimerSet(self, i: Instance, e: step.TimerSet) -> None:
        i.timers[e.token] = (e.element, e.due)

    def _on_TimerCleared(self, i: Instance, e: step.TimerCleared) -> None:
        del i.timers[e.token]

    def _on_Subscribed(self, i: Instance, e: step.Subscribed) -> None:
        i.subscriptions[e.token] = e

    def _on_Unsubscribed(self, i: Instance, e: step.Unsubscribed) -> None:
        del i.subscriptions[e.token]

    def _on_MessageThrown(self, i: Instance, e: step.MessageThrown) -> None:
        try:
            self._message(e.name, i.business_key, e.correlation, e.variables)
        except errors.NotFound:
            self._message(e.name, None, e.correlation, e.variables)

    def _on_SignalThrown(self, i: Instance, e: step.SignalThrown) -> None:
        self._signal(e.name, e.variables, skip=i.id)

    def _on_ChildStarted(self, i: Instance, e: step.ChildStarted) -> None:
        self._start(e.key, e.variables, parent=(i.id, e.token), business_key=e.business_key)

    def _on_ChildCancelled(self, i: Instance, e: step.ChildCancelled) -> None:
        child = i.children.pop(e.token)
        self._do(child, lambda execution: execution.terminate())

    def _on_ServiceCalled(self, i: Instance, e: step.ServiceCalled) -> None:
        i.services[e.token] = e.topic

    def _on_ServiceCancelled(self, i: Instance, e: step.ServiceCancelled) -> None:
        del i.services[e.token]

    def _on_DecisionMade(self, i: Instance, e: step.DecisionMade) -> None:
        pass

    def _on_IncidentRaised(self, i: Instance, e: step.IncidentRaised) -> None:
        i.incidents.append(e)

    def _on_EscalationLeft(self, i: Instance, e: step.EscalationLeft) -> None:
        assert i.parent is not None
        parent, token = i.parent
        self._do(parent, lambda execution: execution.child_escalated(token, e.code, e.variables))

    def _on_Ended(self, i: Instance, e: step.Ended) -> None:
        i.ended = e.state
        assert not i.timers and not i.subscriptions and not i.active
        if i.parent is None:
            return
        parent, token = i.parent
        if token not in self.instances[parent].children:
            return
        del self.instances[parent].children[token]
        if e.error is not None:
            code, message = e.error, e.message
            self._do(parent, lambda execution: execution.child_failed(token, code, i.variables, message))
        else:
            self._do(parent, lambda execution: execution.child_ended(token, i.variables))

    def _signal(self, name: str, variables: Mapping[str, Any], skip: int | None) -> None:
        heard = [
            (i.id, token)
            for i in self.open()
            for token, s in i.subscriptions.items()
            if s.kind == "signal" and s.name == name and i.id != skip
        ]
        for instance, token in heard:
            if token in self.instances[instance].subscriptions:
                self._do(instance, lambda e, token=token: e.deliver(token, variables))
        for definition in self.definitions.values():
            for start in definition.start_subscriptions:
                if (start.kind, start.name) == ("signal", name):
                    self._start(definition.key, variables, start_event=start.element)

    def _message(
        self, name: str, business_key: str | None, correlation: Mapping[str, Any], variables: Any
    ) -> None:
        heard = [
            (i.id, token)
            for i in self.open()
            for token, s in i.subscriptions.items()
            if s.kind == "message"
            and s.name == name
            and business_key in (None, i.business_key)
            and all(s.correlation.get(k, v) == v for k, v in correlation.items())
        ]
        if len(heard) > 1:
            raise errors.Ambiguous(name)
        if heard:
            self._do(heard[0][0], lambda e: e.deliver(heard[0][1], variables))
            return
        for definition in self.definitions.values():
            for start in definition.start_subscriptions:
                if (start.kind, start.name) == ("message", name):
                    self._start(
                        definition.key, variables, start_event=start.element, business_key=business_key
                    )
                    return
        raise errors.NotFound(name)
