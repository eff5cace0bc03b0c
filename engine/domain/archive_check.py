"""Whether an archive somebody hands in may be kept: unpacked for trial in small pieces, archives within it too."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

MOST_MEMBERS = 2_000
MOST_UNPACKED = 500 * 1024 * 1024
MOST_RATIO = 200
#: A table in a text in a package of files: nobody packs deeper by hand.
MOST_LEVELS = 3
#: An archive within an archive is held in memory to be looked into.
MOST_INNER = 50 * 1024 * 1024
#: What a double click would run.
_PROGRAMS = (
    ".exe", ".com", ".scr", ".pif", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta",
    ".jar", ".lnk", ".cpl", ".reg", ".apk",
)  # fmt: skip
_ZIP = b"PK\x03\x04"
_ENCRYPTED = 1
_HEAD, _STEP, _PIECE = 30, 1 << 16, 1 << 20
# zipfile raises NotImplementedError of its own for a version of the format that is newer than it knows.
_BROKEN = (BadZipFile, LargeZipFile, ValueError, NotImplementedError, OverflowError, zlib.error)

Problem = tuple[str, str]
BOMB: Problem = ("bomb", "压缩包展开过大 / the archive unpacks to too much")
DAMAGED: Problem = ("sound", "压缩包已损坏 / the archive is damaged")


class _TooMuchError(Exception):
    """An archive within the archive is larger than is looked into."""


@dataclass(slots=True)
class _Budget:
    """What is left of members and bytes, for the file and every archive within it together."""

    unpacked: int
    members: int = MOST_MEMBERS
    problems: dict[Problem, None] = field(default_factory=dict)


def names_in(content: bytes) -> frozenset[str] | None:
    """What the members are called; None for what is no readable archive."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except _BROKEN:
        return None


def problems_of(content: bytes) -> tuple[Problem, ...]:
    """Pairs (rule, what is wrong in both languages); nothing is unpacked beyond MOST_UNPACKED or MOST_RATIO."""
    budget = _Budget(min(MOST_UNPACKED, MOST_RATIO * max(len(content), 10_000)))
    _look(content, budget, 1)
    return tuple(budget.problems)


def _look(content: bytes, budget: _Budget, level: int) -> None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
        found = list(_of_members(content, members, budget))
        if level > MOST_LEVELS:
            found.append(BOMB)
        budget.problems.update(dict.fromkeys(found))
        # What is told already is not unpacked on top.
        if not found:
            for member in members:
                inner = _unpacked(content, member)
                if inner is not None:
                    _look(inner, budget, level + 1)
    except _TooMuchError:
        budget.problems[BOMB] = None
    except _BROKEN:
        budget.problems[DAMAGED] = None


def _of_members(content: bytes, members: list[ZipInfo], budget: _Budget) -> Iterator[Problem]:
    budget.members -= len(members)
    budget.unpacked -= sum(member.file_size for member in members)
    if budget.members < 0 or budget.unpacked < 0:
        yield BOMB
    if any(member.flag_bits & _ENCRYPTED for member in members):
        yield ("sound", "压缩包已加密 / the archive is encrypted")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        yield ("sound", "压缩方式不受支持 / the archive is packed in an uncommon way")
    if any(_escapes(member.filename) for member in members):
        yield ("sound", "压缩包内有越界路径 / a path leads out of the archive")
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        yield ("active", "文件含有宏 / the file carries macros")
    # Windows takes no notice of dots and blanks behind a name.
    if any(member.filename.rstrip(" .").lower().endswith(_PROGRAMS) for member in members):
        yield ("active", "压缩包内有程序 / the archive holds a program")
    if any(end > start for (_, end), (start, _) in pairwise(sorted(_span(one) for one in members))):
        # Many members that share the same bytes: small on disk, endless when unpacked.
        yield BOMB


def _span(member: ZipInfo) -> tuple[int, int]:
    start = member.header_offset
    return start, start + _HEAD + len(member.orig_filename) + member.compress_size


def _unpacked(content: bytes, member: ZipInfo) -> bytes | None:
    """The member if it is an archive itself; BadZipFile when it is not as long as it says."""
    head = content[member.header_offset : member.header_offset + _HEAD]
    if len(head) < _HEAD or not head.startswith(_ZIP):
        raise BadZipFile
    start = member.header_offset + _HEAD + _short(head, 26) + _short(head, 28)
    packed = content[start : start + member.compress_size]
    if member.compress_type == ZIP_STORED:
        if len(packed) != member.file_size or member.compress_size != member.file_size:
            raise BadZipFile
        return packed if packed.startswith(_ZIP) else None
    kept: list[bytes] = []
    length = 0
    for piece in _pieces(packed):
        length += len(piece)
        if length > member.file_size:
            raise BadZipFile
        if kept or (length == len(piece) and piece.startswith(_ZIP)):
            kept.append(piece)
            if length > MOST_INNER:
                raise _TooMuchError
    if length != member.file_size:
        raise BadZipFile
    return b"".join(kept) if kept else None


def _pieces(packed: bytes) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _STEP):
        left, is_more = packed[at : at + _STEP], True
        while is_more and not unpacking.eof:
            piece = unpacking.decompress(left, _PIECE)
            left = unpacking.unconsumed_tail
            is_more = bool(left) or len(piece) == _PIECE
            if piece:
                yield piece
    if not unpacking.eof:
        raise BadZipFile


def _short(head: bytes, at: int) -> int:
    return int.from_bytes(head[at : at + 2], "little")


def _escapes(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or name.startswith(("/", "\\")) or "\0" in name or ":" in parts[0]
