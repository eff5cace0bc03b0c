"""An office with a key project, and the items of the regimes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import SYSTEM, AddGreenProject, AttachMaterial, items

ENERGY, AGENCY = "energy-review", "hr-service-licence"
LIVESTOCK, ELSEWHERE = "breeding-livestock-licence", "sole-trader-elsewhere"
PROJECT = "LJ-2026-ZD-003"


@pytest.fixture
def project(office: Office) -> dict[str, Any]:
    """A key project at half the promise, watched by the supervisor."""
    return office.engine.execute(
        AddGreenProject(PROJECT, "产业园一期", "he.supervisor", name_en="Park, phase 1"), SYSTEM
    )


@pytest.fixture
def applied(office: Office) -> Callable[..., str]:
    """Register a sample's application with its files, or those of them that are named."""

    def apply(folder: str, sample: str = "granted", *, only: Any = None, **changes: Any) -> str:
        item = office.publish(Path(CONTENT) / folder)
        recipes = next(one for one in item.samples.values() if one.key == sample).materials
        kept = {code: how for code, how in recipes.items() if only is None or int(code[-3:]) in only}
        files = tuple(
            (code, items.file_name(how, code), items.make_file(how, code)) for code, how in kept.items()
        )
        case = office.register(item, sample, **{"materials": files, **changes})
        return str(case["case_no"])

    return apply


def hand_in(office: Office, number: str, folder: str, serial: int, who: str) -> None:
    """A file for one line of the list."""
    item = items.read_item(items.read_folder(Path(CONTENT) / folder))
    code = item.sheet.materials[serial - 1].code
    recipe = items.FileRecipe("pdf")
    command = AttachMaterial(number, code, items.file_name(recipe, code), items.make_file(recipe, code))
    office.engine.execute(command, office.actor(who))


def codes(folder: str, *serials: int) -> list[str]:
    """Material codes by their place in the list."""
    item = items.read_item(items.read_folder(Path(CONTENT) / folder))
    return [item.sheet.materials[serial - 1].code for serial in serials]


def clocks(office: Office, number: str) -> dict[str, dict[str, Any]]:
    """The clock of each kind that counts, else one that is over."""
    found = sorted(office.case(number)["clocks"], key=lambda one: one["state"] != "stopped")
    return {one["kind"]: one for one in found}


def rules(refused: Any) -> list[str]:
    return [one.get("rule", one["field"]) for one in refused.value.errors]
