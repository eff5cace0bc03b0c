"""Item folders and single definition files on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

SHEET = "item.yaml"
DEPLOYABLE = (".bpmn", ".dmn", ".form.json")


def is_item(path: Path) -> bool:
    return (path / SHEET).is_file()


def item_folders(paths: Iterable[Path]) -> Iterator[Path]:
    """Each path that is an item folder, and those directly inside the others."""
    for path in paths:
        if is_item(path):
            yield path
        elif path.is_dir():
            yield from (child for child in sorted(path.iterdir()) if is_item(child))


def definition_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Diagrams, decisions and forms that belong to no item folder."""
    for path in paths:
        if path.is_file():
            yield path
        elif path.is_dir() and not is_item(path):
            yield from (
                child
                for child in sorted(path.iterdir())
                if child.is_file() and child.name.endswith(DEPLOYABLE)
            )
