"""Calling a FEEL function by position or by name, within the budget; what does not fit answers null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongban.engine.feel.budget import Budget
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.values import MISSING, Function

SIZED = (list, str, dict)


def call(function: Any, arguments: Sequence[Any], budget: Budget) -> Any:
    if type(function) is not Function or not function.takes(len(arguments)):
        return None
    budget.enter()
    for argument in arguments:
        if type(argument) in SIZED:
            budget.spend(len(argument) >> 4)
    try:
        result = function.call(budget, *arguments) if function.budgeted else function.call(*arguments)
    except (NotApplicable, ArithmeticError):
        return None
    finally:
        budget.leave()
    if type(result) is list:
        budget.items(len(result))
    elif type(result) is str:
        budget.text(len(result))
    return result


def call_by_name(function: Any, arguments: Mapping[str, Any], budget: Budget) -> Any:
    if type(function) is not Function:
        return None
    for form in function.parameters:
        if arguments.keys() <= set(form):
            values = [arguments.get(name, MISSING) for name in form]
            while values and values[-1] is MISSING:
                values.pop()
            if all(value is not MISSING for value in values):
                return call(function, values, budget)
    return None
