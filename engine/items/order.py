"""In which order item folders are published: a joint item after the items it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

SHEET = "item.yaml"
# A key of the sheet itself begins its line; a full reading is not needed to tell.
SECTION = b"\njoint:"


def publishing_order(folders: Iterable[Path]) -> list[Path]:
    """The same folders, joint items last; folders without a sheet keep their place."""
    return sorted(folders, key=_is_joint)


def _is_joint(folder: Path) -> bool:
    sheet = folder / SHEET
    return sheet.is_file() and SECTION in sheet.read_bytes()
