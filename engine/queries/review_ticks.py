"""What has been ticked on a case, by whom and when: papers compared with the originals, review points looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import bpmn
from tongban.engine.domain.actor import Actor
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import desk, people
from tongban.engine.ports import Case, Library
from tongban.engine.use_cases.review_ticks import PAPER
from tongban.engine.use_cases.views import english_name

TICK = desk.review_tick
MATERIAL = tables.material
MOST = 500


def review_ticks(
    connection: Connection, actor: Actor, library: Library, found: Case
) -> dict[str, list[dict[str, Any]]]:
    """`{papers, points}`, each a list of `{key, by, by_name, by_name_en, at, mine, replaced}`, the first ticked first.

    `replaced`: the file was exchanged after somebody had compared it, so it has to be compared again. A point of the
    item's own process also has its `name`, `name_en`, and its `step`, `step_en`.
    """
    elements = library.item(found.item_version_id).process.elements
    person = people.person
    rows = connection.execute(
        select(
            TICK.c.kind,
            TICK.c.key,
            TICK.c.username,
            TICK.c.at,
            person.c.name,
            person.c.name_en,
            MATERIAL.c.added_at,
        )
        .join(person, person.c.username == TICK.c.username, isouter=True)
        .join(
            MATERIAL,
            (MATERIAL.c.case_id == TICK.c.case_id)
            & (MATERIAL.c.code == TICK.c.key)
            & (MATERIAL.c.state == "current")
            & (TICK.c.kind == PAPER),
            isouter=True,
        )
        .where(TICK.c.case_id == found.id)
        .order_by(TICK.c.at, TICK.c.kind, TICK.c.key, TICK.c.username)
        .limit(MOST)
    )
    ticks: dict[str, list[dict[str, Any]]] = {"papers": [], "points": []}
    for row in rows:
        ticks["papers" if row.kind == PAPER else "points"].append(
            {
                "key": row.key,
                "by": row.username,
                "by_name": row.name or row.username,
                "by_name_en": row.name_en or row.name or row.username,
                "at": row.at,
                "mine": row.username == actor.id,
                "replaced": row.added_at is not None and row.added_at > row.at,
                **(_named(elements, row.key) if row.kind != PAPER else {}),
            }
        )
    return ticks


def _named(elements: Mapping[str, bpmn.Element], key: str) -> dict[str, Any]:
    """What a point and its step are called; by their ids where a later version no longer has them."""
    step, _, point = key.partition("/")
    element = elements.get(step)
    if element is None:
        return {"name": point, "name_en": point, "step": step, "step_en": step}
    known = next((one for one in element.extensions.review_points if one.id == point), None)
    return {
        "name": known.name if known else point,
        "name_en": known.name_en if known else point,
        "step": element.name,
        "step_en": english_name(element),
    }
