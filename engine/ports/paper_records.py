"""The rows around documents: offices' own templates and how a type is issued, licences, archive packages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class DocumentTemplate:
    """One version of an office's own text of a document type; it never changes."""

    id: str
    unit: str
    type: str
    version: int
    text: str
    note: str
    created_by: str
    created_at: datetime


@dataclass(slots=True)
class DocumentRule:
    """How a unit issues a type: from which template (None: the shipped one), and whether in steps."""

    unit: str
    type: str
    template_id: str | None
    in_steps: bool
    changed_by: str
    changed_at: datetime


@dataclass(slots=True)
class Licence:
    """电子证照: what a result gives its holder; days are ISO text, `valid_to` None means without end."""

    id: str
    certificate_no: str
    document_id: str
    case_id: str
    case_no: str
    item_code: str
    type: str
    name: str
    name_en: str
    unit: str
    organ: str
    holder: str
    holder_id: str
    valid_from: str
    valid_to: str | None
    state: str  # valid | revoked | replaced
    issued_at: datetime
    holder_user: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None  # the number of the decision that ended it


@dataclass(slots=True)
class ArchivePackage:
    """归档包: the zip of a closed case, kept by its hash (empty: to be made); made again when the case went on."""

    case_id: str
    sha256: str
    size: int
    chain_no: int
    made_by: str
    made_at: datetime
