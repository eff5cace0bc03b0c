"""Automatic loops without an end: cycles in which nobody is waited for and nothing decides to leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.sub_process import SubProcess
from tongban.engine.bpmn.flow import Flow
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.reading import Reading


def check(process: ProcessDefinition, reading: Reading) -> None:
    automatic = {element.id: element for element in process.elements.values() if not _waits(element)}
    # Every way out of such a cycle stays inside it, or every pass goes round again whatever is decided.
    for group in _cycles(automatic, lambda element: element.outgoing):
        inside = {element.id for element in group}
        if all(flow.target.id in inside for element in group for flow in element.outgoing):
            _report(group, reading)
    for group in _cycles(automatic, _certain):
        _report(group, reading)


def _report(group: list[Element], reading: Reading) -> None:
    first = min(group, key=lambda element: element.id)
    names = ", ".join(sorted(element.id for element in group)[:5])
    reading.problem(first.id, "endless-loop", f"this loop never ends and never waits: {names}")


def _waits(element: Element) -> bool:
    if isinstance(element, SubProcess):
        open_, seen = list(element.body.elements), 0
        while open_:
            inner = open_.pop()
            seen += 1
            if inner.waits:
                return True
            if isinstance(inner, SubProcess):
                open_.extend(inner.body.elements)
    return element.waits


def _certain(element: Element) -> Iterable[Flow]:
    """The flows a token surely takes whenever the node is done."""
    joins = (
        element.type in ("parallelGateway", "inclusiveGateway", "complexGateway")
        and len(element.incoming) > 1
    )
    if joins:
        return ()
    if element.type == "parallelGateway" or len(element.outgoing) == 1:
        return element.outgoing if element.forks else [f for f in element.outgoing if f.condition is None]
    if not element.forks and element.type != "inclusiveGateway":
        return ()
    return [flow for flow in element.outgoing if flow.condition is None and flow is not element.default]


def _cycles(nodes: dict[str, Element], out: Callable[[Element], Iterable[Flow]]) -> list[list[Element]]:
    """Strongly connected groups that contain a cycle, without recursion (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    groups: list[list[Element]] = []
    for start in nodes:
        if start in index:
            continue
        work = [(start, iter(_targets(nodes, out, start)))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(_targets(nodes, out, target))))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    groups.append(_group(nodes, stack, on_stack, node))
    return [g for g in groups if len(g) > 1 or g[0].id in _targets(nodes, out, g[0].id)]


def _group(nodes: dict[str, Element], stack: list[str], on_stack: set[str], last: str) -> list[Element]:
    group = []
    while True:
        id = stack.pop()
        on_stack.discard(id)
        group.append(nodes[id])
        if id == last:
            return group


def _targets(nodes: dict[str, Element], out: Callable[[Element], Iterable[Flow]], id: str) -> list[str]:
    return [flow.target.id for flow in out(nodes[id]) if flow.target.id in nodes]
