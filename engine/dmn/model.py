"""A DMN model linked with its imports: what its decisions need, and evaluating them."""

from __future__ import annotations

import datetime as python
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.dmn.boxes import Box
from tongban.engine.dmn.definitions import Definitions
from tongban.engine.dmn.evaluation import DecisionFailed, Evaluation, Result
from tongban.engine.dmn.item_types import read_as
from tongban.engine.dmn.linking import Linked
from tongban.engine.feel import BudgetExceeded, to_feel, to_json
from tongban.engine.feel.budget import Budget
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.types import coerce
from tongban.engine.feel.values import MISSING, Function

INVOCABLE = ("businessKnowledgeModel", "decisionService")


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that can be evaluated by its id: a decision or a decision service."""

    id: str
    name: str
    logic: Box | None = None


class Model:
    """Immutable once read; evaluations share nothing."""

    def __init__(self, linked: Mapping[str, Linked], namespace: str, files: Sequence[Definitions]) -> None:
        self._linked = linked
        self.files = tuple(files)
        self._named = frozenset(entry.element.name for entry in linked.values())
        self.decisions: dict[str, Decision] = {
            entry.element.id: Decision(entry.element.id, entry.element.name, entry.element.logic)
            for key, entry in linked.items()
            if key == f"{namespace}#{entry.element.id}"
            and entry.element.kind in ("decision", "decisionService")
        }
        self._namespace = namespace

    def _find(self, decision: str) -> Linked:
        if decision not in self.decisions:
            named = [id for id, one in self.decisions.items() if one.name == decision]
            if len(named) != 1:
                raise errors.NotFound(f"no decision {decision!r}", decision=decision)
            decision = named[0]
        return self._linked[f"{self._namespace}#{decision}"]

    def inputs(self, decision: str) -> tuple[str, ...]:
        """The names of the inputs it needs, directly or through what it requires."""
        entry = self._find(decision)
        if entry.element.kind == "decisionService":
            return tuple(self._linked[key].element.name for key in entry.element.inputs)
        needed: dict[str, None] = {}
        for key in self._order([entry.element.key], frozenset()):
            one = self._linked[key]
            if one.element.kind == "inputData":
                needed[one.element.name] = None
            else:
                needed.update(dict.fromkeys(sorted(one.free)))
        return tuple(needed)

    def evaluate(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        *,
        now: python.datetime | None = None,
        seen: list[dict[str, Any]] | None = None,
    ) -> Result:
        """The result and the rules that led to it; DecisionFailed or BudgetExceeded when there is none.

        `seen` takes in every table on the way with what each of its cells said, also when there is no result.
        """
        entry = self._find(decision)
        budget = Evaluation(now, seen)
        try:
            if entry.element.kind == "decisionService":
                value = self._call_service(entry, inputs, budget)
            else:
                value = self._evaluate([entry.element.key], inputs, {}, budget)[entry.element.key]
            return Result(to_json(value), budget.matched, value)
        except BudgetExceeded as exceeded:
            facts = {**exceeded.facts, "decision": entry.element.id}
            raise BudgetExceeded(f"decision {entry.element.id}: {exceeded.message}", **facts) from exceeded
        except RecursionError as deep:
            message = f"decision {entry.element.id}: nested too deeply"
            raise BudgetExceeded(message, limit="depth", decision=entry.element.id) from deep

    def _call_service(self, entry: Linked, inputs: Mapping[str, Any], budget: Budget) -> Any:
        given = {}
        for key in entry.element.inputs:
            name = self._linked[key].element.name
            if name not in inputs:
                raise DecisionFailed(
                    f"the decision service {entry.element.name} needs {name}", missing=[name]
                )
            given[key] = self._typed(self._linked[key], to_feel(inputs[name]))
        return self._service(entry, given, budget)

    def _service(self, entry: Linked, given: dict[str, Any], budget: Budget) -> Any:
        outputs = entry.element.outputs
        values = self._evaluate(outputs, {}, given, budget)
        if len(outputs) == 1:
            result = values[outputs[0]]
        else:
            result = {self._linked[key].element.name: values[key] for key in outputs}
        return self._typed(entry, result)

    def _order(self, keys: Sequence[str], given: frozenset[str]) -> list[str]:
        """What must be known, in an order in which it can be found out; no recursion, graphs may be deep."""
        ordered: dict[str, None] = {}
        waiting = [(key, False) for key in reversed(keys)]
        while waiting:
            key, ready = waiting.pop()
            if key in ordered or key in given:
                continue
            if ready or self._linked[key].element.kind != "decision":
                ordered[key] = None
                continue
            waiting.append((key, True))
            waiting += [(one, False) for one, _ in reversed(self._linked[key].sees)]
        return list(ordered)

    def _evaluate(
        self, keys: Sequence[str], inputs: Mapping[str, Any], given: dict[str, Any], budget: Budget
    ) -> dict[str, Any]:
        values = dict(given)
        # Names the model does not know come from the caller as they are: tables drawn without inputs.
        hidden = self._named - {self._linked[key].element.name for key in keys}
        outermost = Scope({k: v for k, v in inputs.items() if k not in hidden}, None, budget)
        for key in self._order(keys, frozenset(values)):
            entry = self._linked[key]
            if entry.element.kind == "inputData":
                value = to_feel(inputs.get(entry.element.name))
            elif entry.element.kind in INVOCABLE:
                value = self._function(key, budget)
            else:
                value = entry.run(self._scope(entry, values, outermost)) if entry.run else None
            values[key] = value if entry.element.kind in INVOCABLE else self._typed(entry, value)
        return values

    def _scope(self, entry: Linked, values: Mapping[str, Any], outer: Scope) -> Scope:
        names: dict[str, Any] = {}
        for key, path in entry.sees:
            place = names
            for alias in path[:-1]:
                place = place.setdefault(alias, {})
            place[path[-1]] = values[key]
        return outer.inner(names)

    def _typed(self, entry: Linked, value: Any) -> Any:
        typed = coerce(read_as(value, entry.type), entry.type)
        return None if typed is MISSING else typed

    def _function(self, key: str, budget: Budget) -> Any:
        entry = self._linked[key]
        if entry.element.kind == "decisionService":
            return self._service_function(entry)
        known = {one: self._function(one, budget) for one, _ in entry.sees if one != key}
        outermost = Scope({}, None, budget)
        scope = self._scope(entry, {**known, key: None}, outermost)
        made = entry.run(scope) if entry.run else None
        if isinstance(made, Function) and isinstance(scope.names, dict):
            made = self._returning(entry, made)
            scope.names[entry.element.name] = made
        return made

    def _returning(self, entry: Linked, function: Function) -> Function:
        def called(budget: Budget, *arguments: Any) -> Any:
            return self._typed(entry, function.call(budget, *arguments))

        wanted = entry.type if entry.type is not None and entry.type.name != "function" else None
        if wanted is None:
            return function
        return Function(
            entry.element.name, function.parameters, called, True, types=function.types, result=wanted
        )

    def _service_function(self, entry: Linked) -> Function:
        keys = entry.element.inputs
        parameters = [self._linked[key] for key in keys]
        types = tuple(one.type for one in parameters)

        def called(budget: Budget, *arguments: Any) -> Any:
            values = [coerce(value, wanted) for value, wanted in zip(arguments, types, strict=True)]
            if any(value is MISSING for value in values):
                return None
            return self._service(entry, dict(zip(keys, values, strict=True)), budget)

        names = tuple(one.element.name for one in parameters)
        return Function(entry.element.name, (names,), called, budgeted=True, types=types, result=entry.type)
