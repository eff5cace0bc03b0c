"""What a reader wants to know of a case's record: what people did, the running limits, and outcomes by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

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
INNER_TYPES = ("task.opened", "task.cancelled", "case.state_changed")
PASSING_CLOCKS = ("step", "correction")
TB = "{https://tongban.org/schema/bpmn/1.0}"


def deeds(record: Iterable[Row]) -> list[dict[str, Any]]:
    """What people did, in order; the same deed of the same person several times in a row is said once."""
    told: list[dict[str, Any]] = []
    for row in record:
        kind = str(row.get("type", ""))
        if kind.startswith(INNER) or kind in INNER_TYPES:
            continue
        last = told[-1] if told else None
        if last and all(
            last.get(key) == row.get(key) for key in ("type", "actor", "step", "number", "reason")
        ):
            last["times"] += 1
        else:
            told.append({**row, "times": 1})
    return told


def limits(clocks: Iterable[Row]) -> list[Row]:
    """The clocks still worth reading: those that run, and the limits of the whole case."""
    return [clock for clock in clocks if clock["state"] != "stopped" or clock["kind"] not in PASSING_CLOCKS]


def outcomes(xml: str) -> dict[tuple[str, str], dict[str, str]]:
    """The outcomes a chart offers, by element and id, with their names."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    found = {}
    for outcome in etree.fromstring(xml.encode(), parser).iter(f"{TB}outcome"):
        holder = outcome.getparent().getparent()
        names = {
            "name": outcome.get("name", ""),
            "name_en": outcome.get("nameEn", ""),
            "kind": outcome.get("kind", ""),
        }
        found[holder.get("id"), outcome.get("id")] = names
    return found


def opinions(given: Iterable[Row], xml: str) -> list[dict[str, Any]]:
    """The opinions with what was decided in words."""
    known = outcomes(xml)
    return [{**one, "decided": known.get((one["element"], one.get("outcome") or ""), {})} for one in given]


def with_limits(tasks: Iterable[Row], steps: Iterable[Row]) -> list[dict[str, Any]]:
    """Open work with the working days left, as the chart's step has them."""
    left = {step["element"]: step for step in steps}
    return [{**task, **_left(task, left.get(task["element"], {}))} for task in tasks]


def _left(task: Row, step: Row) -> dict[str, Any]:
    if not task.get("due") or task.get("days_left") is not None:
        return {}
    return {"days_left": step.get("days_left")}
