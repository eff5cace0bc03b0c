"""Each measure of the statistics: which figures it is made from, and the rows they become."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

HOUR = 3600

Group = tuple[str, str]
Sums = dict[Group, tuple[int, int]]


def _on_time(sums: dict[str, Sums]) -> list[dict[str, Any]]:
    rows: dict[Group, dict[str, Any]] = {}
    for (group, key), (n, _) in sums["on_time"].items():
        clock, _, kept = key.partition(":")
        row = rows.setdefault(
            (group, clock), {"group": group, "clock": clock, "kept": 0, "late": 0, "rate": None}
        )
        row[kept] += n
    for row in rows.values():
        row["rate"] = _share(row["kept"], row["kept"] + row["late"])
    return [rows[key] for key in sorted(rows)]


def _durations(sums: dict[str, Sums]) -> list[dict[str, Any]]:
    """Mean time from acceptance to decision, and of each limit what was used and what was allowed."""
    found = []
    for (group, _), (n, total) in sorted(sums["duration"].items()):
        found.append({"group": group, "clock": None, "n": n, "mean_hours": _mean(total / HOUR, n)})
    for (group, key), (n, total) in sorted(sums["used"].items()):
        clock, _, unit = key.partition(":")
        allowed = sums["allowed"].get((group, key), (n, 0))[1]
        found.append(
            {
                "group": group,
                "clock": clock,
                "unit": unit,
                "n": n,
                "mean_used": _mean(total, n),
                "mean_allowed": _mean(allowed, n),
            }
        )
    return found


def _spent(measure: str, late: str) -> Callable[[dict[str, Sums]], list[dict[str, Any]]]:
    def shape(sums: dict[str, Sums]) -> list[dict[str, Any]]:
        found = [
            {
                "group": group,
                "key": key,
                "n": n,
                "hours": round(total / HOUR, 2),
                "mean_hours": _mean(total / HOUR, n),
                "late": sums[late].get((group, key), (0, 0))[0],
                "late_rate": _share(sums[late].get((group, key), (0, 0))[0], n),
            }
            for (group, key), (n, total) in sums[measure].items()
        ]
        return sorted(found, key=lambda row: (row["group"], -row["hours"], row["key"]))

    return shape


def _counted(measure: str) -> Callable[[dict[str, Sums]], list[dict[str, Any]]]:
    def shape(sums: dict[str, Sums]) -> list[dict[str, Any]]:
        totals: dict[str, int] = {}
        for (group, _), (n, _) in sums[measure].items():
            totals[group] = totals.get(group, 0) + n
        return [
            {"group": group, "key": key, "n": n, "share": _share(n, totals[group])}
            for (group, key), (n, _) in sorted(sums[measure].items())
        ]

    return shape


Shape = Callable[[dict[str, Sums]], list[dict[str, Any]]]
MEASURES: dict[str, tuple[tuple[str, ...], Shape]] = {
    "on-time": (("on_time",), _on_time),
    "durations": (("duration", "used", "allowed"), _durations),
    "bottlenecks": (("step", "step_late"), _spent("step", "step_late")),
    "people": (("person", "person_late"), _spent("person", "person_late")),
    "ratings": (("rating",), _counted("rating")),
    "ratings-again": (("rating_again",), _counted("rating_again")),
    "cases": (("cases",), _counted("cases")),
    "channels": (("channel",), _counted("channel")),
    "alarms": (("alarm",), _counted("alarm")),
    "openness": (("open",), _counted("open")),
}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(total: float, n: int) -> float:
    return round(total / n, 2) if n else 0.0
