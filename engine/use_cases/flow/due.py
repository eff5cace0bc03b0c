"""When a task is due that has no clock of its own: the due date a plain diagram gives it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongban.engine import bpmn, errors

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


def due_of(act: Act, run: Run, element: bpmn.Element, variables: Mapping[str, Any]) -> datetime | None:
    """The value of the due date expression: a date, a time, or a duration from now."""
    expression = element.camunda.due_date
    deadline = element.extensions.deadline
    if deadline is not None and run.case is None:
        return _after(act, deadline.value, deadline.unit)
    if expression is None:
        return None
    value = expression(variables)
    if isinstance(value, str):
        value = _parsed(element, value)
    if isinstance(value, timedelta):
        return act.uow.now + value
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=act.uow.calendar().zone)
    if isinstance(value, date):
        return act.uow.calendar().end_of(value)
    return None


def _after(act: Act, value: int, unit: str) -> datetime:
    calendar = act.uow.calendar()
    if unit == "hour":
        return act.uow.now + timedelta(hours=value)
    today = calendar.day_of(act.uow.now)
    return calendar.end_of(
        calendar.add_working_days(today, value) if unit == "workday" else today + timedelta(days=value)
    )


def _parsed(element: bpmn.Element, text: str) -> Any:
    try:
        return bpmn.moment(text)
    except ValueError:
        raise errors.ExpressionFailed(
            f"The due date of {element.id} is no date, time or duration: {text[:80]!r}.", element=element.id
        ) from None
