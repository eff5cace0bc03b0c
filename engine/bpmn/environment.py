"""What an `Execution` asks of its surroundings while it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

Binding = Literal["latest", "version", "deployment"]


class Environment(Protocol):
    """The decisions a business rule task may call."""

    def decide(
        self, key: str, binding: Binding, version: int | None, variables: Mapping[str, Any]
    ) -> tuple[Any, Sequence[Mapping[str, Any]]]:
        """The outputs of decision `key` for these variables, and the rules that matched."""


class NoEnvironment:
    """For processes that decide nothing by table."""

    def decide(
        self, key: str, binding: Binding, version: int | None, variables: Mapping[str, Any]
    ) -> tuple[Any, Sequence[Mapping[str, Any]]]:
        raise LookupError(f"there is no decision {key}")
