"""The rows of what is being designed: drafts of diagrams and items, each a folder of named files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class DesignDraft:
    """A folder somebody works on; `revision` counts its changes, and whoever saves names the one they read.

    `problems` is what keeps it from being deployed, as it was found when it was saved. `base_entry` is the entry of a
    base list it was begun with, `list/code`; what the list fixes stays what the list says.
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
    base_entry: str | None = None


@dataclass(slots=True)
class DesignFile:
    """One file of a draft, byte for byte; `revision` is the draft's when the file was last changed.

    `past` is the number of the last of its earlier contents that is kept; 0 when none is.
    """

    draft_id: str
    path: str
    content: bytes
    sha256: str
    revision: int
    past: int = 0


@dataclass(slots=True)
class DesignPast:
    """What a file of a draft was up to a moment; `revision` is the draft's since which it had been that."""

    draft_id: str
    path: str
    number: int
    content: bytes
    sha256: str
    revision: int
    size: int
    replaced_by: str
    replaced_at: datetime


@dataclass(slots=True)
class DesignStep:
    """One save of a draft, whatever it touched; `number` is the draft's revision that it made."""

    draft_id: str
    number: int
    state: str  # done | undone
    made_by: str
    made_at: datetime


@dataclass(slots=True)
class DesignStepFile:
    """What a step did to a file: the hashes before and after, and the content the file would have the other way round.

    While the step is done `content` is what was before, once it is undone what came after; None is no file.
    """

    draft_id: str
    number: int
    path: str
    content: bytes | None
    before: str | None
    after: str | None


@dataclass(slots=True)
class DesignComment:
    """What somebody remarked on an element of a file of a draft; open until somebody says it is settled."""

    id: str
    draft_id: str
    path: str
    element: str
    text: str
    author: str
    created_at: datetime
    resolved_by: str | None = None
    resolved_at: datetime | None = None
