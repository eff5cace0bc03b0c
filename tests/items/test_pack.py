"""Packs: what a folder or a zip may contain, and what is refused before anything is read."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from tongban.engine import errors
from tongban.engine.items import check_files, content_hash, read_folder, read_pack, read_zip


def a_zip(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def rule_of(refused: pytest.ExceptionInfo[errors.InvalidItem]) -> str:
    return str(refused.value.errors[0]["rule"])


def test_a_folder_and_its_zip_are_the_same_pack(tmp_path):
    files = {"item.yaml": b"a", "forms/x.json": b"{}", "samples/准予.json": b"{}"}
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"hidden")
    assert read_folder(tmp_path) == files == read_zip(a_zip(files))
    assert read_zip(a_zip({f"my-item/{name}": content for name, content in files.items()})) == files
    assert content_hash(read_pack(tmp_path)) == content_hash(dict(reversed(files.items())))


def test_the_hash_changes_with_a_name_or_a_byte():
    hashes = {content_hash({"a": b"1"}), content_hash({"b": b"1"}), content_hash({"a": b"2"})}
    hashes.add(content_hash({"a": b"1", "b": b""}))
    assert len(hashes) == 4


@pytest.mark.parametrize(
    "name", ["../item.yaml", "/etc/passwd", "a/../../b", "a\\b.yaml", "C:evil", "a/b/c/d/e/f", "_x", "a\nb"]
)
def test_a_path_out_of_the_folder_is_refused(name):
    with pytest.raises(errors.InvalidItem) as refused:
        read_zip(a_zip({"item.yaml": b"", name: b""}))
    assert rule_of(refused) == "path"
    with pytest.raises(errors.InvalidItem):
        check_files({name: b""})


def test_a_symlink_is_refused(tmp_path):
    entry = zipfile.ZipInfo("item.yaml")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(errors.InvalidItem) as refused:
        read_zip(stream.getvalue())
    assert rule_of(refused) == "symlink"
    (tmp_path / "item.yaml").symlink_to("/etc/passwd")
    with pytest.raises(errors.InvalidItem) as refused:
        read_folder(tmp_path)
    assert rule_of(refused) == "symlink"


def test_a_bomb_is_refused():
    with pytest.raises(errors.InvalidItem) as refused:
        read_zip(a_zip({"item.yaml": b"\0" * 10_000_000}))
    assert rule_of(refused) == "bomb"


def test_a_lying_header_does_not_help_a_bomb():
    content = bytearray(a_zip({"item.yaml": b"x" * 30_000_000}))
    # Both headers say 1 KB instead of 30 MB.
    size = (30_000_000).to_bytes(4, "little")
    forged = bytes(content).replace(size, (1024).to_bytes(4, "little"))
    with pytest.raises(errors.InvalidItem):
        read_zip(forged)


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({f"f{number}.json": b"" for number in range(201)}, "count"),
        ({"item.yaml": b"ab", "ITEM.yaml": b"ab"}, "duplicate"),
    ],
)
def test_too_many_and_double_files_are_refused(files, rule):
    with pytest.raises(errors.InvalidItem) as refused:
        read_zip(a_zip(files))
    assert rule_of(refused) == rule


def test_more_than_20_mb_is_refused():
    half = bytes(range(256)) * 45_000
    with pytest.raises(errors.InvalidItem) as refused:
        read_zip(a_zip({"a.pdf": half, "b.pdf": half}))
    assert rule_of(refused) == "size"


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"PK\x03\x04" + b"\0" * 50])
def test_what_is_no_zip_is_refused(content):
    with pytest.raises(errors.InvalidItem) as refused:
        read_zip(content)
    assert rule_of(refused) == "zip"


def test_an_encrypted_zip_is_refused():
    content = bytearray(a_zip({"item.yaml": b"secret"}))
    content[6] |= 1
    start = content.index(b"PK\x01\x02")
    content[start + 8] |= 1
    with pytest.raises(errors.InvalidItem) as refused:
        read_zip(bytes(content))
    assert rule_of(refused) == "zip"


def test_a_place_without_anything_is_not_found(tmp_path):
    with pytest.raises(errors.NotFound):
        read_pack(tmp_path / "nothing")
