"""The project's Python files as parsed trees, with what each of them imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMESPACE = "tongban"
CODE = ("forms", "engine", "migrations", "api", "admin_ui", "processes")
REST = ("tests", "bench")


@dataclass(frozen=True)
class Import:
    """One imported thing by its full dotted name, such as tongban.engine.feel or sqlalchemy.Table."""

    name: str
    line: int
    only_for_types: bool
    in_function: bool


@dataclass(frozen=True)
class Module:
    """One file: its name under the namespace (engine.feel.parser), or its path when it is not installed."""

    name: str
    path: Path
    tree: ast.Module
    text: str

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(_imports(self.tree, only_for_types=False, in_function=False))


@cache
def modules() -> tuple[Module, ...]:
    """What is installed."""
    return tuple(_read(CODE))


@cache
def all_files() -> tuple[Module, ...]:
    """What is installed, the tests, the benchmarks and the packaging."""
    return (*modules(), *_read(REST), _module(ROOT / "setup.py"))


def inside(name: str, package: str) -> bool:
    """Whether the dotted name is the package or something in it."""
    return name == package or name.startswith(f"{package}.")


def _read(folders: tuple[str, ...]) -> Iterator[Module]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield _module(path)


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, ast.parse(text, filename=str(path)), text)


def _imports(node: ast.AST, *, only_for_types: bool, in_function: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, only_for_types, in_function)
        elif isinstance(child, ast.ImportFrom):
            start = "." * child.level + (child.module or "")
            for alias in child.names:
                yield Import(f"{start}.{alias.name}", child.lineno, only_for_types, in_function)
        else:
            yield from _imports(
                child,
                only_for_types=only_for_types or _asks_for_type_checking(child),
                in_function=in_function
                or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda),
            )


def _asks_for_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
