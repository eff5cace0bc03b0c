"""The check names gaps, overlaps and rules that are never used."""

from __future__ import annotations

from typing import Any

import pytest

from tongban.engine import dmn


def found(build: Any, *arguments: Any, **options: Any) -> list[tuple[str, str]]:
    model = build.model(build.decision("d", build.table(*arguments, **options)))
    assert all(one["element"] == "t" for one in dmn.check(model))
    return [(one["rule"], one["message"]) for one in dmn.check(model)]


def rules(*cells: Any) -> list[tuple[list[str], list[str]]]:
    return [([cell] if isinstance(cell, str) else list(cell), [str(n)]) for n, cell in enumerate(cells)]


def test_complete_table_has_no_problem(build: Any) -> None:
    assert found(build, ["x"], rules("< 5", "[5..10]", "> 10")) == []
    assert found(build, ["x", "y"], rules(("true", "-"), ("false", "> 1"), ("false", "<= 1"))) == []


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("< 5", "> 5"), "no rule covers x: 5"),
        (("< 5", "[5..10)"), "no rule covers x: 10 or > 10"),
        (("[1..2]", "< 1"), "no rule covers x: > 2"),
        (('"A"', '"B"'), 'no rule covers x: other than "A" and "B"'),
        (("true",), "no rule covers x: false"),
        (('< date("2024-01-01")',), "no rule covers x: 2024-01-01 or > 2024-01-01"),
        (("not(5)",), "no rule covers x: 5"),
        (("? < 5 or ? > 9",), "no rule covers x: 5 or (5..9) or 9"),
    ],
)
def test_gap_is_named(build: Any, cells: tuple[str, ...], message: str) -> None:
    assert ("dmn.gap", message) in found(build, ["x"], rules(*cells))


def test_gap_over_two_columns(build: Any) -> None:
    cells = rules(("< 5", '"A"'), (">= 5", "-"), ("< 5", 'not("A","B")'))
    assert found(build, ["金额", "区域"], cells) == [
        ("dmn.gap", '金额: < 5, 区域: "B"'.join(["no rule covers ", ""]))
    ]


def test_allowed_values_leave_no_gap(build: Any) -> None:
    assert found(build, ["x"], rules('"A"', '"B"'), allowed={0: '"A","B"'}) == []


@pytest.mark.parametrize("options", [{"policy": "COLLECT"}, {"outputs": [("o", "", "0")]}])
def test_no_gap_where_none_can_hurt(build: Any, options: dict[str, Any]) -> None:
    assert found(build, ["x"], rules("< 5"), **options) == []


def test_overlap_is_named_with_both_rules(build: Any) -> None:
    message = "rule 1 (r1) and rule 2 (r2) overlap at x: (5..10) or 10"
    assert ("dmn.overlap", message) in found(build, ["x"], rules("<= 10", "> 5"))


def test_overlap_matters_to_any_only_with_different_outputs(build: Any) -> None:
    same = [(["<= 10"], ["1"]), (["> 5"], ["1"])]
    assert found(build, ["x"], same, policy="ANY") == []
    assert [rule for rule, _ in found(build, ["x"], rules("<= 10", "> 5"), policy="ANY")] == ["dmn.overlap"]
    assert found(build, ["x"], rules("<= 10", "> 5"), policy="FIRST") == []


def test_unreachable_rules_are_named(build: Any) -> None:
    message = "rule 3 (r3) is never reached: rules above cover it"
    assert found(build, ["x"], rules("< 5", ">= 5", "7"), policy="FIRST") == [("dmn.unreachable", message)]
    assert ("dmn.unreachable", "rule 1 (r1) can never match: no value fits x") in found(
        build, ["x"], rules("[5..3]", "-")
    )


def test_cells_only_a_case_can_answer_are_left_alone(build: Any) -> None:
    assert found(build, ["x"], rules('contains(?, "a")', "limit", '< "b"')) == []


def test_large_table_is_checked_in_time(build: Any) -> None:
    cells = [tuple(f"[{n}..{n + 1})" for _ in range(6)) for n in range(200)]
    assert len(found(build, [f"x{n}" for n in range(6)], rules(*cells))) <= 11
