"""The text of a script task: `name = FEEL` one after another, a FEEL context, or one value with a result variable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tongban.engine.bpmn.mappings import Assignment

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading

_TARGET = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*")
# Within one line: looking over all blank lines from each of them would take the square of their number.
_BEGINS = re.compile(r"[^\S\n]*[^\W\d]\w*[^\S\n]*=(?!=)")
_OPENING, _CLOSING = "([{", ")]}"


def read(element: str, source: str, result: str | None, reading: Reading) -> tuple[Assignment, ...]:
    source = source.strip()
    if not source:
        return ()
    if result is not None or source.startswith("{"):
        # Without a result variable every entry of the context becomes a variable.
        value = reading.expression(element, "script", source)
        return (Assignment(result or "", value),) if value is not None else ()
    found = []
    for statement in statements(source):
        target = _TARGET.match(statement)
        if target is None:
            reading.problem(element, "script", f"`{statement.strip()[:80]}` is not `name = expression`")
            continue
        name = target[1]
        value = reading.expression(element, f"script {name}", statement[target.end() :])
        if value is None:
            reading.problem(element, "script", f"`{name}` is given no value")
        else:
            found.append(Assignment(name, value))
    return tuple(found)


def statements(source: str) -> list[str]:
    """Split at `;` and at line ends, where no bracket or text is open and the next line begins an assignment."""
    found: list[str] = []
    start = depth = 0
    quoted = False
    for position, sign in enumerate(source):
        if sign == '"' and source[position - 1 : position] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif depth == 0 and (sign == ";" or (sign == "\n" and _BEGINS.match(source, position + 1))):
            found.append(source[start:position])
            start = position + 1
    found.append(source[start:])
    return [statement for statement in found if statement.strip()]
