"""Patterns mean what they mean to JavaScript, and none can run away."""

from __future__ import annotations

import pytest
from effort import within

from tongban.forms.patterns import Unsafe, read_pattern


@pytest.mark.parametrize(
    ("pattern", "value", "matches"),
    [
        ("^\\d{17}[0-9X]$", "42990019851231002X", True),
        ("^\\d+$", "１２３", False),
        ("^a$", "a\n", False),
        ("b", "abc", True),
        ("^(?:甲|乙)\\s丙$", "乙\u3000丙", True),
        ("^[\\u4e00-\\u9fa5]{2,20}$", "临江市", True),
        ("^(\\d{1,3}\\.){3}\\d{1,3}$", "10.0.0.1", True),
        ("^[^@\\s]+@[^@\\s]+\\.[a-z]{2,8}$", "a@b.cn", True),
        ("^[A-Z&&[]+$", "A&[", True),
        ("^a{,2}$", "a{,2}", True),
        ("a|b$", "xb", True),
        ("^\\-\\/$", "-/", True),
        ("(" * 149 + ")" * 149, "", True),
        ("^1[3-9]\\d{9}$", "13800000000", True),
    ],
)
def test_it_matches(pattern: str, value: str, matches: bool) -> None:
    assert read_pattern(pattern).matches(value) is matches


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a*)*",
        "(a|aa)+$",
        "(a?){50}a{50}",
        "((a{1,9}){1,9}){1,9}",
        "(.*)(.*)(.*)(.*)(.*)x",
        "a++",
        "a**",
        "*a",
        "(a",
        "a)",
        "[a",
        "[]",
        "[a--b]",
        "(?=a)",
        "(?<=a)b",
        "(?<n>a)",
        "(a)\\1",
        "\\p{Han}",
        "\\",
        "\\u12",
        "a{3,2}",
        "[z-a]",
        "x" * 301,
    ],
)
def test_it_refuses(pattern: str) -> None:
    with pytest.raises(Unsafe):
        read_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["^.*a.*b$", "^[a]*[a]*[a]*x$", "a*a*x", "^(a?){20}a{20}x$", "^\\d+\\d+$"]
)
def test_the_worst_value_is_quick(pattern: str) -> None:
    try:
        read = read_pattern(pattern)
    except Unsafe:
        return
    values = ("a" * read.longest, "1" * read.longest, "a" * 100_000)
    within(2, lambda: [read.matches(value) for value in values])
