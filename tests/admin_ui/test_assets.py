"""What a browser has to load, from the build's manifest: small, and small it stays."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from tongban.admin_ui import assets

ROOT = Path(__file__).parents[2]
KIB = 1024
#: Island to the most its scripts and its styles may weigh, compressed.
BUDGETS = {
    "app": (16 * KIB, 0),
    "desk": (3 * KIB, 0),
    "form": (370 * KIB, 14 * KIB),
    "rules": (255 * KIB, 9 * KIB),
    "viewer": (68 * KIB, 6 * KIB),
    "modeler": (190 * KIB, 8 * KIB),
    "replay": (68 * KIB, 6 * KIB),
    "work": (KIB, 0),
}

#: What an office machine's Chrome 90 does not know; what libraries ask for before they use it is not in the list.
UNKNOWN_SCRIPT = re.compile(
    r"structuredClone\(|Object\.hasOwn\(|Object\.groupBy\(|\.findLast(Index)?\(|\.to(Sorted|Reversed|Spliced)\("
    r"|\.at\(-?\d|randomUUID\(|AbortSignal\.(any|timeout)\(|URL\.canParse\(|withResolvers\(|fromAsync\("
    r"|\.(showPopover|togglePopover|checkVisibility)\(|static\{"
)
UNKNOWN_STYLE = re.compile(
    r":has\(|@container|@layer|@scope|@property|@starting-style|color-mix\(|light-dark\(|\boklch\(|\d[dsl]v[hw]\b"
    r"|(?m:^\s*&)|\b(inset-area|anchor-name|text-wrap|field-sizing|content-visibility)\s*:"
)
#: Islands and sheets of the pages where processes are designed, which ask for a current browser.
DESIGNERS = {"form", "modeler", "replay", "rules"}
DESIGNERS_SHEETS = {
    "publishing.css",
    "studio.css",
    "studio_editors.css",
    "studio_steps.css",
    "studio_try.css",
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


@built
@pytest.mark.parametrize("island", sorted(BUDGETS.keys() - DESIGNERS))
def test_an_island_of_everyday_pages_runs_in_an_old_browser(island: str) -> None:
    parts = list(assets.chunks(island))
    for name in [part["file"] for part in parts]:
        found = UNKNOWN_SCRIPT.search((assets.STATIC / "dist" / name).read_text("utf-8"))
        assert found is None, name


def test_the_sheets_of_everyday_pages_are_read_by_an_old_browser() -> None:
    """Ours: the chart's library mixes colours only for what nobody can do on a chart that is looked at."""
    sheets = [path for path in assets.STATIC.glob("*.css") if path.name not in DESIGNERS_SHEETS]
    sheets += (ROOT / "admin_ui/src/diagram").glob("*.css")
    found = {
        f"{path.name}:{number}": line
        for path in sheets
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if UNKNOWN_STYLE.search(line)
    }
    assert not found
    assert UNKNOWN_STYLE.search("a:has(b) { height: 100dvh }") and UNKNOWN_SCRIPT.search("structuredClone(a)")


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
