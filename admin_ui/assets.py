"""Where the browser finds styles and islands: hashed names from the build's manifest, tags without inline code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

STATIC = Path(__file__).parent / "static"
BASE = "/assets/"


@cache
def manifest() -> Mapping[str, Any]:
    """What the build made; nothing when the pages run without their scripts."""
    path = STATIC / "dist" / "manifest.json"
    built: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return built


@cache
def licences() -> list[dict[str, str]]:
    """Name, version and licence of everything the build put into the scripts and styles."""
    path = STATIC / "dist" / "licences.json"
    found: list[dict[str, str]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return found


@cache
def font_licences() -> dict[str, str]:
    """The licences of the typefaces the documents are set in."""
    names = {"Noto Sans SC": "noto-sans-sc.txt", "Noto Serif SC": "noto-serif-sc.txt"}
    return {name: (STATIC / "licences" / file).read_text("utf-8") for name, file in names.items()}


def chunks(name: str) -> Iterator[Mapping[str, Any]]:
    """The chunks of an island, what it imports first."""
    seen: set[str] = set()

    def walk(key: str) -> Iterator[Mapping[str, Any]]:
        if key in seen or key not in manifest():
            return
        seen.add(key)
        for imported in manifest()[key].get("imports", ()):
            yield from walk(imported)
        yield manifest()[key]

    yield from walk(f"admin_ui/src/islands/{name}.js")


def island(name: str) -> Markup:
    """The tags that load one island: its styles, its shared chunks, itself."""
    parts = list(chunks(name))
    styles = dict.fromkeys(style for part in parts for style in part.get("css", ()))
    tags = [Markup('<link rel="stylesheet" href="{}dist/{}">').format(BASE, style) for style in styles]
    tags += [
        Markup('<link rel="modulepreload" href="{}dist/{}">').format(BASE, p["file"]) for p in parts[:-1]
    ]
    tags += [
        Markup('<script type="module" src="{}dist/{}"></script>').format(BASE, p["file"]) for p in parts[-1:]
    ]
    return Markup("\n").join(tags)


@cache
def asset(name: str) -> str:
    """The address of a file that is served as it stands, changing when its content changes."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{BASE}{name}?v={digest}"
