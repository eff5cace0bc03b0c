"""What a diagram draft is: its processes, whether it can run, and what speaks against it, element by element."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongban.engine import bpmn, errors


@dataclass(frozen=True, slots=True)
class Findings:
    """`problems` hold file, element, rule, message and severity: error, warning, or info for what is not to run."""

    runnable: bool
    processes: list[dict[str, Any]]
    problems: list[dict[str, Any]]


def examine(files: Iterable[tuple[str, bytes]]) -> Findings:
    """The findings of every file; InvalidDiagram for what is no BPMN XML at all."""
    found = [_one(path, content) for path, content in files]
    return Findings(
        bool(found) and all(one.runnable for one in found),
        [process for one in found for process in one.processes],
        [problem for one in found for problem in one.problems],
    )


def examine_kept(files: Iterable[tuple[str, bytes]]) -> Findings:
    """The same for a draft that was accepted once, whatever is thought of it today."""
    kept = list(files)
    try:
        return examine(kept)
    except errors.InvalidDiagram as refused:
        return Findings(False, [], [{**one, "severity": "error"} for one in refused.errors])


def _one(path: str, content: bytes) -> Findings:
    draft = bpmn.inspect(content, path)
    obstacles = set(draft.obstacles)
    problems = []
    for found in draft.problems:
        severity = "error" if found in obstacles else "warning" if found.warning else "info"
        problems.append({**found.as_dict(), "severity": severity})
    if not any(process.executable for process in draft.processes):
        nothing = bpmn.Problem(path, None, "nothing-executable", "no process in this file is executable")
        problems.insert(0, {**nothing.as_dict(), "severity": "error"})
    processes = [
        {"file": path, "key": process.key, "name": process.name, "executable": process.executable}
        for process in draft.processes
    ]
    return Findings(draft.runnable, processes, problems)
