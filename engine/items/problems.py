"""Everything found wrong with an item, gathered so that one answer names it all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

Severity = Literal["error", "warning"]
Problem = dict[str, Any]


class Problems:
    """A list of {file, element, rule, message, severity}; the same problem is kept once."""

    LIMIT = 500

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def error(self, file: str, element: str | None, rule: str, message: str) -> None:
        self._add(file, element, rule, message, "error")

    def warning(self, file: str, element: str | None, rule: str, message: str) -> None:
        self._add(file, element, rule, message, "warning")

    def take(self, found: Iterable[Mapping[str, Any]], file: str, severity: Severity = "error") -> None:
        """The problems another reader listed, in our shape."""
        for one in found:
            element = one.get("element") or one.get("path") or None
            self._add(
                str(one.get("file") or file),
                str(element) if element else None,
                str(one.get("rule") or "invalid"),
                str(one.get("message") or ""),
                severity,
            )

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(one for one in self._found if one["severity"] == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(one for one in self._found if one["severity"] == "warning")

    def _add(self, file: str, element: str | None, rule: str, message: str, severity: Severity) -> None:
        problem = {"file": file, "element": element, "rule": rule, "message": message, "severity": severity}
        if problem not in self._found and len(self._found) < self.LIMIT:
            self._found.append(problem)
