"""FEEL text cut into tokens; words of a name stay apart, the parser joins them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongban.engine.feel.budget import SOURCE
from tongban.engine.feel.errors import FeelSyntaxError

NAME_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_PART = NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
KEYWORDS = frozenset(
    "and or if then else for in return some every satisfies"
    " between instance of true false null function".split()
)
# Signs of the Chinese keyboard that look like operators; by the standard they are letters of a name.
LOOK_ALIKES = frozenset("＞＜＝＋－＊／（），＂［］｛｝")

TOKEN = re.compile(
    rf"""(?P<space>(?:\s|\ufeff|//[^\n]*|/\*.*?\*/)+)
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
    |(?P<name>[{NAME_START}][{NAME_PART}]*)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<symbol>\*\*|\.\.|!=|<=|>=|->|[-+*/=<>()\[\]{{}},:.@'’])""",
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # number, name, string, symbol, end
    text: str
    start: int
    spaced: bool  # white space stands before it


def tokens(source: str) -> list[Token]:
    if len(source) > SOURCE:
        raise FeelSyntaxError(source, SOURCE, f"at most {SOURCE} characters")
    found = []
    position, spaced = 0, False
    while position < len(source):
        match = TOKEN.match(source, position)
        if match is None:
            expected = 'a closing "' if source[position] == '"' else "a name, number, string or operator"
            raise FeelSyntaxError(source, position, expected)
        kind = match.lastgroup or ""
        if kind == "space":
            spaced = True
        else:
            found.append(Token(kind, match[0], position, spaced))
            spaced = False
        position = match.end()
    found.append(Token("end", "", len(source), spaced))
    return found


def unquote(literal: str) -> str:
    """The text a string literal stands for; a pair of surrogate escapes is one character."""
    text = ESCAPE.sub(_escape, literal[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape(match: re.Match[str]) -> str:
    sign = match[1]
    if sign[0] in "uU" and len(sign) > 1:
        code = int(sign[1:], 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    # An unknown escape is kept as written: patterns such as "\d" need it.
    return ESCAPES.get(sign, "\\" + sign)
