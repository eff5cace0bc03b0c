"""Seeded random expressions of the everyday kind, which every FEEL engine should agree on."""

from __future__ import annotations

from random import Random

VARIABLES = {"x": 5, "y": [1, 2, 3], "金额": 1500, "区域": "B", "form": {"age": 30, "city": "临江"}}
LEAVES = {
    "number": ["0", "1", "2", "7", "0.5", "-3", "12.25", "x", "金额", "form.age", "count(y)"],
    "string": ['"a"', '"A"', '"临江市"', '""', "区域", "form.city", '"2024-05-01"'],
    "boolean": ["true", "false", "x > 3", '区域 = "A"'],
    "list": ["[1, 2, 3]", "y", "[]", "[5, 3, 4]", "[2]"],
    "date": ['date("2024-02-29")', 'date("2023-12-31")', '@"2024-05-01"'],
    "days": ['duration("P1D")', '@"P10D"', '@"PT36H"'],
    "months": ['duration("P1M")', '@"P1Y"', '@"P14M"'],
}
SHAPES = {
    "number": [
        *("{number} + {number}", "{number} - {number}", "{number} * {number}", "{number} / {number}"),
        *("-({number})", "if {boolean} then {number} else {number}", "({number}) ** 2", "abs({number})"),
        *("floor({number})", "ceiling({number})", "modulo({number}, {number})", "sum({list})", "max({list})"),
        *(
            "min({list})",
            "mean({list})",
            "count({list})",
            "({list})[1]",
            "({list})[-1]",
            "string length({string})",
        ),
        *("({date}).year", "({date}).weekday", "({days}).days", "({months}).months", "{days} / {days}"),
        *("decimal({number}, 1)", "round half up({number}, 0)", "number(string({number}))", "median({list})"),
    ],
    "string": [
        *("{string} + {string}", "upper case({string})", "lower case({string})", "substring({string}, 1, 2)"),
        *("if {boolean} then {string} else {string}", "string({number})", 'substring before({string}, "江")'),
        *(
            'substring after({string}, "a")',
            'replace({string}, "a", "b")',
            "string({date})",
            "string({days})",
        ),
        *("string({months})", 'string join([{string}, {string}], "-")', "day of week({date})"),
    ],
    "boolean": [
        *("{number} < {number}", "{number} = {number}", "{number} != {number}", "{string} = {string}"),
        *("{boolean} and {boolean}", "{boolean} or {boolean}", "not({boolean})", "{number} in [1..10]"),
        *("{number} between {number} and {number}", "{string} in ({string}, {string})", "{date} < {date}"),
        *(
            "contains({string}, {string})",
            "starts with({string}, {string})",
            "list contains({list}, {number})",
        ),
        *(
            'matches({string}, "^[a-z]+$")',
            "some i in {list} satisfies i > {number}",
            "{number} in ({number}, > 5)",
        ),
        *(
            "every i in {list} satisfies i > {number}",
            "{date} = {date}",
            "{list} = {list}",
            "{days} < {days}",
        ),
        *("{number} instance of number", "{number} = null", "{string} < {string}", "{number} = {string}"),
        *("{boolean} and {number}", "{number} in ({number}..{number}]"),
    ],
    "list": [
        *("for i in {list} return i + {number}", "{list}[item > {number}]", "append({list}, {number})"),
        *(
            "concatenate({list}, {list})",
            "reverse({list})",
            "distinct values({list})",
            "flatten([{list}, {list}])",
        ),
        *(
            "sublist([1, 2, 3, 4], 2)",
            "sort({list}, function(a, b) a < b)",
            "for i in 1..3 return i * {number}",
        ),
        *(
            "union({list}, {list})",
            "index of({list}, {number})",
            "remove({list}, 1)",
            "insert before({list}, 1, {number})",
        ),
        *('split({string}, "a")',),
    ],
    "date": ["{date} + {months}", "{date} + {days}", "{date} - {days}", "date({date})"],
    "days": ["{days} + {days}", "{date} - {date}", "{days} * 2", "{days} - {days}"],
    "months": ["{months} + {months}", "{months} * 2", "years and months duration({date}, {date})"],
}


def expressions(seed: int, count: int) -> list[str]:
    random = Random(seed)
    return [_one(random, random.choice(sorted(SHAPES)), 2) for _ in range(count)]


def _one(random: Random, kind: str, depth: int) -> str:
    if depth == 0 or random.random() < 0.25:
        return random.choice(LEAVES[kind])
    shape = random.choice(SHAPES[kind])
    while (start := shape.find("{")) >= 0:
        end = shape.index("}", start)
        inner = _one(random, shape[start + 1 : end], depth - 1)
        whole = inner if start == 0 and end == len(shape) - 1 else f"({inner})" if " " in inner else inner
        shape = shape[:start] + whole + shape[end + 1 :]
    return shape
