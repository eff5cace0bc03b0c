"""What a browser has to load, from the build's manifest: small, and small it stays."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tongban.admin_ui import assets

ROOT = Path(__file__).parents[2]
KIB = 1024
#: Island to the most its scripts and its styles may weigh, compressed.
BUDGETS = {
    "app": (15 * KIB, 0),
    "desk": (3 * KIB, 0),
    "form": (370 * KIB, 14 * KIB),
    "rules": (255 * KIB, 9 * KIB),
    "viewer": (68 * KIB, 6 * KIB),
    "modeler": (190 * KIB, 8 * KIB),
    "replay": (68 * KIB, 6 * KIB),
    "work": (KIB, 0),
}

built = pytest.mark.skipif(not assets.manifest(), reason="the islands are not built: npm run build")


def weight(names: list[str]) -> int:
    files = (assets.STATIC / "dist" / name for name in names)
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in files)


@built
@pytest.mark.parametrize("island", BUDGETS)
def test_an_island_stays_within_its_budget(island: str) -> None:
    parts = list(assets.chunks(island))
    assert parts, f"{island} was not built"
    scripts = weight([part["file"] for part in parts])
    styles = weight(sorted({style for part in parts for style in part.get("css", ())}))
    most_script, most_style = BUDGETS[island]
    assert scripts <= most_script
    assert styles <= most_style


@built
def test_every_built_entry_has_a_budget() -> None:
    entries = {part["name"] for part in assets.manifest().values() if part.get("isEntry")}
    assert entries == set(BUDGETS)


def test_the_style_sheet_is_small() -> None:
    assert len(gzip.compress((assets.STATIC / "tongban.css").read_bytes(), 9)) <= 8 * KIB


@built
def test_an_island_is_loaded_by_tags_without_inline_code() -> None:
    tags = str(assets.island("viewer"))
    assert tags.count("<script") == 1
    assert 'type="module" src="/assets/dist/' in tags
    assert '<link rel="stylesheet"' in tags


def test_an_unknown_island_loads_nothing() -> None:
    assert str(assets.island("nowhere")) == ""


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
