"""Charts as plain numbers for templates: bars that stand beside their own table, columns over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

WIDTH, HEIGHT, FOOT = 640, 180, 24
MOST_COLUMNS = 62
LABELS = 8


def bars(rows: Iterable[Mapping[str, Any]], value: str, second: str | None = None) -> list[dict[str, Any]]:
    """Each row with `bar`, its share of the longest in per cent, and `bar_more` for what is put behind it."""
    found = [dict(row) for row in rows]
    longest = max((row[value] + (row[second] if second else 0) for row in found), default=0)
    for row in found:
        row["bar"] = _share(row[value], longest)
        row["bar_more"] = _share(row[second], longest) if second else 0
    return found


def columns(rows: Iterable[Mapping[str, Any]], low: str, high: str) -> dict[str, Any]:
    """One column per row, `low` at its foot and `high` on top of it, with a scale of whole numbers."""
    shown = list(rows)[-MOST_COLUMNS:]
    top = _round_up(max((row[low] + row[high] for row in shown), default=0))
    room = HEIGHT - FOOT - 10
    step = WIDTH / max(len(shown), 1)
    wide = min(step * 0.7, 48)
    every = max(1, -(-len(shown) // LABELS))
    drawn = []
    for number, row in enumerate(shown):
        foot, head = (room * row[name] / top if top else 0 for name in (low, high))
        drawn.append(
            {
                "x": round(step * number + (step - wide) / 2, 2),
                "middle": round(step * (number + 0.5), 2),
                "wide": round(wide, 2),
                "low": round(foot, 2),
                "low_y": round(HEIGHT - FOOT - foot, 2),
                "high": round(head, 2),
                "high_y": round(HEIGHT - FOOT - foot - head, 2),
                "label": row["group"] if number % every == 0 else "",
            }
        )
    lines = [{"y": round(HEIGHT - FOOT - room * part, 2), "label": round(top * part)} for part in (0, 0.5, 1)]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "base": HEIGHT - FOOT,
        "columns": drawn,
        "lines": lines if top else [],
        "rows": shown,
    }


def _share(value: float, longest: float) -> float:
    return round(100 * value / longest, 2) if longest else 0


def _round_up(top: float) -> int:
    """The next number a scale may end with: even, so that its middle is whole."""
    scale = 2
    while scale < top:
        scale = scale * 5 // 2 if str(scale).startswith("2") and scale > 2 else scale * 2
    return scale + scale % 2
