"""FEEL, the only expression language: compiled once to closures, run within a budget, never as Python."""

from __future__ import annotations

from tongban.engine.feel.budget import Budget
from tongban.engine.feel.builtins import BUILTINS
from tongban.engine.feel.errors import BudgetExceeded, FeelError, FeelSyntaxError
from tongban.engine.feel.expression import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_tests_text,
    expression,
    unary_tests,
)
from tongban.engine.feel.json_text import dumps, loads
from tongban.engine.feel.json_values import to_feel, to_json, to_python

__all__ = [
    "BUILTINS",
    "Budget",
    "BudgetExceeded",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "UnaryTests",
    "compile_expression",
    "compile_tests_text",
    "dumps",
    "expression",
    "is_expression",
    "loads",
    "strip",
    "to_feel",
    "to_json",
    "to_python",
    "unary_tests",
]


def is_expression(text: str) -> bool:
    """An attribute that starts with `=` is FEEL; any other is the text it is."""
    return text.lstrip().startswith("=")


def strip(text: str) -> str:
    """`= amount > 5` without the sign that marks it."""
    text = text.strip()
    return text[1:].strip() if text.startswith("=") else text
