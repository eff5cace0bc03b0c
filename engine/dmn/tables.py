"""A compiled decision table: which rules match these inputs, and what its hit policy makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine.dmn.evaluation import DecisionFailed, Evaluation
from tongban.engine.dmn.hit_policies import POLICIES, Hit
from tongban.engine.dmn.item_types import read_as
from tongban.engine.feel import to_json
from tongban.engine.feel.compilation import Check, Run
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.types import Type, coerce
from tongban.engine.feel.values import MISSING


@dataclass(frozen=True, slots=True)
class Input:
    label: str
    run: Run
    type: Type | None
    allowed: Check | None


@dataclass(frozen=True, slots=True)
class Output:
    name: str
    type: Type | None
    values: Run | None  # the allowed values as a list, best first
    default: Run | None


@dataclass(frozen=True, slots=True)
class CompiledRule:
    id: str
    texts: tuple[str, ...]
    checks: tuple[tuple[int, Check], ...]  # number of the input, test; cells that let all pass are left out
    outputs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    hit_policy: str
    aggregation: str | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[CompiledRule, ...]

    def run(self, scope: Scope) -> Any:
        values = [self._input(clause, scope) for clause in self.inputs]
        if isinstance(scope.budget, Evaluation) and scope.budget.seen is not None:
            scope.budget.seen.append(self._seen(values, scope))
        hits = self._hits(values, scope)
        if not hits:
            return self._default(scope)
        order = [clause.values(scope) if clause.values else None for clause in self.outputs]
        result, counted = POLICIES[self.hit_policy](self, hits, order)
        if isinstance(scope.budget, Evaluation):
            scope.budget.matched += [self._told(hit, values) for hit in counted]
        return result

    def _input(self, clause: Input, scope: Scope) -> Any:
        value = read_as(clause.run(scope), clause.type)
        if clause.type is not None:
            value = coerce(value, clause.type)
            if value is MISSING:
                raise self.failed(f"the input '{clause.label}' is not of type {clause.type.name}")
        if clause.allowed is not None and value is not None and clause.allowed(value, scope) is not True:
            raise self.failed(f"the input '{clause.label}' is not one of the allowed values")
        return value

    def _hits(self, values: list[Any], scope: Scope) -> list[Hit]:
        hits = []
        for number, rule in enumerate(self.rules, 1):
            scope.budget.spend()
            if all(check(values[column], scope) is True for column, check in rule.checks):
                hits.append(
                    Hit(number, rule.id, [self._output(i, run(scope)) for i, run in enumerate(rule.outputs)])
                )
                if self.hit_policy == "FIRST":
                    break
        return hits

    def _seen(self, values: list[Any], scope: Scope) -> dict[str, Any]:
        """What every cell says of these values, whatever the hit policy; a cell that lets all pass says null."""
        rules = []
        for rule in self.rules:
            scope.budget.spend()
            said: list[bool | None] = [None] * len(values)
            for column, check in rule.checks:
                said[column] = check(values[column], scope) is True
            rules.append({"rule": rule.id, "tests": list(rule.texts), "cells": said})
        return {"table": self.id, "inputs": [to_json(value) for value in values], "rules": rules}

    def _output(self, column: int, value: Any) -> Any:
        typed = coerce(value, self.outputs[column].type)
        return None if typed is MISSING else typed

    def _default(self, scope: Scope) -> Any:
        if any(clause.default for clause in self.outputs):
            return self.shaped([clause.default(scope) if clause.default else None for clause in self.outputs])
        return None

    def shaped(self, outputs: list[Any]) -> Any:
        """One output is a plain value, several are a context."""
        if len(self.outputs) == 1:
            return outputs[0]
        return {clause.name: value for clause, value in zip(self.outputs, outputs, strict=True)}

    def failed(self, message: str, rules: list[Hit] | None = None) -> DecisionFailed:
        return DecisionFailed(
            f"decision table {self.id}: {message}", table=self.id, rules=[hit.id for hit in rules or ()]
        )

    def _told(self, hit: Hit, values: list[Any]) -> dict[str, Any]:
        rule = self.rules[hit.number - 1]
        labels = [clause.label for clause in self.inputs]
        return {
            "table": self.id,
            "rule": hit.id,
            "index": hit.number,
            "inputs": {
                clause.label: to_json(value) for clause, value in zip(self.inputs, values, strict=True)
            },
            "tests": dict(zip(labels, rule.texts, strict=True)),
            "outputs": to_json(self.shaped(hit.outputs)),
        }
