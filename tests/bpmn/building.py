"""Diagrams for tests, written short: the body of one process, and a town that has it."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from bpmn.host import Host

from tongban.engine import bpmn, errors

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:flowable="http://flowable.org/bpmn"'
    ' xmlns:tb="https://tongban.org/schema/bpmn/1.0" targetNamespace="t">'
)
ROOTS = (
    '<message id="m" name="paid"/><message id="m2" name="withdrawn"/><signal id="s" name="alarm"/>'
    '<error id="e" errorCode="bad"/><error id="e2" errorCode="worse"/>'
    '<escalation id="x" escalationCode="slow"/>'
)


def diagram(*bodies: str, roots: str = ROOTS) -> bytes:
    """A file of one process per body: `p`, `p2`, …"""
    processes = "".join(
        f'<process id="p{number or ""}" isExecutable="true">{body}</process>'
        for number, body in zip((0, *range(2, 9)), bodies, strict=False)
    )
    return f"{HEAD}{roots}{processes}</definitions>".encode()


def flows(*chains: str) -> str:
    """Sequence flows between neighbours: `a > b > c`, and with a condition `a [x = 1]> b`."""
    found = []
    for chain in chains:
        left, *rest = re.split(r"\s*(?:\[(.+?)\])?>\s*", chain)
        for condition, right in zip(rest[::2], rest[1::2], strict=True):
            inner = f"<conditionExpression>= {escape(condition)}</conditionExpression>" if condition else ""
            found.append(
                f'<sequenceFlow id="{left}-{right}" sourceRef="{left}" targetRef="{right}">{inner}</sequenceFlow>'
            )
            left = right
    return "".join(found)


def user(*ids: str) -> str:
    return "".join(f'<userTask id="{id}"/>' for id in ids)


def read(*bodies: str) -> bpmn.ProcessDefinition:
    return bpmn.read(diagram(*bodies)).processes[0]


def problems(*bodies: str) -> set[tuple[str | None, str]]:
    """(element, rule) of everything that is wrong."""
    try:
        bpmn.read(diagram(*bodies))
    except errors.InvalidDiagram as refused:
        return {(problem["element"], problem["rule"]) for problem in refused.errors}
    return set()


class Town(Host):
    """A host with shorter words: tasks by element id."""

    def __init__(self, *bodies: str) -> None:
        super().__init__(diagram(*bodies))

    def begin(self, **variables: Any) -> int:
        return self.start("p", variables)

    def does(self, *elements: str, **variables: Any) -> None:
        """Complete the oldest open task of each element."""
        for element in elements:
            instance, token, _ = self.work(element)[0]
            self.complete(instance, token, variables)

    @property
    def tasks(self) -> list[str]:
        return sorted(element for _, _, element in self.work())

    @property
    def ended(self) -> bool:
        return not self.open()

    def fires(self, element: str) -> None:
        """The oldest timer of that element fires."""
        instance, token = next(
            (i.id, token) for i in self.open() for token, (at, _) in i.timers.items() if at == element
        )
        self.fire_timer(instance, token)

    @property
    def variables(self) -> dict[str, Any]:
        return self.instances[1].variables

    @property
    def incidents(self) -> list[tuple[str, str]]:
        return [(found.element, found.code) for i in self.instances.values() for found in i.incidents]
