"""A file someone uploads, held against the rule of its material: every broken rule is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import NoReturn

from tongban.engine import errors
from tongban.engine.domain.file_name import clean_file_name, extension_of
from tongban.engine.domain.file_type import TYPES, Content, inspect

USUAL_FORMATS = frozenset({"pdf", "ofd", "jpg", "png"})
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileRule:
    """Pixel limits are for the page held upright or sideways: width and height may change places."""

    code: str
    formats: frozenset[str] = USUAL_FORMATS
    max_bytes: int = 20 * MEGABYTE
    min_bytes: int = 1
    min_pixels: tuple[int, int] | None = None
    max_pixels: tuple[int, int] | None = None
    max_pages: int | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """`type` is a key of TYPES, `mime` what the file is served as."""

    sha256: str
    type: str
    mime: str
    size: int
    width: int | None
    height: int | None
    pages: int | None
    name: str


def check_file(rule: FileRule, name: str, content: bytes) -> FileFacts:
    """errors.Invalid with one entry {field, rule, message} for each thing that does not hold."""
    clean = clean_file_name(name)
    if len(content) > rule.max_bytes:
        # What is too big is not even opened.
        most = _size(rule.max_bytes)
        _refuse(rule, [("bytes", f"文件超过 {most} / the file is larger than {most}")])
    found = inspect(content)
    broken = [*_size_problems(rule, content), *_type_problems(rule, clean, found), *found.problems]
    broken += _extent_problems(rule, found)
    if broken or found.type is None:
        _refuse(rule, broken)
    return FileFacts(
        sha256(content).hexdigest(),
        found.type.id,
        found.type.mime,
        len(content),
        found.width,
        found.height,
        found.pages,
        clean,
    )


def _size_problems(rule: FileRule, content: bytes) -> Iterator[tuple[str, str]]:
    if not content:
        yield ("bytes", "文件是空的 / the file is empty")
    elif len(content) < rule.min_bytes:
        yield (
            "bytes",
            f"文件小于 {_size(rule.min_bytes)} / the file is smaller than {_size(rule.min_bytes)}",
        )


def _type_problems(rule: FileRule, name: str, found: Content) -> Iterator[tuple[str, str]]:
    wanted = ", ".join(sorted(rule.formats))
    if found.type is None or found.type.id not in rule.formats:
        seen = found.type.id if found.type else "?"
        yield ("type", f"文件类型须为 {wanted}，实为 {seen} / the file must be {wanted}, it is {seen}")
    extension = extension_of(name)
    if found.type is not None and extension not in found.type.extensions:
        yield (
            "extension",
            f"扩展名 .{extension} 与内容 {found.type.id} 不符"
            f" / the extension .{extension} is not that of {found.type.id}",
        )


def _extent_problems(rule: FileRule, found: Content) -> Iterator[tuple[str, str]]:
    if found.width is not None and found.height is not None:
        short, long = sorted((found.width, found.height))
        seen = f"{found.width}×{found.height}"
        if rule.min_pixels and (short < min(rule.min_pixels) or long < max(rule.min_pixels)):
            least = "×".join(map(str, rule.min_pixels))
            yield ("pixels", f"图像 {seen} 低于 {least} / the image of {seen} is below {least}")
        if rule.max_pixels and (short > min(rule.max_pixels) or long > max(rule.max_pixels)):
            most = "×".join(map(str, rule.max_pixels))
            yield ("pixels", f"图像 {seen} 高于 {most} / the image of {seen} is above {most}")
    if rule.max_pages is not None and (found.pages or 0) > rule.max_pages:
        yield ("pages", f"超过 {rule.max_pages} 页 / more than {rule.max_pages} pages")


def _refuse(rule: FileRule, broken: list[tuple[str, str]]) -> NoReturn:
    raise errors.Invalid(
        errors=[{"field": rule.code, "rule": name, "message": message} for name, message in broken]
    )


def _size(count: int) -> str:
    if count >= MEGABYTE and count % MEGABYTE == 0:
        return f"{count // MEGABYTE} MB"
    return f"{count // 1024} KB" if count >= 1024 else f"{count} B"


def known_formats() -> frozenset[str]:
    """What an item sheet may ask for."""
    return frozenset(TYPES)
