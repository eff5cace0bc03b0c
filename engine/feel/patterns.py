"""Regular expressions of the standard (XPath) told to RE2: `\\uXXXX`, blocks, class subtraction, flags."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from tongban.engine.feel.errors import NotApplicable

LONGEST = 4000
FLAGS = frozenset("smixq")
BLOCKS = {
    "BasicLatin": r"\x{0}-\x{7f}",
    "Latin-1Supplement": r"\x{80}-\x{ff}",
    "CJKUnifiedIdeographs": r"\x{4e00}-\x{9fff}",
    "CJKSymbolsandPunctuation": r"\x{3000}-\x{303f}",
    "HalfwidthandFullwidthForms": r"\x{ff00}-\x{ffef}",
}
NAME_START = (
    r"A-Z_a-z:\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{2ff}\x{370}-\x{37d}\x{37f}-\x{1fff}\x{3001}-\x{d7ff}"
)
CLASSES = {"i": NAME_START, "c": NAME_START + r"\-.0-9\x{b7}"}
SIGN = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|([pP])\{Is([A-Za-z0-9-]+)\}|(.))|[\[\].]", re.DOTALL)
SUBTRACTION = re.compile(r"\[(\^?)((?:\\.|[^\[\]\\])*)-\[(\^?)((?:\\.|[^\[\]\\])*)\]\]", re.DOTALL)


@lru_cache(128)
def compiled(pattern: str, flags: str | None) -> Any:
    flags = flags or ""
    if not FLAGS.issuperset(flags) or len(pattern) > LONGEST:
        raise NotApplicable(flags)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 2_000_000
    options.case_sensitive = "i" not in flags
    if "q" in flags:
        pattern = re2.escape(pattern)
    else:
        if "x" in flags:
            pattern = _without_space(pattern)
        pattern = _translated(pattern, "s" in flags)
    inline = "".join(flag for flag in "sm" if flag in flags)
    try:
        return re2.compile(f"(?{inline}){pattern}" if inline else pattern, options)
    except re2.error as refused:
        raise NotApplicable(pattern) from refused


def _without_space(pattern: str) -> str:
    """Space counts inside a class only."""
    kept, inside = [], False
    for position, sign in enumerate(pattern):
        escaped = position > 0 and pattern[position - 1] == "\\"
        if sign in "[]" and not escaped:
            inside = sign == "["
        if inside or not sign.isspace():
            kept.append(sign)
    return "".join(kept)


def _translated(pattern: str, dot_is_all: bool) -> str:
    """One pass over the pattern, knowing when it is inside a class."""
    parts, done, inside = [], 0, False
    pattern = SUBTRACTION.sub(_subtracted, pattern)
    for match in SIGN.finditer(pattern):
        parts.append(pattern[done : match.start()])
        done = match.end()
        if match[0] in "[]":
            inside = match[0] == "["
            parts.append(match[0])
        elif match[0] == ".":
            parts.append("." if inside or dot_is_all else r"[^\n\r]")
        else:
            parts.append(_escape(match, inside))
    return "".join([*parts, pattern[done:]])


def _escape(match: re.Match[str], inside: bool) -> str:
    if match[1]:
        return rf"\x{{{match[1]}}}"
    if match[2]:
        block = BLOCKS.get(match[3])
        if block is None:
            raise NotApplicable(match[0])
        return block if inside and match[2] == "p" else f"[{'^' if match[2] == 'P' else ''}{block}]"
    if match[4].lower() in CLASSES:
        signs = CLASSES[match[4].lower()]
        return signs if inside and match[4].islower() else f"[{'^' if match[4].isupper() else ''}{signs}]"
    if match[4].isdigit():
        raise NotApplicable("back references have no place in RE2")
    return match[0]


def _subtracted(match: re.Match[str]) -> str:
    """`[a-z-[aeiou]]` for classes of plain characters and ranges: the difference written out."""
    if match[1] or match[3] or "\\" in match[2] or "\\" in match[4]:
        raise NotApplicable(match[0])
    left = _characters(match[2]) - _characters(match[4])
    return (
        "[" + "".join(rf"\x{{{code:x}}}" for code in sorted(left)) + "]" if left else r"[^\x{0}-\x{10ffff}]"
    )


def _characters(signs: str) -> set[int]:
    codes: set[int] = set()
    for single, first, last in re.findall(r"(.)(?!-.)|(.)-(.)", signs, re.DOTALL):
        codes.update(range(ord(first), ord(last) + 1) if first else (ord(single),))
        if len(codes) > 2000:
            raise NotApplicable(signs)
    return codes


def replacement(match: Any, template: str) -> str:
    """`$1` is a group, `\\$` and `\\\\` are themselves; anything else after a backslash is an error."""

    def part(found: re.Match[str]) -> str:
        if found[1] is not None:
            if found[1] not in "\\$":
                raise NotApplicable(template)
            return found[1]
        if found[2] is None:
            raise NotApplicable(template)
        groups = match.re.groups
        number, rest = found[2], ""
        while len(number) > 1 and int(number) > groups:
            number, rest = number[:-1], number[-1] + rest
        return ((match.group(int(number)) or "") if int(number) <= groups else "") + rest

    return re.sub(r"\\(.)|\$([0-9]{1,3})?", part, template, flags=re.DOTALL)
