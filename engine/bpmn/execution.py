"""One process instance in memory for one act: loaded, moved on until everybody waits, saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from tongban.engine import errors
from tongban.engine.bpmn import beginning, codec, data, moving, throwing
from tongban.engine.bpmn.allowance import Allowance
from tongban.engine.bpmn.elements.call_activity import CallActivity
from tongban.engine.bpmn.environment import Environment
from tongban.engine.bpmn.listening import arm
from tongban.engine.bpmn.migrating import Check, Migration
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.rewriting import rewrite
from tongban.engine.bpmn.run import STEP_BUDGET, Run, wait_of
from tongban.engine.bpmn.state import Visit
from tongban.engine.bpmn.step import Effect, Ended

State = Literal["running", "completed", "terminated", "incident"]


class Execution:
    """The door to the token runner. When an act raises, drop the execution: nothing has happened."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def start(
        cls,
        definition: ProcessDefinition,
        variables: Mapping[str, Any],
        *,
        now: datetime,
        environment: Environment,
        start_event: str | None = None,
        business_key: str | None = None,
        initiator: str | None = None,
        called: bool = False,
        step_budget: int = STEP_BUDGET,
        allowance: Allowance | None = None,
    ) -> Execution:
        """A new instance; `start_event` when not the plain one begins, `called` when a call activity waits for it.

        `allowance` is the CPU time this act may spend, shared with the other instances of the same act.
        """
        run = Run(definition, now, environment, allowance)
        run.business_key, run.called = business_key, called
        run.give(step_budget)
        run.root.variables = dict(variables)
        data.fill(run, run.root, definition.root.body)
        begin, argument = beginning.way_in(definition, start_event)
        _name_initiator(definition, run, initiator)
        arm(run, run.root, definition.root.event_starts, then=begin, argument=argument)
        return cls(run)._drained()

    @classmethod
    def at_rest(cls, definition: ProcessDefinition, *, now: datetime, environment: Environment) -> Execution:
        """An instance that is there but has not begun: nothing is open, and it can only be ended or replaced."""
        run = Run(definition, now, environment)
        run.root.variables = {}
        return cls(run)

    @classmethod
    def load(
        cls,
        definition: ProcessDefinition,
        state: bytes,
        *,
        now: datetime,
        environment: Environment,
        step_budget: int = STEP_BUDGET,
        allowance: Allowance | None = None,
    ) -> Execution:
        run = Run(definition, now, environment, allowance)
        run.give(step_budget)
        codec.restore(run, state)
        return cls(run)

    def save(self) -> bytes:
        return codec.save(self._run)

    def complete(self, token: int, variables: Mapping[str, Any] | None = None) -> None:
        """The work or the job at `token` is done."""
        self._trigger(token, variables, "work", "service", "receive")

    def fire_timer(self, token: int) -> None:
        self._trigger(token, None, "timer")

    def deliver(self, token: int, variables: Mapping[str, Any] | None = None) -> None:
        """The message or signal came, or the receive task is triggered."""
        self._trigger(token, variables, "message", "signal", "conditional", "receive")

    def child_ended(self, token: int, variables: Mapping[str, Any]) -> None:
        self._trigger(token, variables, "child")

    def child_failed(
        self, token: int, error_code: str, variables: Mapping[str, Any], message: str = ""
    ) -> None:
        """The called instance ended with an error that nobody in it caught."""
        wait = wait_of(self._run, token, "child")
        element = wait.element
        assert isinstance(element, CallActivity)
        element.failed(self._run, wait, error_code, message, variables)
        self._drained()

    def child_escalated(self, token: int, code: str, variables: Mapping[str, Any]) -> None:
        """The called instance escalated and goes on, unless a boundary event here ends it."""
        wait = wait_of(self._run, token, "child")
        element = wait.element
        assert isinstance(element, CallActivity)
        element.escalated(self._run, wait, code, variables)
        self._drained()

    def child_refused(self, token: int, code: str, message: str) -> None:
        """The called instance cannot be begun: the call activity stands still with the reason."""
        wait = wait_of(self._run, token, "child")
        self._run.forget(wait, consumed=True)
        self._run.incident(wait.visit, code, message)

    def fail(self, token: int, error_code: str, variables: Mapping[str, Any], message: str = "") -> None:
        """The work or the job at `token` ended with a BPMN error."""
        wait = wait_of(self._run, token, "work", "service")
        self._run.assign(wait.visit, variables)
        throwing.throw_error(self._run, wait.visit, error_code, message, on=True)
        self._drained()

    def set_variables(self, variables: Mapping[str, Any], scope: int | None = None) -> None:
        """Write variables, seen from the instance or from inside the scope or visit with that number."""
        self._run.assign(self._visit(scope or 0), variables)
        self._drained()

    def modify(
        self,
        cancel: Sequence[str] = (),
        start_before: Sequence[str] = (),
        cancel_visits: Sequence[int] = (),
    ) -> None:
        """Move tokens by hand: begin at some elements, take away what is open at others."""
        moving.modify(self._run, cancel, start_before, cancel_visits)
        self._drained()

    def retry(self, no: int) -> None:
        """Try again where an incident stopped the visit."""
        moving.retry(self._run, no)
        self._drained()

    def skip(self, no: int, variables: Mapping[str, Any] | None = None) -> None:
        """Go on behind the visit where an incident stands: it was settled by other means."""
        moving.skip(self._run, no, variables or {})
        self._drained()

    def migrate(
        self,
        definition: ProcessDefinition,
        mapping: Mapping[str, str],
        environment: Environment,
        *,
        dry: bool,
    ) -> Migration:
        """Go on in another version; with obstacles, or when `dry`, nothing changes."""
        check = Check(self._run, definition, mapping)
        found = check.result()
        if not found.obstacles and not dry:
            self._run.environment = environment
            rewrite(self._run, definition, check)
            self._drained()
        return found

    def terminate(self) -> None:
        run = self._run
        if run.ended is not None:
            return
        run.cancel_inside(run.root)
        for wait in list(run.root.waits.values()):
            run.forget(wait)
        run.root.alive = False
        run.ended = "terminated"
        run.effects.append(Ended("terminated"))

    def visible(self, token: int) -> Mapping[str, Any]:
        """The variables a token sees; also those of a visit or scope by its number."""
        return self._run.visible(self._visit(token))

    @property
    def variables(self) -> Mapping[str, Any]:
        return self._run.root.variables or {}

    @property
    def state(self) -> State:
        if self._run.ended is not None:
            return "completed" if self._run.ended == "completed" else "terminated"
        return "incident" if self._run.incidents else "running"

    @property
    def tokens(self) -> Mapping[int, str]:
        """What is waited for: the element that hears it, by token."""
        return {token: wait.element.id for token, wait in self._run.waits.items()}

    @property
    def incidents(self) -> Mapping[int, tuple[str, str]]:
        """Visits that stand still: element and code."""
        return {no: (visit.element.id, visit.incident or "") for no, visit in self._run.incidents.items()}

    @property
    def flows_taken(self) -> set[str]:
        """The sequence flows walked in this act."""
        return self._run.flows_taken

    @property
    def effects(self) -> list[Effect]:
        return self._run.effects

    def drain(self) -> list[Effect]:
        """The effects since the last time this was asked."""
        effects, self._run.effects = self._run.effects, []
        return effects

    def _trigger(self, token: int, variables: Mapping[str, Any] | None, *kinds: str) -> None:
        wait = wait_of(self._run, token, *kinds)
        wait.element.triggered(self._run, wait, variables or {})
        self._drained()

    def _drained(self) -> Execution:
        self._run.drain()
        return self

    def _visit(self, number: int) -> Visit:
        wait = self._run.waits.get(number)
        if wait is not None:
            return wait.visit
        open_ = [self._run.root]
        for visit in open_:
            if visit.no == number:
                return visit
            open_.extend(visit.children.values())
        raise errors.TaskNotOpen(token=number)


def _name_initiator(definition: ProcessDefinition, run: Run, initiator: str | None) -> None:
    if initiator is None or run.root.variables is None:
        return
    for start in definition.starts:
        if start.camunda.initiator:
            run.root.variables[start.camunda.initiator] = initiator
