"""The rows of what is being designed: drafts of diagrams and items, each a folder of named files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class DesignDraft:
    """A folder somebody works on; `revision` counts its changes, and whoever saves names the one they read.

    `problems` is what keeps it from being deployed, as it was found when it was saved.
    """

    id: str
    kind: str  # diagram | item
    name: str
    revision: int
    created_by: str
    created_at: datetime
    updated_by: str
    updated_at: datetime
    deployable: bool
    problems: list[dict[str, Any]] = field(default_factory=list)
    deployment_id: str | None = None
    deployed_revision: int | None = None


@dataclass(slots=True)
class DesignFile:
    """One file of a draft, byte for byte; `revision` is the draft's when the file was last changed."""

    draft_id: str
    path: str
    content: bytes
    sha256: str
    revision: int
