"""What the forms library refuses: a broken form definition, or a condition nobody can evaluate."""

from __future__ import annotations

from collections.abc import Iterable


class FormError(Exception):
    """The form cannot be used."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class InvalidForm(FormError):
    """The form definition does not hold; `problems` lists every fault as {path, rule, message}."""

    def __init__(self, problems: Iterable[dict[str, str]]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{p['path']}: {p['message']}" for p in self.problems[:5]))

    @property
    def errors(self) -> list[dict[str, str]]:
        """The same, by the name other refusals use."""
        return self.problems


class NoEvaluator(FormError):
    """The form has a FEEL expression, but was read without a function to evaluate one."""


class UnknownCheck(FormError):
    """The form names a check that was not handed in."""
