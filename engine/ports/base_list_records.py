"""The rows of base lists 基本目录: entries that an authority above has fixed and offices claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class BaseEntry:
    """One entry of the list `source`; its code stands once in each list."""

    id: str
    source: str
    code: str
    name: str
    name_en: str
    item_type: str
    levels: list[str]
    organ: str
    basis: list[dict[str, Any]]
    imported_by: str
    imported_at: datetime
