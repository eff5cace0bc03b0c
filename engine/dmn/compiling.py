"""What the code of one DMN element is made with: texts compiled, problems collected, names kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tongban.engine.dmn.boxes import Box
from tongban.engine.dmn.item_types import Types
from tongban.engine.dmn.xml import problem
from tongban.engine.feel import FeelSyntaxError
from tongban.engine.feel.compilation import Check, Run
from tongban.engine.feel.expression import compile_expression, compile_tests_text
from tongban.engine.feel.scope import Scope
from tongban.engine.feel.types import coerce
from tongban.engine.feel.values import MISSING


class BoxCompiler:
    """One per element; `free` gathers the names its texts need from outside."""

    def __init__(
        self,
        file: str,
        names: frozenset[str],
        types: Types,
        bound: Iterable[str],
        makers: Mapping[type[Box], Callable[[BoxCompiler, Any], Run]],
    ) -> None:
        self.file = file
        self._makers = makers
        self.names = names
        self.types = types
        self.bound = list(bound)
        self.free: set[str] = set()
        self.seen: set[str] = set()
        self.problems: list[dict[str, str]] = []

    def run(self, box: Box) -> Run:
        made = self._makers[type(box)](self, box)
        wanted = self.types.named(box.type)
        if wanted is None:
            return made

        def typed(scope: Scope) -> Any:
            value = coerce(made(scope), wanted)
            return None if value is MISSING else value

        return typed

    def expression(self, text: str, owner: str) -> Run:
        try:
            compiled = compile_expression(text, self.names, self.types)
        except FeelSyntaxError as wrong:
            self.problems.append(problem(self.file, owner, "dmn.expression", wrong.message))
            return null
        self.seen |= compiled.names
        self.free.update(compiled.names.difference(self.bound))
        return compiled.run

    def tests(self, text: str, owner: str) -> Check:
        try:
            compiled = compile_tests_text(text, self.names, self.types)
        except FeelSyntaxError as wrong:
            self.problems.append(problem(self.file, owner, "dmn.expression", wrong.message))
            return lambda value, scope: None
        self.seen |= compiled.names
        self.free.update(compiled.names.difference(self.bound))
        return compiled.check

    @contextmanager
    def binding(self, *names: str) -> Iterator[None]:
        before = len(self.bound)
        self.bound.extend(names)
        try:
            yield
        finally:
            del self.bound[before:]


def null(scope: Scope) -> None:
    return None
