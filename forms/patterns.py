"""Regular expressions from a form: read as JavaScript means them, and only those that cannot run away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

#: Backtracking steps one match may take at worst, by the estimate below.
BUDGET = 5_000_000
LONGEST_PATTERN = 300
LONGEST_VALUE = 10_000
SHORTEST_USEFUL = 64
QUANTIFIER = re.compile(r"\*|\+|\?|\{(\d{1,4})(,(\d{1,4})?)?\}", re.ASCII)
SPACE = r"\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


class Unsafe(ValueError):
    """The pattern is broken, or could take too long on some value."""


class Cost(NamedTuple):
    """At most `factor * n ** degree` ways to match a value of n characters."""

    factor: int
    degree: int


@dataclass(frozen=True)
class Pattern:
    source: str
    #: Longest value the pattern may be tried on.
    longest: int
    compiled: re.Pattern[str]

    def matches(self, value: str) -> bool:
        return len(value) <= self.longest and self.compiled.search(value) is not None


def read_pattern(source: str) -> Pattern:
    """Translate and price a pattern; raises Unsafe."""
    if len(source) > LONGEST_PATTERN:
        raise Unsafe(f"longer than {LONGEST_PATTERN} characters")
    reader = _Reader(source)
    cost = reader.alternatives()
    if reader.at < len(source):
        raise Unsafe("unbalanced parenthesis")
    degree = cost.degree + (0 if source.startswith("^") and not reader.forks else 1)
    longest = min(LONGEST_VALUE, int((BUDGET / cost.factor) ** (1 / degree)) if degree else LONGEST_VALUE)
    if longest < SHORTEST_USEFUL:
        raise Unsafe("too many variable repetitions; anchor it with ^ or use fewer")
    try:
        return Pattern(source, longest, re.compile("".join(reader.out), re.ASCII))
    except re.error as error:
        raise Unsafe(str(error)) from error


class _Reader:
    """One pass over the pattern, writing the Python spelling to `out`."""

    def __init__(self, source: str) -> None:
        self.source, self.at, self.out, self.depth = source, 0, list[str](), 0
        #: Does the outermost level have alternatives? Then a leading ^ anchors only the first.
        self.forks = False

    def alternatives(self) -> Cost:
        total = self.sequence()
        while self.source[self.at : self.at + 1] == "|":
            self.forks = self.forks or self.depth == 0
            self.out.append("|")
            self.at += 1
            other = self.sequence()
            total = Cost(total.factor + other.factor, max(total.degree, other.degree))
        return total

    def sequence(self) -> Cost:
        total = Cost(1, 0)
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            cost = self.repeated(self.atom())
            total = Cost(total.factor * cost.factor, total.degree + cost.degree)
            if total.factor > BUDGET:
                raise Unsafe("too many ways to match")
        return total

    def repeated(self, cost: Cost) -> Cost:
        found = QUANTIFIER.match(self.source, self.at)
        if not found:
            return cost
        self.at = found.end()
        self.out.append(found.group())
        if self.source[self.at : self.at + 1] == "?":
            self.out.append("?")
            self.at += 1
        if QUANTIFIER.match(self.source, self.at) or self.source[self.at : self.at + 1] == "+":
            raise Unsafe("nothing to repeat")
        low, high = _times(found)
        if high is None:
            if cost != (1, 0):
                raise Unsafe("a repetition inside a repetition")
            return Cost(1, 1)
        if high < low:
            raise Unsafe("repetition counts out of order")
        if (cost.degree and high > 3) or (cost.factor > 1 and high > 20):
            raise Unsafe("a repetition inside a repetition")
        return Cost(cost.factor**high * (high - low + 1), cost.degree * high)

    def atom(self) -> Cost:
        char = self.source[self.at]
        if char == "(":
            return self.group()
        if char == "[":
            self.character_class()
        elif char == "\\":
            self.out.append(self.escape(in_class=False))
        elif char in "*+?":
            raise Unsafe("nothing to repeat")
        else:
            self.out.append({"$": r"\Z", "{": r"\{", "}": r"\}", "]": r"\]"}.get(char, char))
            self.at += 1
        return Cost(1, 0)

    def group(self) -> Cost:
        self.at += 1
        if self.source.startswith("?:", self.at):
            self.at += 2
        elif self.source.startswith("?", self.at):
            raise Unsafe("look-around and named groups are not supported")
        self.out.append("(?:")
        self.depth += 1
        cost = self.alternatives()
        self.depth -= 1
        if self.source[self.at : self.at + 1] != ")":
            raise Unsafe("unbalanced parenthesis")
        self.out.append(")")
        self.at += 1
        return cost

    def character_class(self) -> None:
        self.out.append("[")
        self.at += 1
        if self.source[self.at : self.at + 1] == "^":
            self.out.append("^")
            self.at += 1
        empty = True
        while (char := self.source[self.at : self.at + 1]) != "]":
            if not char:
                raise Unsafe("unterminated character class")
            if char == "\\":
                self.out.append(self.escape(in_class=True))
            elif self.source.startswith("--", self.at):
                raise Unsafe("-- in a character class")
            else:
                # Python reserves these inside a class for set operations.
                self.out.append("\\" + char if char in "[&|~" else char)
                self.at += 1
            empty = False
        if empty:
            raise Unsafe("empty character class")
        self.out.append("]")
        self.at += 1

    def escape(self, *, in_class: bool) -> str:
        text = self.source[self.at : self.at + 2]
        self.at += 2
        letter = text[1:]
        if letter == "s":
            return SPACE if in_class else f"[{SPACE}]"
        if letter == "S" and not in_class:
            return f"[^{SPACE}]"
        if letter in ("u", "x"):
            digits = self.source[self.at : self.at + (4 if letter == "u" else 2)]
            if not re.fullmatch("[0-9a-fA-F]+", digits) or len(digits) not in (2, 4):
                raise Unsafe("broken character escape")
            self.at += len(digits)
            return text + digits
        if letter and letter in ("dDwWsStnrfv" if in_class else "dDwWbBtnrfv"):
            return text
        if not letter or letter.isalnum() or letter == "_":
            raise Unsafe(f"escape {text!r} is not supported")
        return "\\" + letter if letter.isascii() else letter


def _times(found: re.Match[str]) -> tuple[int, int | None]:
    sign = found.group()
    if sign in ("*", "+", "?"):
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
    low = int(found.group(1))
    if found.group(2) is None:
        return low, low
    return low, int(found.group(3)) if found.group(3) else None
