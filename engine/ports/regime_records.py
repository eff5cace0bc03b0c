"""The rows of the regimes: projects with a green channel, and marks against those who broke a commitment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class GreenProject:
    """重点项目: its cases take the green channel; `factor` is the share of the promise that is left."""

    id: str
    code: str
    name: str
    name_en: str
    factor: str
    tracker: str
    state: str  # active | ended
    created_by: str
    created_at: datetime
    applicant_id_no: str | None = None
    note: str = ""
    ended_by: str | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class CreditMark:
    """失信承诺记录: somebody's commitment was found broken; until repaired they get no new one."""

    id: str
    id_type: str
    id_no: str
    name: str
    case_no: str
    item_code: str
    reason: str
    state: str  # active | repaired
    marked_by: str
    marked_at: datetime
    repaired_by: str | None = None
    repaired_at: datetime | None = None
    repair_reason: str | None = None
