"""What is not FEEL is refused when compiled, with the place and what was expected."""

from __future__ import annotations

import pytest

from tongban.engine import errors, feel


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("amount >", 1, 9, "an expression"),
        ("(amount", 1, 8, "')'"),
        ("if a then b", 1, 12, "'else'"),
        ("for x return x", 1, 15, "'in'"),
        ('name = "open', 1, 8, 'a closing "'),
        ("amount > 5 5", 1, 12, "an operator or the end"),
        ("amount >\n  5 +\n", 3, 1, "an expression"),
        ("f(a: 1, 2)", 1, 9, "a named argument"),
        ("[1..5", 1, 6, "']', ')' or '['"),
        ("{a 1}", 1, 5, "':'"),
        ("a ¤ b", 1, 3, "a name, number, string or operator"),
        ("", 1, 1, "an expression"),
    ],
)
def test_syntax_error_tells_place_and_expectation(text: str, line: int, column: int, expected: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.expression(text)
    assert (caught.value.line, caught.value.column, caught.value.expected) == (line, column, expected)
    assert caught.value.facts["line"] == line
    assert isinstance(caught.value, errors.ExpressionFailed)
    assert caught.value.code == "expression_syntax"


def test_full_width_operator_is_pointed_out() -> None:
    with pytest.raises(feel.FeelSyntaxError, match="half-width"):
        feel.expression("金额＞1000")


def test_full_width_sign_in_a_declared_name_is_part_of_it() -> None:
    assert feel.expression("金额（元） > 1000", ["金额（元）"])({"金额（元）": 1500}) is True


@pytest.mark.parametrize("text", ["1, 2", "> 5, not(", "]"])
def test_unary_tests_are_checked_too(text: str) -> None:
    if text == "1, 2":
        assert feel.unary_tests(text)(2, {})
    else:
        with pytest.raises(feel.FeelSyntaxError):
            feel.unary_tests(text)


def test_condition_is_true_or_false_or_an_error_that_names_what_was_missing() -> None:
    condition = feel.expression('amount > 1000 and status = "ok"')
    assert condition.condition({"amount": 1500, "status": "ok"}) is True
    assert condition.condition({"amount": 5}) is False
    with pytest.raises(feel.FeelError, match="without a value: amount") as caught:
        condition.condition({"status": "ok"})
    assert caught.value.facts["missing"] == ["amount"]


def test_a_value_no_expression_can_read_is_an_error() -> None:
    with pytest.raises(feel.FeelError, match="no value an expression can read"):
        feel.expression("x")({"x": object()})
