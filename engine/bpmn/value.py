"""A text of the diagram that gives a value at run time: literal, FEEL, or text with expressions in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors, feel
from tongban.engine.feel.budget import fits_text


@dataclass(frozen=True, slots=True)
class Value:
    """`parts` are literals and expressions; one part gives its own value, several give text."""

    element: str
    place: str
    text: str
    parts: tuple[Any, ...]

    def __call__(self, variables: Mapping[str, Any], budget: feel.Budget | None = None) -> Any:
        """`budget` is what all expressions of one place may cost together."""
        if len(self.parts) == 1:
            return self._part(self.parts[0], variables, budget)
        budget = budget or feel.Budget()
        texts, size = [], 0
        for part in self.parts:
            texts.append(_as_text(self._part(part, variables, budget)))
            size += len(texts[-1])
            try:
                fits_text(size)
            except feel.BudgetExceeded as error:
                raise self._failed(error) from error
        return "".join(texts)

    def true(self, variables: Mapping[str, Any], budget: feel.Budget | None = None) -> bool:
        """Whether a condition holds; null and everything else that is not true is no."""
        part = self.parts[0]
        if not isinstance(part, feel.Expression):
            return part is True
        try:
            return part(variables, budget=budget) is True
        except feel.FeelError as error:
            raise self._failed(error) from error

    @property
    def expressions(self) -> Iterator[feel.Expression]:
        return (part for part in self.parts if isinstance(part, feel.Expression))

    @property
    def is_literal(self) -> bool:
        return not any(self.expressions)

    def whole(self, variables: Mapping[str, Any]) -> int:
        """A number of a version, or ExpressionFailed."""
        number = self(variables)
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 2**31:
            raise self._failed(f"is not a whole number but {shown(number)}")
        return number

    def _part(self, part: Any, variables: Mapping[str, Any], budget: feel.Budget | None) -> Any:
        if not isinstance(part, feel.Expression):
            return part
        try:
            return feel.to_json(part(variables, budget=budget))
        except feel.FeelError as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception | str) -> errors.ExpressionFailed:
        return errors.ExpressionFailed(
            f"{self.element}: {self.place} `{self.text[:200]}`: {error}",
            element=self.element,
            place=self.place,
            text=self.text[:200],
        )


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def shown(value: Any) -> str:
    """A value in a message, however large it is."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def literal(element: str, place: str, content: Any) -> Value:
    return Value(element, place, str(content), (content,))
