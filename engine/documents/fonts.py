"""Where the Chinese fonts of the documents are, and which characters they can draw."""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst

from tongban.engine.errors import EngineError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENVIRONMENT = "TONGBAN_FONT_DIR"
SERIF = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC")
SANS = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC")
# Only the weights the templates use: every file costs start-up time and 10-15 MB.
PACKAGES = tuple(
    ROOT / "node_modules" / "@expo-google-fonts" / folder
    for folder in (
        "noto-serif-sc/400Regular",
        "noto-serif-sc/700Bold",
        "noto-sans-sc/400Regular",
        "noto-sans-sc/500Medium",
    )
)
SYSTEM = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto-cjk"),
    Path("/usr/local/share/fonts"),
)


class FontsMissing(EngineError):
    """No Chinese font was found, so no document can be made."""

    code = "fonts_missing"


@dataclass(frozen=True)
class FontSet:
    """Loaded fonts with the two families the templates ask for."""

    fonts: typst.Fonts
    serif: str
    sans: str
    drawable: frozenset[int]
    folders: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def font_set() -> FontSet:
    return find(os.environ)


def find(environ: Mapping[str, str], places: Iterable[Sequence[Path]] | None = None) -> FontSet:
    for folders in places if places is not None else _places(environ):
        found = _load([folder for folder in folders if folder.is_dir()])
        if found:
            return found
    raise FontsMissing(
        "No Chinese font was found. Run `make setup` (it installs Noto Serif SC and Noto Sans SC), or "
        f"install the package fonts-noto-cjk, or set {ENVIRONMENT} to a folder with "
        "NotoSerifSC and NotoSansSC files."
    )


def _places(environ: Mapping[str, str]) -> Iterator[Sequence[Path]]:
    own = environ.get(ENVIRONMENT)
    if own:
        if not Path(own).is_dir():
            raise FontsMissing(f"{ENVIRONMENT} names {own}, which is not a folder.", folder=own)
        yield (Path(own),)
    yield (HERE / "fonts",)
    yield (ROOT / "var" / "fonts",)
    yield PACKAGES
    for folder in SYSTEM:
        yield (folder,)


def _load(folders: Sequence[Path]) -> FontSet | None:
    if not folders:
        return None
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))
    families = set(fonts.families())
    serif = next((name for name in SERIF if name in families), None)
    sans = next((name for name in SANS if name in families), None)
    one = serif or sans
    if one is None:
        return None
    files = {info.path for info in fonts.fonts() if info.path}
    drawable = frozenset().union(*(characters(Path(file)) for file in files))
    return FontSet(fonts, serif or one, sans or one, drawable, tuple(str(folder) for folder in folders))


def characters(file: Path) -> set[int]:
    """The code points a TrueType/OpenType file (or the first font of a collection) maps to a glyph."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as font:
        return _characters(font)


def _characters(font: mmap.mmap) -> set[int]:
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    tables = struct.unpack_from(">H", font, start + 4)[0]
    for place in range(start + 12, start + 12 + 16 * tables, 16):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, place)
        if tag == b"cmap":
            return set(_mapped(font, offset))
    return set()


def _mapped(font: mmap.mmap, cmap: int) -> Iterator[int]:
    for record in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * record)[2]
        form = struct.unpack_from(">H", font, table)[0]
        if form == 12:
            for group in range(struct.unpack_from(">I", font, table + 12)[0]):
                first, last, _ = struct.unpack_from(">III", font, table + 16 + 12 * group)
                yield from range(first, last + 1)
        elif form == 4:
            count = struct.unpack_from(">H", font, table + 6)[0] // 2
            ends = struct.unpack_from(f">{count}H", font, table + 14)
            starts = struct.unpack_from(f">{count}H", font, table + 16 + 2 * count)
            for first, last in zip(starts, ends, strict=True):
                yield from range(first, last + 1)
