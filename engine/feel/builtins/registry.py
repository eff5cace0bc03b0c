"""How a Python function becomes a built-in FEEL function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tongban.engine.feel.values import Function

F = TypeVar("F", bound=Callable[..., Any])


class Registry:
    """One module's functions by their FEEL names."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}

    def __call__(
        self,
        name: str,
        *parameters: str,
        optional: int = 0,
        variadic: bool = False,
        budgeted: bool = False,
    ) -> Callable[[F], F]:
        """`parameters`: for every form of the call its names, separated by commas."""
        forms = tuple(tuple(form.split(", ")) if form else () for form in parameters)

        def register(call: F) -> F:
            self.functions[name] = Function(name, forms, call, budgeted, variadic, optional)
            return call

        return register
