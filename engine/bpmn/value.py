"""A text of the diagram that gives a value at run time: literal, FEEL, or text with expressions in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors, feel


@dataclass(frozen=True, slots=True)
class Value:
    """`parts` are literals and expressions; one part gives its own value, several give text."""

    element: str
    place: str
    text: str
    parts: tuple[Any, ...]

    def __call__(self, variables: Mapping[str, Any]) -> Any:
        if len(self.parts) == 1:
            return self._part(self.parts[0], variables)
        return "".join(_as_text(self._part(part, variables)) for part in self.parts)

    def true(self, variables: Mapping[str, Any]) -> bool:
        """Whether a condition holds; null and everything else that is not true is no."""
        part = self.parts[0]
        if not isinstance(part, feel.Expression):
            return part is True
        try:
            return part(variables) is True
        except feel.FeelError as error:
            raise self._failed(error) from error

    @property
    def expressions(self) -> Iterator[feel.Expression]:
        return (part for part in self.parts if isinstance(part, feel.Expression))

    @property
    def is_literal(self) -> bool:
        return not any(self.expressions)

    def _part(self, part: Any, variables: Mapping[str, Any]) -> Any:
        if not isinstance(part, feel.Expression):
            return part
        try:
            return feel.to_json(part(variables))
        except feel.FeelError as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> errors.ExpressionFailed:
        return errors.ExpressionFailed(
            f"{self.element}: {self.place} `{self.text}`: {error}",
            element=self.element,
            place=self.place,
            text=self.text,
        )


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def literal(element: str, place: str, content: Any) -> Value:
    return Value(element, place, str(content), (content,))
