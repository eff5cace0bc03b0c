"""The relations between points and ranges (Allen's interval algebra), and `range()` itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tongban.engine.feel import nodes, temporal_text
from tongban.engine.feel.arithmetic import negate
from tongban.engine.feel.builtins.registry import Registry
from tongban.engine.feel.compare import equal, order
from tongban.engine.feel.errors import FeelSyntaxError, NotApplicable
from tongban.engine.feel.parser import parse
from tongban.engine.feel.values import Range, need, one_sided, text

builtin = Registry()
RANGE = re.compile(r"\s*([\[(\]])(.*?)\.\.(.*?)([\])\[])\s*", re.DOTALL)
MAKERS: dict[str, Callable[..., Any]] = {
    "date": temporal_text.date,
    "time": temporal_text.time,
    "date and time": temporal_text.date_and_time,
    "duration": temporal_text.duration,
}


@builtin("range", "from")
def range_of(value: Any) -> Range:
    match = RANGE.fullmatch(text(value))
    if match is None:
        raise NotApplicable(value)
    start, end = _end(match[2]), _end(match[3])
    opens, closes = match[1] == "[", match[4] == "]"
    if (start is None and (opens or end is None)) or (end is None and closes):
        raise NotApplicable(value)
    if start is not None and end is not None and order("<=", start, end) is not True:
        raise NotApplicable(value)
    if start is None:
        return one_sided("<=" if closes else "<", end)
    if end is None:
        return one_sided(">=" if opens else ">", start)
    return Range(start, end, opens, closes)


def _end(source: str) -> Any:
    """Only literals: the text may come from anywhere."""
    if not source.strip():
        return None
    try:
        node = parse(source, (), {"date": [(("date", False), ("and", True), ("time", True))]}, {})
    except FeelSyntaxError as wrong:
        raise NotApplicable(source) from wrong
    value = literal(node)
    if value is None:
        raise NotApplicable(source)
    return value


def literal(node: nodes.Node) -> Any:
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.Negate):
        return negate(literal(node.value))
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name):
        made = MAKERS.get(node.function.name)
        if made and len(node.arguments) == 1:
            return made(text(literal(node.arguments[0])))
    raise NotApplicable(node)


def span(value: Any) -> Range:
    return value if type(value) is Range else Range(value, value, True, True)


def less(one: Any, other: Any) -> bool:
    answer = order("<", one, other)
    if answer is None:
        raise NotApplicable(one, other)
    return answer


def same(one: Any, other: Any) -> bool:
    return equal(one, other) is True


@builtin("before", "value1, value2")
def before(one: Any, other: Any) -> bool:
    a, b = span(one), span(other)
    return less(a.end, b.start) or (same(a.end, b.start) and not (a.end_included and b.start_included))


@builtin("after", "value1, value2")
def after(one: Any, other: Any) -> bool:
    return before(other, one)


@builtin("meets", "range1, range2")
def meets(one: Any, other: Any) -> bool:
    a, b = need(one, Range), need(other, Range)
    return a.end_included and b.start_included and same(a.end, b.start)


@builtin("met by", "range1, range2")
def met_by(one: Any, other: Any) -> bool:
    return meets(other, one)


@builtin("overlaps", "range1, range2")
def overlaps(one: Any, other: Any) -> bool:
    need(one, Range), need(other, Range)
    return not before(one, other) and not before(other, one)


def starts_first(a: Range, b: Range) -> bool:
    return less(a.start, b.start) or (same(a.start, b.start) and a.start_included and not b.start_included)


def ends_first(a: Range, b: Range) -> bool:
    return less(a.end, b.end) or (same(a.end, b.end) and (not a.end_included or b.end_included))


@builtin("overlaps before", "range1, range2")
def overlaps_before(one: Any, other: Any) -> bool:
    a, b = need(one, Range), need(other, Range)
    reaches = less(b.start, a.end) or (same(a.end, b.start) and a.end_included and b.start_included)
    return starts_first(a, b) and reaches and ends_first(a, b)


@builtin("overlaps after", "range1, range2")
def overlaps_after(one: Any, other: Any) -> bool:
    a, b = need(one, Range), need(other, Range)
    starts_later = less(b.start, a.start) or (
        same(a.start, b.start) and b.start_included and not a.start_included
    )
    reaches = less(a.start, b.end) or (same(a.start, b.end) and a.start_included and b.end_included)
    ends_later = less(b.end, a.end) or (same(b.end, a.end) and (a.end_included or not b.end_included))
    return starts_later and reaches and ends_later


@builtin("finishes", "value, range", "range1, range2")
def finishes(one: Any, other: Any) -> bool:
    b = need(other, Range)
    if type(one) is not Range:
        return b.end_included and same(one, b.end)
    inside = less(b.start, one.start) or (
        same(b.start, one.start) and (not one.start_included or b.start_included)
    )
    return one.end_included == b.end_included and same(one.end, b.end) and inside


@builtin("finished by", "range, value", "range1, range2")
def finished_by(one: Any, other: Any) -> bool:
    return finishes(other, one)


@builtin("starts", "value, range", "range1, range2")
def starts(one: Any, other: Any) -> bool:
    b = need(other, Range)
    if type(one) is not Range:
        return b.start_included and same(one, b.start)
    return one.start_included == b.start_included and same(one.start, b.start) and ends_first(one, b)


@builtin("started by", "range, value", "range1, range2")
def started_by(one: Any, other: Any) -> bool:
    return starts(other, one)


@builtin("includes", "range, value", "range1, range2")
def includes(one: Any, other: Any) -> bool:
    a, b = need(one, Range), span(other)
    from_start = less(a.start, b.start) or (
        same(a.start, b.start) and (a.start_included or not b.start_included)
    )
    to_end = less(b.end, a.end) or (same(a.end, b.end) and (a.end_included or not b.end_included))
    return from_start and to_end


@builtin("during", "value, range", "range1, range2")
def during(one: Any, other: Any) -> bool:
    return includes(other, one)


@builtin("coincides", "value1, value2", "range1, range2")
def coincides(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        raise NotApplicable(one, other)
    return same(one, other)
