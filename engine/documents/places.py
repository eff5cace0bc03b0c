"""Where the shipped templates are."""

from __future__ import annotations

from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "templates"


def shipped_text(type_: str) -> str:
    """The template of a type as it is shipped; KeyError when there is none."""
    path = TEMPLATES / f"{type_}.typ"
    if type_ == "base" or not path.is_file() or path.parent != TEMPLATES:
        raise KeyError(type_)
    return path.read_text(encoding="utf-8")
