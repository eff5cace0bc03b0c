"""Names: Chinese, with spaces, with operators inside; which of them an expression reads."""

from __future__ import annotations

import pytest

from tongban.engine import feel


@pytest.mark.parametrize(
    ("text", "names", "variables", "expected"),
    [
        ("金额 + 手续费", ["金额", "手续费"], {"金额": 1, "手续费": 2}, 3),
        ("loan amount * 2", ["loan amount"], {"loan amount": 5}, 10),
        ("loan amount - fee", ["loan", "loan amount", "fee"], {"loan amount": 5, "fee": 1}, 4),
        ("first-name", ["first-name", "first", "name"], {"first-name": "a", "first": 3, "name": 1}, "a"),
        ("first - name", ["first-name", "first", "name"], {"first-name": "a", "first": 3, "name": 1}, 2),
        ("Person's age + 1", ["Person's age"], {"Person's age": 30}, 31),
        ("date of birth", ["date of birth"], {"date of birth": "x"}, "x"),
        ("terms and conditions = true", ["terms and conditions"], {"terms and conditions": True}, True),
        ("person.first name", ["person"], {"person": {"first name": "张三"}}, "张三"),
        ("申请人.证件 号码", ["申请人"], {"申请人": {"证件 号码": "4299"}}, "4299"),
        ("undeclared name + 1", [], {"undeclared name": 1}, 2),
        ("🐎 + 1", ["🐎"], {"🐎": 1}, 2),
        ("{总 价: 3, 双倍: 总 价 * 2}.双倍", [], {}, 6),
        ("for my item in [1, 2] return my item * 2", [], {}, [2, 4]),
    ],
)
def test_name_is_found(text: str, names: list[str], variables: dict[str, object], expected: object) -> None:
    assert feel.to_json(feel.expression(text, names)(variables)) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("amount > limit", {"amount", "limit"}),
        ("for x in items return x + rate", {"items", "rate"}),
        ("sum(for i in 1..3 return i)", set()),
        ("function(a) a + b", {"b"}),
        ("{a: 1, b: a + c}", {"c"}),
        ("form.applicant.age >= 18", {"form"}),
        ("some y in ys satisfies y = z", {"ys", "z"}),
        ("count(list) > 0 and now() > start", {"list", "start"}),
    ],
)
def test_names_are_the_free_variables(text: str, names: set[str]) -> None:
    assert feel.expression(text).names == names


def test_inside_a_filter_only_declared_names_are_variables() -> None:
    assert feel.expression("items[price > limit]").names == {"items"}
    assert feel.expression("items[price > limit]", ("items", "limit")).names == {"items", "limit"}


def test_a_variable_may_carry_the_name_of_a_built_in_function() -> None:
    variables = {"count": 5, "date": "2024-05-01", "list": [1, 2]}
    assert feel.to_json(feel.expression("count + count(list)")(variables)) == 7
    assert feel.to_json(feel.expression("date(date)")(variables)) == "2024-05-01"


def test_equal_text_is_compiled_once() -> None:
    assert feel.expression("a + 1") is feel.expression("a + 1")


def test_strip_takes_the_mark_of_an_expression_away() -> None:
    taken = [feel.strip(text) for text in ("= x > 1", "  =x", "x")]
    assert taken == ["x > 1", "x", "x"]
    assert feel.is_expression("= x") and not feel.is_expression("x = 1")
