"""What holds for every file: it says what it is, stays short, and runs no text as code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from architecture.source import Module, all_files, inside, modules

LONGEST = 300
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
# The benchmark's yardstick: our compiled conditions beside the interpreter's own.
MEASURES_IT = {"bench/feel.py"}
RUNS_DATA = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle"}


def test_every_module_says_what_it_is() -> None:
    silent = [module.where for module in modules() if not ast.get_docstring(module.tree)]
    assert [where for where in silent if not where.endswith("__init__.py")] == []


def test_no_file_is_longer_than_one_can_take_in() -> None:
    too_long = {module.where: len(module.text.splitlines()) for module in all_files()}
    assert {where: lines for where, lines in too_long.items() if lines > LONGEST} == {}


def test_no_text_or_data_is_run_as_code() -> None:
    files = [module for module in all_files() if module.where not in MEASURES_IT]
    assert [found for module in files for found in _runs(module)] == []


def test_nothing_is_left_for_later() -> None:
    marks = tuple("".join(letters) for letters in (("TO", "DO"), ("FIX", "ME")))
    wrong = [
        f"{module.where}:{number}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), 1)
        if any(mark in line for mark in marks)
    ]
    assert wrong == []


def _runs(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNS_TEXT:
            yield f"{module.where}:{node.lineno} {node.func.id}()"
    forbidden = (*RUNS_DATA, *(f"builtins.{name}" for name in RUNS_TEXT))
    for wanted in module.imports:
        if any(inside(wanted.name, name) for name in forbidden):
            yield f"{module.where}:{wanted.line} {wanted.name}"
