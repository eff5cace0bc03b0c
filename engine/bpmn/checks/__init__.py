"""The rules a process has to keep before it may run, one file per group."""

from __future__ import annotations

from collections.abc import Callable

from tongban.engine.bpmn.checks import events, gateways, loops, reachability, shape
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.reading import Reading

CHECKS: tuple[Callable[[ProcessDefinition, Reading], None], ...] = (
    shape.check,
    events.check,
    gateways.check,
    reachability.check,
    loops.check,
)


def check(process: ProcessDefinition, reading: Reading) -> None:
    for rule in CHECKS:
        rule(process, reading)
