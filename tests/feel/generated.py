"""Random FEEL: well-formed trees written as text, and texts broken by a few changes."""

from __future__ import annotations

from hypothesis import strategies as st

from tongban.engine import feel

ATOMS = [
    *("0", "1", "2.5", "-1", "100", "0.1", "1e30", "1e6000", '"a"', '"中文"', '""', '"(a+)+$"'),
    *("true", "false", "null", "x", "y", "列表", "?", "item", "partial", "[]", "[1, 2, 3]", '["a", "b"]'),
    *("{a: 1, b: 2}", "[1..5]", "(> 3)", "]1..9[", "[[1], [2, [3]]]", "function(a) a", "sum"),
    *('@"2024-02-29"', '@"2024-05-01T10:00:00"', '@"2024-05-01T10:00:00Z"', '@"10:00:00+08:00"'),
    *('@"2024-05-01T10:00:00@Europe/Paris"', '@"P1D"', '@"-PT3H"', '@"P1Y2M"', '@"-999999999-01-01"'),
]
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "..", ","]
SHAPES = [
    "({0})",
    "[{0}, {1}]",
    "{{a: {0}, b: {1}}}",
    "{0}[{1}]",
    "({0}).a",
    "if {0} then {1} else {2}",
    "for i in {0} return {1}",
    "for i in {0}..{1}, j in {2} return i",
    "some i in {0} satisfies {1}",
    "every i in {0} satisfies i = {1}",
    "{0} between {1} and {2}",
    "{0} in ({1}, {2})",
    "{0} in [{1}..{2})",
    "{0} instance of number",
    "(function(a) {0})({1})",
    "-({0})",
    "not({0})",
]
CALLS = [(name, len(form)) for name, function in feel.BUILTINS.items() for form in function.parameters]
VARIABLES = {"x": 5, "y": [1, 2, {"a": 1}], "列表": [1.5, None, "s"], "?": 3}


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    three = st.tuples(inner, inner, inner)
    shaped = st.builds(lambda shape, parts: shape.format(*parts), st.sampled_from(SHAPES), three)
    joined = st.builds(lambda a, sign, b: f"{a} {sign} {b}", inner, st.sampled_from(OPERATORS), inner)
    called = st.builds(
        lambda call, parts: f"{call[0]}({', '.join((*parts, *parts)[: call[1]])})",
        st.sampled_from(CALLS),
        three,
    )
    return joined | shaped | called


expressions = st.recursive(st.sampled_from(ATOMS), _compound, max_leaves=8)


def _broken(text: str, place: int, sign: str) -> str:
    place %= len(text) + 1
    return text[:place] + sign + text[place + (sign == "") :]


broken = st.builds(
    _broken, expressions, st.integers(0, 500), st.sampled_from([*'()[]{}.,:"@?<>=!*/-+ \n\\中a1e', ""])
)
texts = st.text(max_size=60) | expressions | broken
