"""What happened to a clock after it started: its pauses and extensions, and how they are written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.clock_rules import Level


@dataclass(frozen=True, slots=True)
class Pause:
    """Both ends are inside; no `end` = still open. `announced` counts working days."""

    start: date
    kind: str
    basis: str
    approver: str
    announced: int
    reason: str = ""
    end: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def ends_as_announced(self, calendar: WorkingCalendar) -> date:
        """The last of the announced working days; the first day of the pause is one of them if it is worked."""
        return calendar.add_working_days(self.start - timedelta(days=1), self.announced)

    def to_json(self) -> dict[str, Any]:
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat() if self.end else None,
            "kind": self.kind,
            "basis": self.basis,
            "approver": self.approver,
            "announced": self.announced,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Pause:
        return cls(
            start=date.fromisoformat(data["start"]),
            kind=data["kind"],
            basis=data["basis"],
            approver=data["approver"],
            announced=data["announced"],
            reason=data["reason"],
            end=date.fromisoformat(data["end"]) if data["end"] else None,
        )


@dataclass(frozen=True, slots=True)
class Extension:
    """`days` are in the unit of the clock."""

    days: int
    approver: str
    level: Level
    reason: str
    at: datetime

    def to_json(self) -> dict[str, Any]:
        return {
            "days": self.days,
            "approver": self.approver,
            "level": self.level,
            "reason": self.reason,
            "at": self.at.isoformat(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Extension:
        return cls(
            days=data["days"],
            approver=data["approver"],
            level=data["level"],
            reason=data["reason"],
            at=datetime.fromisoformat(data["at"]),
        )
