"""The token runner: takes ready work from a stack until every token waits; never recursive, never predicting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.bpmn.allowance import Allowance
from tongban.engine.bpmn.environment import Environment
from tongban.engine.bpmn.state import Kind, Visit, Wait
from tongban.engine.bpmn.step import Entered, IncidentRaised, Left
from tongban.engine.bpmn.waiting import Waits

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.flow import Flow
    from tongban.engine.bpmn.process import ProcessDefinition

Act = Callable[["Run", Visit, Any], None]
STEP_BUDGET = 10_000


class Run(Waits):
    """One instance in memory, for one act."""

    def __init__(
        self,
        definition: ProcessDefinition,
        now: datetime,
        environment: Environment,
        allowance: Allowance | None = None,
    ) -> None:
        super().__init__()
        self.definition = definition
        self.now = now
        self.environment = environment
        self.root = Visit(0, definition.root, None)
        self.root.variables = {}
        self.business_key: str | None = None
        self.called = False
        self.ended: str | None = None
        self.meetings: dict[tuple[int, str], Visit] = {}
        self.incidents: dict[int, Visit] = {}
        self.throwers: dict[int, Visit] = {}
        self.flows_taken: set[str] = set()
        self.budget = self.extra = 0
        self.give(STEP_BUDGET)
        self.allowance = allowance or Allowance()
        self.allowance.begin()
        # names written since conditional events were last asked, and whether they were new
        self.changed: dict[str, str] = {}
        self._stack: list[tuple[Act, Visit, int, Any]] = []

    def give(self, steps: int) -> None:
        """So many flows may be walked in this act, and three times as many more for multi-instance activities."""
        self.budget, self.extra = steps, 3 * steps

    def grant(self, steps: int) -> None:
        """More steps, as long as there are any: an endless loop around a multi-instance activity ends too."""
        more = min(steps, self.extra)
        self.extra -= more
        self.budget += more

    def push(self, act: Act, visit: Visit, argument: Any = None) -> None:
        """Do `act` before anything pushed earlier, unless `visit` is gone by then."""
        self._stack.append((act, visit, visit.epoch, argument))

    def drain(self) -> None:
        """Work until every token waits; the time it takes is taken from the allowance."""
        self.allowance.begin()
        try:
            self._work()
        finally:
            self.allowance.pause()

    def _work(self) -> None:
        stack = self._stack
        while True:
            while stack or (self.changed and self.conditions):
                if self.changed:
                    changed, self.changed = self.changed, {}
                    self._listen(changed)
                    continue
                act, visit, epoch, argument = stack.pop()
                if visit.alive and visit.epoch == epoch:
                    act(self, visit, argument)
            if not self._meet():
                self._stuck()
                return

    def _listen(self, changed: Mapping[str, str]) -> None:
        """Variables changed: conditional events that hold now are triggered."""
        waits = sorted(self.conditions.items(), reverse=True)
        for wait in [
            wait
            for _, wait in waits
            if wait.element.concerns(wait, changed) and wait.element.holds(self, wait)
        ]:
            self.push(trigger, wait.visit, (wait.token, {}))

    def _meet(self) -> bool:
        """Nothing can move: let joins fire that nobody can reach any more."""
        for (_, gateway), scope in sorted(self.meetings.items(), key=_first):
            element = self.definition.elements[gateway]
            if element.met(self, scope):
                return True
        return False

    def _stuck(self) -> None:
        """Tokens wait for each other and nothing else can ever come: tell somebody."""
        if self.waits or self.incidents or self.ended is not None:
            return
        open_ = list(self.root.children.values())
        for visit in open_:
            open_.extend(visit.children.values())
            if not visit.children:
                self.incident(visit, "deadlock", "the tokens that wait here cannot be joined by any other")
                return

    def send(self, scope: Visit, flows: Iterable[Flow]) -> None:
        """Put a token on each flow; the first flow is walked first."""
        for flow in reversed(list(flows)):
            scope.pending += 1
            self.push(_arrive, scope, flow)

    def begin(self, element: Element, scope: Visit, kind: Kind = Kind.PLAIN) -> Visit:
        """Open a visit."""
        self.last = no = self.last + 1
        visit = Visit(no, element, scope, kind)
        scope.children[no] = visit
        self.effects.append(Entered(no, element.id, scope.no))
        return visit

    def enter(self, element: Element, scope: Visit) -> None:
        element.enter(self, self.begin(element, scope))

    def go_on(self, scope: Visit, element: Element) -> None:
        """Begin `element` next."""
        scope.pending += 1
        self.push(start, scope, element)

    def leave(self, visit: Visit, flows: Iterable[Flow] = ()) -> None:
        """End a visit and send tokens on; the scope ends when it was the last."""
        self.end(visit)
        scope = visit.above
        self.send(scope, flows)
        if not scope.children and not scope.pending:
            self.push(_emptied, scope)

    def end(self, visit: Visit) -> None:
        """Close a visit as completed; its tokens are the caller's business."""
        visit.alive = False
        if visit.waits:
            for wait in list(visit.waits.values()):
                self.forget(wait)
        if visit.incident is not None:
            self.incidents.pop(visit.no, None)
        del visit.above.children[visit.no]
        self.effects.append(Left(visit.no, visit.element.id, "completed"))

    def cancel(self, visit: Visit) -> None:
        """Close a visit and everything inside it, the innermost first."""
        self.cancel_inside(visit)
        self._cancelled(visit)
        del visit.above.children[visit.no]
        for queue in visit.above.joins.get(visit.element.id, {}).values():
            if visit in queue:
                queue.remove(visit)

    def cancel_inside(self, scope: Visit) -> None:
        """Close everything inside a scope; the scope itself stays."""
        scope.epoch += 1
        scope.pending = 0
        found: list[Visit] = list(scope.children.values())
        for visit in found:
            found.extend(visit.children.values())
        for visit in reversed(found):
            self._cancelled(visit)
        scope.children = {}
        for gateway in scope.joins:
            self.meetings.pop((scope.no, gateway), None)
        scope.joins = {}
        scope.fired = {}

    def _cancelled(self, visit: Visit) -> None:
        visit.alive = False
        for wait in list(visit.waits.values()):
            self.forget(wait)
        for gateway in visit.joins:
            self.meetings.pop((visit.no, gateway), None)
        self.incidents.pop(visit.no, None)
        self.throwers.pop(visit.no, None)
        self.effects.append(Left(visit.no, visit.element.id, "cancelled"))

    def visible(self, visit: Visit) -> Mapping[str, Any]:
        """What a visit sees: the innermost scope wins."""
        layers = [layer.variables for layer in _outward(visit) if layer.variables]
        if not layers:
            return {}
        if len(layers) == 1:
            return layers[0]
        merged: dict[str, Any] = {}
        for layer in reversed(layers):
            merged.update(layer)
        return merged

    def assign(self, visit: Visit, variables: Mapping[str, Any]) -> None:
        """Write each name where it is known, innermost first; unknown names belong to the instance.

        Parallel branches share these variables: whoever completes last has the last word.
        """
        if not variables:
            return
        locals_ = [layer.variables for layer in _outward(visit) if layer.variables and layer is not self.root]
        root = self.root.variables
        assert root is not None
        for name, value in variables.items():
            target = next((layer for layer in locals_ if name in layer), root)
            self.changed[name] = "update" if name in target else "create"
            target[name] = value

    def over(self) -> str | None:
        """Which budget of this act is used up, if any."""
        if self.budget < 0:
            return "step_budget"
        return "time_budget" if self.allowance.used_up else None

    def out_of_budget(self, visit: Visit, which: str) -> None:
        message = "too many steps without waiting for anybody: an endless loop?"
        if which == "time_budget":
            message = f"the steps without waiting for anybody took more than {self.allowance.seconds:g} s"
        self.incident(visit, which, message)

    def in_time(self, element: Element) -> None:
        """Refuse the act when there is no time left to ask one more condition."""
        if self.allowance.used_up:
            raise errors.ExpressionFailed(
                f"{element.id}: asking the conditions took more than {self.allowance.seconds:g} s",
                element=element.id,
            )

    def incident(self, visit: Visit, code: str, message: str) -> None:
        """Stop at this visit until somebody repairs it."""
        visit.incident = code
        self.incidents[visit.no] = visit
        self.effects.append(IncidentRaised(visit.no, visit.element.id, code, message))


