"""A BPMN file read as a whole: its processes, or everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from tongban.engine.bpmn import checks, xml
from tongban.engine.bpmn.cache import Cache
from tongban.engine.bpmn.parser import FlowParser
from tongban.engine.bpmn.problems import Problem, refusal
from tongban.engine.bpmn.process import ProcessDefinition


@dataclass(frozen=True)
class Diagram:
    """A file that can be deployed; `xml` is what was given, byte for byte."""

    xml: bytes
    file: str
    processes: tuple[ProcessDefinition, ...]
    warnings: tuple[Problem, ...] = ()

    def process(self, key: str) -> ProcessDefinition:
        return next(process for process in self.processes if process.key == key)


@dataclass(frozen=True)
class Draft:
    """A file as it was drawn: what it would be, and why it cannot run yet."""

    xml: bytes
    file: str
    processes: tuple[ProcessDefinition, ...]
    problems: tuple[Problem, ...]

    @property
    def runnable(self) -> bool:
        return not self.obstacles and any(process.executable for process in self.processes)

    @property
    def obstacles(self) -> list[Problem]:
        """Problems of the file and of its executable processes."""
        executable = {process.key for process in self.processes if process.executable}
        return [
            found
            for found in self.problems
            if not found.warning and (found.process is None or found.process in executable)
        ]


_CACHE: Cache[tuple[str, str, frozenset[str]], Draft] = Cache(256)


def read(data: bytes, file: str = "flow.bpmn", names: Collection[str] = ()) -> Diagram:
    """The diagram, or InvalidDiagram with every problem; `names` are variables its expressions may know."""
    draft = inspect(data, file, names)
    obstacles = draft.obstacles
    if not obstacles and not draft.runnable:
        obstacles = [Problem(file, None, "nothing-executable", "no process in this file is executable")]
    if obstacles:
        raise refusal(obstacles)
    return Diagram(
        draft.xml, file, draft.processes, tuple(found for found in draft.problems if found.warning)
    )


def inspect(data: bytes, file: str = "flow.bpmn", names: Collection[str] = ()) -> Draft:
    """The same without refusing: only what is no BPMN XML at all raises InvalidDiagram."""
    # A plain name is found without being told of.
    known = frozenset(name for name in names if not name.isidentifier())
    key = (hashlib.sha256(data).hexdigest(), file, known)
    draft = _CACHE.get(key)
    if draft is None:
        draft = _draft(xml.parse(data, file), data, file, known)
        if draft.runnable:
            draft = _CACHE.keep(key, draft)
    return draft


def _draft(root: etree._Element, data: bytes, file: str, names: frozenset[str]) -> Draft:
    parser = FlowParser(file, names)
    parser.add_bpmn_xml(root, file)
    processes = parser.definitions()
    for process in processes:
        parser.reading.problems.process = process.key
        checks.check(process, parser.reading)
    return Draft(data, file, processes, tuple(parser.reading.problems))
