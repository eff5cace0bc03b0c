"""申请材料: each document an applicant hands in, and the rules its files must keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongban.engine.domain.file_name import clean_file_name, extension_of
from tongban.engine.domain.file_type import TYPES
from tongban.engine.domain.material import FileRule, known_formats
from tongban.engine.items import vocabulary
from tongban.engine.items.wording import NOTHING, Part, Text

KEYS = (
    *("code", "name", "group", "required", "core", "original", "copies", "medium", "source", "issuer"),
    *("grade", "basis", "seal", "files", "note", "commitment"),
)
MEGABYTE = 1024 * 1024
Pixels = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Group:
    """A labelled pack of materials."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Format:
    """What one file format must keep."""

    name: str
    max_bytes: int
    min_pixels: Pixels = None
    max_pixels: Pixels = None
    max_pages: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """`core` materials must be there to accept; the others may follow when the item allows it.

    `commitment` is what the applicant promises in writing where that may stand for the material.
    """

    code: str
    name: Text
    group: str
    required: bool
    core: bool
    original: int
    copies: int
    medium: str
    source: str
    issuer: Text
    grade: str
    basis: str
    seal: bool
    note: Text
    formats: Mapping[str, Format]
    commitment: Text = NOTHING

    @property
    def electronic(self) -> bool:
        return self.medium != "paper"

    def rule(self, file_name: str = "") -> FileRule:
        """What a file of this name is held against: the rule of its format, else the widest of all."""
        extension = extension_of(clean_file_name(file_name)) if file_name else ""
        for one in self.formats.values():
            if extension in TYPES[one.name].extensions:
                return FileRule(
                    self.code,
                    frozenset(self.formats),
                    one.max_bytes,
                    min_pixels=one.min_pixels,
                    max_pixels=one.max_pixels,
                    max_pages=one.max_pages,
                )
        most = max((one.max_bytes for one in self.formats.values()), default=20 * MEGABYTE)
        return FileRule(self.code, frozenset(self.formats), most)

    @classmethod
    def read(cls, part: Part) -> Material:
        part.only(KEYS)
        medium = part.choice("medium", vocabulary.MEDIA, default="both")
        formats = part.part("files", required=medium != "paper")
        formats.only(known_formats())
        return cls(
            code=part.text("code"),
            name=part.words("name"),
            group=part.text("group", required=False),
            required=part.flag("required"),
            core=part.flag("core", default=True),
            original=part.number("original", 0),
            copies=part.number("copies", 0),
            medium=medium,
            source=part.choice("source", vocabulary.SOURCES),
            issuer=part.words("issuer", required=False),
            grade=part.choice("grade", vocabulary.GRADES, default="C"),
            basis=part.text("basis"),
            seal=part.flag("seal", default=False),
            note=part.words("note", required=False),
            formats={
                str(key): _format(str(key), formats.part(str(key)))
                for key in formats.data
                if key in known_formats()
            },
            commitment=part.words("commitment", required=False),
        )


def _format(name: str, part: Part) -> Format:
    part.only(("min_pixels", "max_pixels", "max_bytes", "max_pages"))
    most = part.number("max_bytes", 20 * MEGABYTE)
    if not 1 <= most <= 100 * MEGABYTE:
        part.report("value", "须在 1 字节与 100 MB 之间 / between 1 byte and 100 MB", part.at("max_bytes"))
    pages = part.number("max_pages") if part.has("max_pages") else None
    low, high = _pixels(part, "min_pixels"), _pixels(part, "max_pixels")
    if low and high and (low[0] > high[0] or low[1] > high[1]):
        part.report("value", "大于上限 / is above max_pixels", part.at("min_pixels"))
    return Format(name, most, low, high, pages)


def _pixels(part: Part, key: str) -> Pixels:
    found = part.data.get(key)
    if found is None:
        return None
    if not isinstance(found, list) or len(found) != 2 or not all(_whole(one) for one in found):
        part.report("type", "须为 [宽, 高] / must be [width, height]", part.at(key))
        return None
    return found[0], found[1]


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 100_000
