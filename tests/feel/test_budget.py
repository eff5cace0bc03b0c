"""Bombs: whatever is written, an answer or a FEEL error comes within two seconds."""

from __future__ import annotations

import pytest
from effort import within

from tongban.engine import feel

SHARED = "{a0: [1, 1], " + ", ".join(f"a{n + 1}: [a{n}, a{n}]" for n in range(60)) + "}"
DOUBLING = '{s0: "ab", ' + ", ".join(f"s{n + 1}: s{n} + s{n}" for n in range(60)) + "}.s60"
LONG = "a" * 30_000

STOPPED = {
    "steps": "some i in 1..100000000000 satisfies false",
    "endless list": "for i in 1..1000000000 return i",
    "nested loops": "for i in 1..100000, j in 1..100000 return i",
    "string doubling": DOUBLING,
    "shared lists handed out": SHARED,
    "shared lists compared": f"{SHARED} = {SHARED}",
    "shared lists written": f"string({SHARED})",
    "shared lists flattened": f"flatten({SHARED}.a60)",
    "shared lists searched": f"list contains(for i in 1..10000 return {SHARED}.a20, {SHARED}.a20)",
    "recursion": "{f: function(n) f(n + 1), r: f(1)}.r",
    "double recursion": "{f: function(n) f(n) + f(n), r: f(1)}.r",
    "joining": f'string join(for i in 1..1000 return "{LONG[:5000]}")',
    "partial": "for i in 1..100000 return partial",
    "copying": "{l: for i in 1..100000 return i, r: for i in 1..1000 return concatenate(l, [i])}",
    "distinct": "count(distinct values(for i in 1..50000 return [i]))",
    "rescanning": f'replace("{LONG}", "a(.*z)?", "b")',
}
ANSWERED = {
    "power": "9 ** 99999999",
    "tiny power": "1.0000001 ** 1e30",
    "e": "exp(1e6000)",
    "scale": "round up(1e6144, 6176)",
    "modulo": "modulo(1e6144, 1e-6000)",
    "far future": '@"999999999-12-31" + @"P999999999Y"',
    "long duration": 'duration("P999999999999999999D") * 1e6144',
    "polynomial pattern": f'matches("{LONG}!", "^(a+)+$")',
    "huge pattern": f'matches("{LONG[:9]}", "(((a{{1000}}){{1000}}){{1000}})")',
    "long sum": "1" + " + 1" * 8000,
    "long chain": "if a then b else " * 1500 + "1",
    "many signs": "-" * 30_000 + "1",
    "range text": 'range("' + "[" * 30_000 + '..1]")',
}
REFUSED = {
    "parentheses": "(" * 5000,
    "lists": "[" * 5000 + "]" * 5000,
    "contexts": "{a:" * 5000,
    "paths": "a" + ".a" * 10_000,
    "filters": "a" + "[1]" * 10_000,
    "calls": "f" + "()" * 10_000,
    "nots": "not(" * 5000,
    "ins": "x in (" * 5000,
    "ins that end": "x in (" * 30 + "1" + ") + 1" * 30,
    "functions": "function(a) " * 2000 + "a",
    "types": "x instance of " + "list<" * 5000,
    "ranges": "[1.." * 5000,
    "comparisons": "1" + " = 1" * 5000,
    "size": "1 " * 20_000,
}


def within_two_seconds(text: str) -> object:
    return within(2, lambda: feel.to_json(feel.expression(text)({})))


@pytest.mark.parametrize("text", STOPPED.values(), ids=STOPPED)
def test_bomb_is_stopped(text: str) -> None:
    with pytest.raises(feel.BudgetExceeded) as caught:
        within_two_seconds(text)
    assert caught.value.code == "expression_budget"


@pytest.mark.parametrize("text", ANSWERED.values(), ids=ANSWERED)
def test_work_that_looks_large_is_answered(text: str) -> None:
    within_two_seconds(text)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_deep_text_is_refused_when_compiled(text: str) -> None:
    with pytest.raises(feel.FeelSyntaxError):
        within_two_seconds(text)


def test_deep_values_are_refused() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(feel.BudgetExceeded):
        feel.expression("x = 1")({"x": deep})


def test_budget_can_be_smaller() -> None:
    with pytest.raises(feel.BudgetExceeded, match="steps"):
        feel.expression("for i in 1..1000 return i")({}, budget=feel.Budget.of(steps=100))


def test_exceeded_budget_names_the_expression() -> None:
    with pytest.raises(feel.BudgetExceeded, match="some i in 1") as caught:
        feel.expression(STOPPED["steps"])({})
    assert caught.value.facts["limit"] in ("steps", "time")