def _first(meeting: tuple[tuple[int, str], Visit]) -> tuple[int, str]:
    return meeting[0]


def _outward(visit: Visit | None) -> Iterator[Visit]:
    while visit is not None:
        yield visit
        visit = visit.scope


def _arrive(run: Run, scope: Visit, flow: Flow) -> None:
    scope.pending -= 1
    run.flows_taken.add(flow.id)
    run.budget -= 1
    over = run.over()
    if over is not None:
        visit = run.begin(flow.target, scope)
        visit.data = {"flow": flow.id}
        run.out_of_budget(visit, over)
        return
    flow.target.arrive(run, scope, flow)


def _emptied(run: Run, scope: Visit, _: Any) -> None:
    if not scope.children and not scope.pending:
        scope.element.emptied(run, scope)


def trigger(run: Run, visit: Visit, heard: tuple[int, Mapping[str, Any]]) -> None:
    """What a wait waited for has happened, if it still waits."""
    token, variables = heard
    wait = visit.waits.get(token)
    if wait is not None:
        wait.element.triggered(run, wait, variables)


def wait_of(run: Run, token: int, *kinds: str) -> Wait:
    """The open wait with that token, or TaskNotOpen."""
    wait = run.waits.get(token)
    if wait is None or (kinds and wait.kind not in kinds):
        raise errors.TaskNotOpen(token=token)
    return wait


def start(run: Run, scope: Visit, element: Element) -> None:
    """Work for the stack: begin `element`, counted as pending in its scope until then."""
    scope.pending -= 1
    run.enter(element, scope)
