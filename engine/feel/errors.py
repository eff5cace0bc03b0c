"""What FEEL refuses: a text that is not FEEL, and an evaluation that would cost too much."""

from __future__ import annotations

from typing import ClassVar

from tongban.engine.errors import ExpressionFailed


class FeelError(ExpressionFailed):
    """The expression could not be evaluated."""

    code: ClassVar[str] = "expression_failed"


class FeelSyntaxError(FeelError):
    """The text is not FEEL."""

    code: ClassVar[str] = "expression_syntax"

    def __init__(self, text: str, offset: int, expected: str) -> None:
        self.text = text
        self.expected = expected
        self.line = text.count("\n", 0, offset) + 1
        self.column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        shown = text if len(text) <= 200 else text[:200] + "…"
        found = text[offset : offset + 12].split("\n")[0] or "the end"
        super().__init__(
            f"line {self.line}, column {self.column}: expected {expected}, found {found!r} in {shown!r}",
            line=self.line,
            column=self.column,
            expected=expected,
            text=shown,
        )


class BudgetExceeded(FeelError):
    """The expression costs more than it may."""

    code: ClassVar[str] = "expression_budget"


class NotApplicable(Exception):
    """An operation does not take these values; FEEL answers null. Never leaves this package."""
