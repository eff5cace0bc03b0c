"""An item as a folder or a zip: its files by path, after everything that could do harm is refused."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from tongban.engine import errors

MOST_FILES = 200
MOST_BYTES = 20 * 1024 * 1024
MOST_RATIO = 200
# flow.bpmn, form.json, forms/x.json, samples/x.json, templates/x.docx … and nothing hidden.
PART = re.compile(r"[^\W_.][\w .()（）-]{0,99}", re.UNICODE)
IGNORED = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini", "__pycache__"})


def read_pack(source: Path | bytes) -> dict[str, bytes]:
    """The files of a folder, or of a zip given as bytes or path; InvalidItem names what cannot be taken."""
    if isinstance(source, bytes):
        return read_zip(source)
    if source.is_dir():
        return read_folder(source)
    if not source.is_file():
        raise errors.NotFound(f"There is no item folder or zip at {source}.", path=str(source))
    if source.stat().st_size > MOST_BYTES:
        raise _refuse(None, "size", "大于 20 MB / larger than 20 MB")
    return read_zip(source.read_bytes())


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its path with forward slashes."""
    found: dict[str, bytes] = {}
    size = 0
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        _check_name(name)
        size += path.stat().st_size
        _check_extent(len(found) + 1, size)
        found[name] = path.read_bytes()
    return found


def read_zip(content: bytes) -> dict[str, bytes]:
    """Every file of the zip; one folder around them all is taken off."""
    if len(content) > MOST_BYTES:
        raise _refuse(None, "size", "大于 20 MB / larger than 20 MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = dict(_unpack(archive))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _refuse(None, "zip", f"不是有效的 zip 文件 / not a zip that can be read: {error}") from error
    return without_top_folder(found)


def without_top_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files when they all lie in one folder that holds the sheet: zipping a folder adds it."""
    if "item.yaml" in files:
        return dict(files)
    tops = {name.partition("/")[0] for name in files}
    if len(tops) == 1 and f"{next(iter(tops))}/item.yaml" in files:
        return {name.partition("/")[2]: content for name, content in files.items()}
    return dict(files)


def check_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same limits for files that came some other way, e.g. one by one over HTTP."""
    for name in files:
        _check_name(name)
    _check_extent(len(files), sum(map(len, files.values())))
    return without_top_folder(files)


def content_hash(files: Mapping[str, bytes]) -> str:
    """One hash of all names and contents, whatever their order."""
    digest = sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in IGNORED or path.name.startswith("."):
            continue
        if path.is_symlink():
            raise _refuse(path.name, "symlink", "不接受符号链接 / symbolic links are not taken")
        if path.is_dir():
            yield from _walk(path)
        elif path.is_file():
            yield path


def _unpack(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = [one for one in archive.infolist() if not one.is_dir() and not _is_ignored(one.filename)]
    _check_extent(len(entries), sum(one.file_size for one in entries))
    seen: set[str] = set()
    left = MOST_BYTES
    for entry in entries:
        name = entry.filename
        _check_name(name)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _refuse(name, "symlink", "不接受符号链接 / symbolic links are not taken")
        if name.casefold() in seen:
            raise _refuse(name, "duplicate", "文件重复 / the file is there twice")
        if entry.file_size > 64 * 1024 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise _refuse(name, "bomb", "压缩比异常 / packed suspiciously tight")
        seen.add(name.casefold())
        with archive.open(entry) as stream:
            # The size in the header may lie.
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise _refuse(name, "size", "解压后大于 20 MB / larger than 20 MB when unpacked")
        yield name, content


def _is_ignored(name: str) -> bool:
    return any(part in IGNORED or (part.startswith(".") and part != "..") for part in name.split("/"))


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    if "\\" in name or "\0" in name or path.is_absolute() or ".." in path.parts or ":" in name:
        raise _refuse(name, "path", "路径越界 / the path leaves the folder")
    if len(path.parts) > 5 or not all(PART.fullmatch(part) for part in path.parts):
        raise _refuse(name, "path", "文件名不合规 / not a usable file name")


def _check_extent(count: int, size: int) -> None:
    if count > MOST_FILES:
        raise _refuse(None, "count", f"文件多于 {MOST_FILES} 个 / more than {MOST_FILES} files")
    if size > MOST_BYTES:
        raise _refuse(None, "size", "总量大于 20 MB / larger than 20 MB in all")


def _refuse(name: str | None, rule: str, message: str) -> errors.InvalidItem:
    shown = name[:200] if name else None
    text = f"{shown}: {message}" if shown else message
    return errors.InvalidItem(
        text,
        errors=[{"file": shown, "element": None, "rule": rule, "message": message, "severity": "error"}],
    )
