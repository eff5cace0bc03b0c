"""References between elements and files resolved, all logic compiled, circles found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongban.engine.dmn.compile_boxes import MAKERS
from tongban.engine.dmn.compiling import BoxCompiler
from tongban.engine.dmn.definitions import Definitions, Element
from tongban.engine.dmn.item_types import Types
from tongban.engine.dmn.xml import problem
from tongban.engine.feel.compilation import Run
from tongban.engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Linked:
    """An element with its code; `sees` maps what it requires to the path of names it is seen under."""

    element: Element
    run: Run | None
    type: Type | None
    sees: tuple[tuple[str, tuple[str, ...]], ...]
    free: frozenset[str]


class Linker:
    """`problems` gathers what is wrong; a reference that leads nowhere is left out."""

    def __init__(self, files: Sequence[Definitions]) -> None:
        self.files = {definitions.namespace: definitions for definitions in files}
        self.elements = {
            element.key: (element, definitions) for definitions in files for element in definitions.elements
        }
        self.names = frozenset[str]().union(*(definitions.names for definitions in files))
        self.types: dict[str, Types] = {}
        self.problems: list[dict[str, str]] = []

    def link(self) -> dict[str, Linked]:
        linked = {key: self._link(element, file) for key, (element, file) in self.elements.items()}
        self._find_circles()
        return linked

    def _types(self, definitions: Definitions, above: tuple[str, ...] = ()) -> Types:
        if definitions.namespace not in self.types:
            imported = {
                alias: self._types(self.files[namespace], (*above, definitions.namespace))
                for alias, namespace in definitions.imports
                if namespace in self.files and namespace not in (*above, definitions.namespace)
            }
            self.types[definitions.namespace] = Types(definitions, imported)
        return self.types[definitions.namespace]

    def _link(self, element: Element, definitions: Definitions) -> Linked:
        types = self._types(definitions)
        wanted = [*element.requires, *element.outputs, *element.inputs]
        for key in wanted:
            if key not in self.elements:
                self._problem(definitions, element, "dmn.reference", f"refers to {key}, which is not there")
        aliases = {namespace: alias for alias, namespace in definitions.imports}
        sees = tuple(
            (key, self._path(key, definitions, aliases)) for key in element.requires if key in self.elements
        )
        bound = [path[0] for _, path in sees]
        compiler = BoxCompiler(definitions.file, self.names, types, [*bound, element.name], MAKERS)
        run = compiler.run(element.logic) if element.logic is not None else None
        self.problems += compiler.problems
        return Linked(element, run, types.named(element.type), sees, frozenset(compiler.free))

    def _path(self, key: str, definitions: Definitions, aliases: Mapping[str, str]) -> tuple[str, ...]:
        element, home = self.elements[key]
        alias = aliases.get(home.namespace)
        return (alias, element.name) if alias and home is not definitions else (element.name,)

    def _problem(self, definitions: Definitions, element: Element, rule: str, message: str) -> None:
        self.problems.append(problem(definitions.file, element.id, rule, message))

    def _find_circles(self) -> None:
        """Takes away what requires nothing that is left, until only circles are left."""
        requires = {
            key: {one for one in (*element.requires, *element.outputs) if one in self.elements and one != key}
            for key, (element, _) in self.elements.items()
        }
        while free := {key for key, needed in requires.items() if not needed}:
            requires = {key: needed - free for key, needed in requires.items() if key not in free}
        for key in requires:
            element, definitions = self.elements[key]
            self._problem(definitions, element, "dmn.circle", "requires itself in a circle")
