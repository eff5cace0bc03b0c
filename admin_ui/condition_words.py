"""Simple FEEL conditions in words, the same the condition builder of the studio says (src/studio/feel/simple.js)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.admin_ui.language import _
from tongban.admin_ui.studio_form_words import FEEL

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_VALUE = r'-?\d+(?:\.\d+)?|true|false|"(?:[^"\\]|\\.)*"|date\(\s*"\d{4}-\d\d-\d\d"\s*\)'
_NULL = re.compile(rf"(?P<field>{_NAME})\s*(?P<sign>!=|=)\s*null")
_COUNT = re.compile(rf"count\(\s*(?P<field>{_NAME})\s*\)\s*(?P<sign>>|=|!=)\s*0")
_COMPARED = re.compile(rf"(?P<field>{_NAME})\s*(?P<sign><=|>=|!=|=|<|>)\s*(?P<value>{_VALUE})")
_BETWEEN = re.compile(rf"(?P<field>{_NAME})\s+in\s+\[\s*(?P<low>{_VALUE})\s*\.\.\s*(?P<high>{_VALUE})\s*\]")
_CONTAINS = re.compile(rf"list contains\(\s*(?P<field>{_NAME})\s*,\s*(?P<value>{_VALUE})\s*\)")
_NOT = re.compile(r"not\((.*)\)", re.DOTALL)
_JOIN = re.compile(r"\s+(and|or)\s+")
_SIGNS = {"=": "is", "!=": "isnt", ">": "above", ">=": "atLeast", "<": "below", "<=": "atMost"}
_UNQUOTED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A comparison of a field with values; `kind` is what the values are: text, number, yesno or date."""

    field: str
    kind: str
    way: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Clauses joined all by `and` or all by `or`; the texts are the clauses as they were written."""

    join: str
    parts: tuple[str, ...]


def parts_of(text: str) -> Condition | None:
    """The text between `and` or `or` outside of quotes and brackets; None when both are there."""
    parts, joins = [], set()
    depth = start = at = 0
    while at < len(text):
        sign = text[at]
        if sign == '"':
            at = _after_quote(text, at)
            continue
        depth += (sign in "([{") - (sign in ")]}")
        found = _JOIN.match(text, at) if depth == 0 and sign.isspace() else None
        if found is None:
            at += 1
            continue
        parts.append(text[start:at].strip())
        joins.add(found[1])
        start = at = found.end()
    parts.append(text[start:].strip())
    return None if len(joins) > 1 else Condition(next(iter(joins), "and"), tuple(parts))


def clause_of(text: str) -> Clause | None:
    """The comparison a text says; None when it says more."""
    if found := _NULL.fullmatch(text):
        return Clause(found["field"], "text", "empty" if found["sign"] == "=" else "filled")
    if found := _COUNT.fullmatch(text):
        return Clause(found["field"], "text", "empty" if found["sign"] == "=" else "filled")
    if found := _COMPARED.fullmatch(text):
        return _valued(found["field"], _SIGNS[found["sign"]], found["value"])
    if found := _BETWEEN.fullmatch(text):
        return _valued(found["field"], "between", found["low"], found["high"])
    if found := _CONTAINS.fullmatch(text):
        return _valued(found["field"], "has", found["value"])
    inner = _NOT.fullmatch(text)
    found = _CONTAINS.fullmatch(inner[1].strip()) if inner else None
    return _valued(found["field"], "lacks", found["value"]) if found else None


def words(text: str, fields: Iterable[Mapping[str, Any]]) -> str:
    """What a condition says in the reader's language; empty when it says more than comparisons."""
    condition = parts_of(bare(text))
    if condition is None:
        return ""
    told = [clause_of(part) for part in condition.parts]
    known = {one["name"]: one for one in fields}
    if any(one is None for one in told):
        return ""
    joined = _(FEEL["joinAnd" if condition.join == "and" else "joinOr"])
    return joined.join(clause_words(one, known) for one in told if one is not None)


def clause_words(one: Clause, known: Mapping[str, Mapping[str, Any]]) -> str:
    """One comparison with the field's label and the names of its options."""
    field = known.get(one.field, {})
    options = {str(code): str(label) for code, label in field.get("options") or ()}
    yes_no = {"true": _(FEEL["yes"]), "false": _(FEEL["no"])} if one.kind == "yesno" else options
    values = [yes_no.get(value, value) for value in one.values]
    shown = (_(FEEL["rangeTo"]) if one.way == "between" else "").join(values)
    said = (str(field.get("label") or one.field), _(FEEL[f"way_{one.way}"]), f"“{shown}”" if shown else "")
    return " ".join(part for part in said if part)


def bare(text: str) -> str:
    """A condition without the sign that says it is FEEL."""
    return text.strip().removeprefix("=").strip()


def _after_quote(text: str, at: int) -> int:
    at += 1
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at + 1


def _valued(field: str, way: str, *texts: str) -> Clause | None:
    read = [_literal(text) for text in texts]
    if len({kind for kind, _value in read}) > 1 or any(value is None for _kind, value in read):
        return None
    return Clause(field, read[0][0], way, tuple(str(value) for _kind, value in read))


def _literal(text: str) -> tuple[str, str | None]:
    if text in ("true", "false"):
        return "yesno", text
    if text.startswith('"'):
        inner = text[1:-1]
        # An escape the builder would not write itself is not simple.
        if not re.fullmatch(r"(?:[^\\]|\\[ntr\"'\\])*", inner):
            return "text", None
        return "text", re.sub(r"\\(.)", lambda found: _UNQUOTED[found[1]], inner)
    if text.startswith("date"):
        return "date", text.split('"')[1]
    return "number", text
