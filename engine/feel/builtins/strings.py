"""String functions; patterns run on RE2, which knows no catastrophic backtracking."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tongban.engine.feel.budget import Budget, fits_text
from tongban.engine.feel.builtins.registry import Registry
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.patterns import compiled, replacement
from tongban.engine.feel.values import items, number, text

builtin = Registry()


@builtin("substring", "string, start position, length", optional=1)
def substring(string: Any, start: Any, length: Any = None) -> str:
    source, position = text(string), int(number(start))
    if position == 0 or abs(position) > len(source):
        raise NotApplicable(start)
    first = position - 1 if position > 0 else len(source) + position
    if length is None:
        return source[first:]
    count = int(number(length))
    if count < 1:
        raise NotApplicable(length)
    return source[first : first + count]


@builtin("string length", "string")
def string_length(string: Any) -> Decimal:
    return Decimal(len(text(string)))


@builtin("upper case", "string")
def upper_case(string: Any) -> str:
    return text(string).upper()


@builtin("lower case", "string")
def lower_case(string: Any) -> str:
    return text(string).lower()


@builtin("substring before", "string, match")
def substring_before(string: Any, match: Any) -> str:
    source, sign = text(string), text(match)
    return source.partition(sign)[0] if sign and sign in source else ""


@builtin("substring after", "string, match")
def substring_after(string: Any, match: Any) -> str:
    source, sign = text(string), text(match)
    return source.partition(sign)[2] if sign else source


@builtin("contains", "string, match")
def contains(string: Any, match: Any) -> bool:
    return text(match) in text(string)


@builtin("starts with", "string, match")
def starts_with(string: Any, match: Any) -> bool:
    return text(string).startswith(text(match))


@builtin("ends with", "string, match")
def ends_with(string: Any, match: Any) -> bool:
    return text(string).endswith(text(match))


def scanner(budget: Budget, source: str, pattern: Any, flags: Any = None) -> Any:
    """The pattern compiled, and one scan of the text paid for: RE2 takes size of text times of program."""
    expression = compiled(text(pattern), None if flags is None else text(flags))
    budget.spend(1 + (len(source) * expression.programsize >> 6))
    return expression


@builtin("matches", "input, pattern, flags", optional=1, budgeted=True)
def matches(budget: Budget, string: Any, pattern: Any, flags: Any = None) -> bool:
    source = text(string)
    return scanner(budget, source, pattern, flags).search(source) is not None


@builtin("replace", "input, pattern, replacement, flags", optional=1, budgeted=True)
def replace(budget: Budget, string: Any, pattern: Any, new: Any, flags: Any = None) -> str:
    source = text(string)
    expression = scanner(budget, source, pattern, flags)
    if expression.search("") is not None:
        raise NotApplicable(pattern)
    parts, done, size = [], 0, 0
    for match in expression.finditer(source):
        part = source[done : match.start()] + replacement(match, text(new))
        size += len(part)
        fits_text(size)
        budget.spend()
        budget.look_at_clock()
        parts.append(part)
        done = match.end()
    return "".join(parts) + source[done:]


@builtin("split", "string, delimiter", budgeted=True)
def split(budget: Budget, string: Any, delimiter: Any) -> list[str]:
    source = text(string)
    parts, done = [], 0
    for match in scanner(budget, source, delimiter).finditer(source):
        budget.spend()
        budget.look_at_clock()
        if match.end() > match.start():
            parts.append(source[done : match.start()])
            done = match.end()
    return [*parts, source[done:]]


@builtin("string join", "list, delimiter", optional=1, budgeted=True)
def string_join(budget: Budget, strings: Any, delimiter: Any = None) -> str:
    glue = "" if delimiter is None else text(delimiter)
    parts = [text(part) for part in items(strings) if part is not None]
    budget.text(sum(len(part) + len(glue) for part in parts))
    return glue.join(parts)
