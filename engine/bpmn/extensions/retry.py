"""`tb:retry`: how often a service task is tried before people must look at it."""

from __future__ import annotations

from tongban.engine.bpmn import retries, timer
from tongban.engine.bpmn.extensions.facts import Facts


def read(facts: Facts) -> retries.RetryPlan:
    source = facts.required("waits")
    try:
        return retries.plan(source) if source else retries.DEFAULT
    except timer.BAD as error:
        facts.problem("waits", str(error))
        return retries.DEFAULT
