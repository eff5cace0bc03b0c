"""What a reader wants to know of a case: what people did, day by day, the running limits, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.admin_ui import wording
from tongban.admin_ui.language import text
from tongban.admin_ui.session import engine, person
from tongban.engine import errors

Row = Mapping[str, Any]
#: What the engine writes down for itself; it stands in the full record only.
INNER = (
    "instance.",
    "clock.",
    "notice.",
    "timer.",
    "activity.",
    "variables.",
    "sign.",
    "message.",
    "decision.",
)
INNER_TYPES = ("task.opened", "task.cancelled", "case.state_changed", "task.draft_saved")
#: What somebody did comes before what followed from it.
FIRST = ("task.", "case.registered", "case.supplemented", "case.rated")
PASSING_CLOCKS = ("step", "correction")


def days(record: Iterable[Row], opinions: Iterable[Row] = ()) -> list[dict[str, Any]]:
    """What people did, day by day; what happened in one act is one entry, its consequences under it."""
    names = {(one["name"], one["outcome"]): decided(one) for one in opinions}
    told: list[dict[str, Any]] = []
    for act in deeds(record):
        day = wording.day(act["at"])
        if not told or told[-1]["day"] != day:
            told.append({"day": day, "acts": []})
        act["outcome_told"] = names.get((act["what"].get("step"), act["what"].get("outcome")), "")
        told[-1]["acts"].append(act)
    return told


def deeds(record: Iterable[Row]) -> list[dict[str, Any]]:
    """One entry for all that one person did at one moment, in order."""
    acts: list[dict[str, Any]] = []
    for row in record:
        kind = str(row.get("type", ""))
        if kind.startswith(INNER) or kind in INNER_TYPES:
            continue
        last = acts[-1] if acts else None
        if last and (last["at"], last["actor"]) == (row["at"], row["actor"]):
            last["rows"].append(row)
        else:
            who = {name: row.get(name) for name in ("actor", "actor_name", "actor_name_en")}
            acts.append({"at": row["at"], **who, "rows": [row]})
    for act in acts:
        first = next((row for row in act["rows"] if str(row["type"]).startswith(FIRST)), act["rows"][0])
        act["what"] = first
        act["more"] = counted(row for row in act["rows"] if row is not first)
    return acts


def counted(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The same said once, with how often and every number it has."""
    told: list[dict[str, Any]] = []
    for row in rows:
        same = next((one for one in told if one["type"] == row["type"]), None)
        number = row.get("number")
        if same:
            same["times"] += 1
            same["numbers"] += [number] if number else []
        else:
            told.append({**row, "times": 1, "numbers": [number] if number else []})
    return told


def limits(clocks: Iterable[Row]) -> list[Row]:
    """The clocks still worth reading: those that run, and the limits of the whole case."""
    return [clock for clock in clocks if clock["state"] != "stopped" or clock["kind"] not in PASSING_CLOCKS]


def opinions(given: Iterable[Row]) -> list[Row]:
    """What people said for the record, in the order they said it."""
    return sorted((one for one in given if one.get("opinion")), key=lambda one: one["at"])


def decided(one: Row) -> str:
    """What somebody decided, by the name the chart gives it."""
    named = text(one, "outcome_name")
    return wording.word(wording.OUTCOMES, one.get("outcome")) if named == one.get("outcome") else named


def with_limits(tasks: Iterable[Row], steps: Iterable[Row]) -> list[dict[str, Any]]:
    """Open work with the working days left, as the chart's step has them."""
    left = {step["element"]: step for step in steps}
    return [{**task, **_left(task, left.get(task["element"], {}))} for task in tasks]


def _left(task: Row, step: Row) -> dict[str, Any]:
    if not task.get("due") or task.get("days_left") is not None:
        return {}
    return {"days_left": step.get("days_left")}


def phrases(kind: str | None = None) -> list[str]:
    """The sentences the reader's unit often uses."""
    try:
        found = engine().queries.phrases(person(), kind=kind)["items"]
    except errors.NotAllowed:
        return []
    return list(dict.fromkeys(one["text"] for one in found))
