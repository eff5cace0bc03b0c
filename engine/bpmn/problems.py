"""Everything found wrong with a diagram, gathered so that one answer names it all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tongban.engine import errors


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule an element breaks; a `warning` does not forbid running."""

    file: str
    element: str | None
    rule: str
    message: str
    process: str | None = None
    warning: bool = False

    def as_dict(self) -> Mapping[str, Any]:
        facts = asdict(self)
        return {name: facts[name] for name in ("file", "element", "rule", "message")}


class Problems:
    """A list of problems of one file; `process` is the process being read, None for the file itself."""

    # As many of each: warnings never take the place of what forbids running.
    LIMIT = 200

    def __init__(self, file: str) -> None:
        self.file = file
        self.process: str | None = None
        self._found: dict[Problem, None] = {}
        self._counts = {False: 0, True: 0}

    def add(self, element: str | None, rule: str, message: str, *, warning: bool = False) -> None:
        problem = Problem(self.file, element, rule, message, self.process, warning)
        if problem not in self._found and self._counts[warning] < self.LIMIT:
            self._counts[warning] += 1
            self._found[problem] = None

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def refusal(found: list[Problem]) -> errors.InvalidDiagram:
    """The error that lists them all; the first one is its message."""
    first = found[0]
    where = f"{first.element}: " if first.element else ""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return errors.InvalidDiagram(
        f"{where}{first.message}{more}", errors=[problem.as_dict() for problem in found]
    )
