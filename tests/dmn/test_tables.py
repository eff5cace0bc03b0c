"""Decision tables: hit policies, aggregation, defaults, types, and what a table tells of its rules."""

from __future__ import annotations

from typing import Any

import pytest

from tongban.engine import dmn

OVERLAPPING = [(["> 0"], ['"small"']), (["> 10"], ['"large"']), (["> 20"], ['"large"'])]
SIZES = [("size", '"large", "small"', "")]
NUMBERS = [(["> 0"], ["1"]), (["> 10"], ["5"]), (["> 20"], ["3"])]


def outputs(build: Any, inputs: dict[str, Any], *arguments: Any, **options: Any) -> Any:
    return build.model(build.decision("d", build.table(*arguments, **options))).evaluate("d", inputs).outputs


@pytest.mark.parametrize(
    ("policy", "value", "expected"),
    [
        ("UNIQUE", 5, "small"),
        ("UNIQUE", -1, None),
        ("FIRST", 25, "small"),
        ("ANY", 5, "small"),
        ("PRIORITY", 25, "large"),
        ("RULE ORDER", 25, ["small", "large", "large"]),
        ("OUTPUT ORDER", 25, ["large", "large", "small"]),
        ("COLLECT", 15, ["small", "large"]),
        ("COLLECT", -1, None),
    ],
)
def test_hit_policy(build: Any, policy: str, value: int, expected: Any) -> None:
    assert outputs(build, {"x": value}, ["x"], OVERLAPPING, policy=policy, outputs=SIZES) == expected


@pytest.mark.parametrize(
    ("aggregation", "value", "expected"),
    [("SUM", 25, 9), ("MIN", 25, 1), ("MAX", 25, 5), ("COUNT", 25, 3), ("SUM", 5, 1)],
)
def test_collect_aggregates(build: Any, aggregation: str, value: int, expected: int) -> None:
    found = outputs(build, {"x": value}, ["x"], NUMBERS, policy="COLLECT", aggregation=aggregation)
    assert found == expected


def test_unique_detects_overlap_and_names_the_rules(build: Any) -> None:
    with pytest.raises(dmn.DecisionFailed, match="rules 1 and 2 match, but only one may") as caught:
        outputs(build, {"x": 15}, ["x"], OVERLAPPING)
    assert caught.value.facts == {"table": "t", "rules": ["r1", "r2"]}


def test_any_detects_conflict_and_accepts_agreement(build: Any) -> None:
    agreeing = [(["> 10"], ['"large"']), (["> 20"], ['"large"'])]
    assert outputs(build, {"x": 25}, ["x"], agreeing, policy="ANY") == "large"
    with pytest.raises(dmn.DecisionFailed, match="rules 1 and 2 match with different outputs"):
        outputs(build, {"x": 25}, ["x"], OVERLAPPING, policy="ANY")


def test_sum_of_texts_is_an_error(build: Any) -> None:
    with pytest.raises(dmn.DecisionFailed, match="cannot be aggregated"):
        outputs(build, {"x": 15}, ["x"], OVERLAPPING, policy="COLLECT", aggregation="SUM")


def test_default_output_answers_when_no_rule_matches(build: Any) -> None:
    found = outputs(build, {"x": -1}, ["x"], OVERLAPPING, outputs=[("size", "", '"none"')])
    assert found == "none"


def test_several_outputs_are_a_context(build: Any) -> None:
    rules = [(["-"], ["amount * 0.07", '"是"'])]
    found = outputs(build, {"amount": 100}, ["amount"], rules, outputs=[("费用", "", ""), ("减免", "", "")])
    assert found == {"费用": 7, "减免": "是"}


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ('"a","b"', "b", True),
        ("10,20", 20, True),
        ("[10..20)", 20, False),
        ("]10..20]", 20, True),
        ("not(10)", 10, False),
        ('not("a","b")', "c", True),
        (">= 5, < 2", 1, True),
        ("-", None, True),
        ("", "anything", True),
        ("null", None, True),
        ('contains(?, "江")', "临江市", True),
        ("? > 5 and ? < 8", 7, True),
        ("limit", 5, True),
        ("< limit * 2", 9, True),
        ('matches(?, "^[\u4e00-\u9fa5]+$")', "临江", True),
        ("true", True, True),
        ('date("2024-05-01")', "2024-05-01", False),
        ("> 5", "text", False),
    ],
)
def test_cell(build: Any, cell: str, value: Any, matches: bool) -> None:
    found = outputs(build, {"x": value, "limit": 5}, ["x"], [([cell], ['"hit"'])])
    assert found == ("hit" if matches else None)


def test_json_text_becomes_a_date_where_the_column_says_so(build: Any) -> None:
    rules = [(['< date("2024-06-01")'], ['"early"']), (['>= date("2024-06-01")'], ['"late"'])]
    assert outputs(build, {"d": "2024-05-01"}, ["d"], rules, types={0: "date"}) == "early"
    assert outputs(build, {"d": "2024-07-01"}, ["d"], rules, types={0: "date"}) == "late"


def test_input_of_a_wrong_type_or_outside_allowed_values_is_an_error(build: Any) -> None:
    with pytest.raises(dmn.DecisionFailed, match="is not of type number"):
        outputs(build, {"x": "five"}, ["x"], OVERLAPPING, types={0: "number"}, policy="FIRST")
    with pytest.raises(dmn.DecisionFailed, match="not one of the allowed values"):
        outputs(build, {"x": "C"}, ["x"], [(["-"], ["1"])], allowed={0: '"A","B"'})


def test_table_tells_which_rules_matched_and_why(build: Any) -> None:
    table = build.table(
        ["金额", "区域"], [(["> 1000", '"A"'], ["金额 * 0.1"]), (["-", "-"], ["0"])], policy="FIRST"
    )
    result = build.model(build.decision("fee", table)).evaluate("fee", {"金额": 1500, "区域": "A"})
    assert result.outputs == 150
    assert result.matched_rules == [
        {
            "table": "t",
            "rule": "r1",
            "index": 1,
            "inputs": {"金额": 1500, "区域": "A"},
            "tests": {"金额": "> 1000", "区域": '"A"'},
            "outputs": 150,
        }
    ]


def test_rules_that_do_not_count_are_not_told(build: Any) -> None:
    table = build.table(["x"], OVERLAPPING, policy="PRIORITY", outputs=SIZES)
    result = build.model(build.decision("d", table)).evaluate("d", {"x": 25})
    assert [rule["rule"] for rule in result.matched_rules] == ["r2"]
