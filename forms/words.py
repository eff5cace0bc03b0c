"""Texts with FEEL in them: a whole expression ("= …") or `{{…}}` inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongban.forms.errors import NoEvaluator
from tongban.forms.model import Evaluate, plain

PLACE = re.compile(r"\{\{([^{}]{1,500})\}\}")


@dataclass(frozen=True)
class Asker:
    """Evaluates the expressions of one form."""

    evaluate: Evaluate | None

    def ask(self, text: str, variables: Mapping[str, Any]) -> Any:
        if self.evaluate is None:
            raise NoEvaluator
        return self.evaluate(text.removeprefix("=").strip(), variables)

    def fill(
        self, text: str, variables: Mapping[str, Any], quote: Callable[[str], str] = lambda text: text
    ) -> str:
        """The text with its expressions answered; `quote` protects what comes from data."""
        if text.startswith("="):
            return quote(as_words(self.ask(text, variables)))
        return PLACE.sub(lambda found: quote(as_words(self.ask(found.group(1), variables))), text)


def is_expression(text: Any) -> bool:
    return isinstance(text, str) and text.startswith("=")


def inner_expressions(text: str) -> list[str]:
    if is_expression(text):
        return [text[1:].strip()]
    return [found.strip() for found in PLACE.findall(text)]


def as_words(value: Any) -> str:
    """A FEEL result as a reader sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, int | Decimal):
        return plain(value)
    if isinstance(value, list | tuple):
        return ", ".join(as_words(each) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {as_words(each)}" for key, each in value.items())
    return str(value)
