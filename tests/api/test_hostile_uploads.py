"""Files meant to do harm: each is refused by the rule it breaks, and what is kept can do nothing where it is shown."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from databases import SqliteFiles
from werkzeug.test import TestResponse

from api.house import House, open_house
from tongban.api.requests import LARGEST_UPLOAD
from tongban.engine.items.sample_files import make_file

WORD, SHEET = "word/document.xml", "xl/workbook.xml"
#: The test file every virus scanner knows, in two pieces so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


@pytest.fixture(scope="module")
def house(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(sqlite_files, tmp_path_factory.mktemp("house")) as house:
        yield house


def packed(*members: tuple[str, bytes], way: int = ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", way) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def nested(levels: int, each: int, inmost: int) -> bytes:
    """Archives in archives, `each` copies on every level, as 42.zip is made."""
    content = packed(("0", bytes(inmost)))
    for _ in range(levels):
        content = packed(*((f"{number}.zip", content) for number in range(each)))
    return content


def overlapping() -> bytes:
    """Two entries of the directory that point at the same packed bytes."""
    whole = packed(("a", b"x" * 100), ("b", b"x" * 100), way=ZIP_STORED)
    first = whole.index(b"PK\x01\x02")
    second = whole.index(b"PK\x01\x02", first + 4)
    # The offset of the local header lies 42 bytes into an entry of the directory.
    return whole[: second + 42] + whole[first + 42 : first + 46] + whole[second + 46 :]


def lying(length: int) -> bytes:
    """A member that says it holds one byte and unpacks to `length`."""
    whole = packed(("a", bytes(length)))
    directory = whole.index(b"PK\x01\x02")
    one = struct.pack("<I", 1)
    # The unpacked length lies 22 bytes into the local header and 24 into the directory's entry.
    return whole[:22] + one + whole[26 : directory + 24] + one + whole[directory + 28 :]


def of_tomorrow() -> bytes:
    """An archive of a version of the format that nobody knows yet."""
    whole = packed(("a", b"x"))
    # The version needed to unpack lies 6 bytes into an entry of the directory.
    version = whole.index(b"PK\x01\x02") + 6
    return whole[:version] + b"\xc8" + whole[version + 1 :]


def flood(side: int) -> bytes:
    """A PNG of a few hundred bytes that says it is `side` pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def a_file(house: House, format: str) -> bytes:
    recipes = next(one for one in house.item.samples.values() if one.key == "granted").materials.values()
    return make_file(next(one for one in recipes if one.format == format), "x")


def put(house: House, content: bytes, name: str) -> TestResponse:
    code = house.item.sheet.materials[0].code
    path = f"/api/v1/cases/{house.case['case_no']}/materials/{code}"
    return house.registrar.put(path, data={"file": (io.BytesIO(content), name)})


#: The file's name, what makes it, and the rule it breaks.
HOSTILE: dict[str, tuple[str, Callable[[House], bytes], str]] = {
    "a bomb": ("a.zip", lambda _: packed(("a", bytes(30_000_000))), "bomb"),
    "bombs in bombs": ("a.zip", lambda _: nested(2, 4, 1_000_000), "bomb"),
    "a bomb deep down": ("a.zip", lambda _: nested(4, 1, 10), "bomb"),
    "members that overlap": ("a.zip", lambda _: overlapping(), "bomb"),
    "too many members": ("a.zip", lambda _: packed(*((f"{n}", b"") for n in range(2_001))), "bomb"),
    "a member that is longer than it says": ("a.zip", lambda _: lying(100_000), "sound"),
    "a text that is a bomb": ("a.docx", lambda _: packed((WORD, bytes(30_000_000))), "bomb"),
    "a table that is a bomb": ("a.xlsx", lambda _: packed((SHEET, bytes(30_000_000))), "bomb"),
    "a text with a bomb in it": (
        "a.docx",
        lambda _: packed((WORD, b"<w/>"), ("word/embeddings/a.xlsx", packed((SHEET, bytes(30_000_000))))),
        "bomb",
    ),
    "a text with macros": (
        "a.docx",
        lambda _: packed((WORD, b"<w/>"), ("word/vbaProject.bin", b"x")),
        "active",
    ),
    "macros one archive down": (
        "a.zip",
        lambda _: packed(("a.docx", packed((WORD, b"<w/>"), ("word/vbaProject.bin", b"x")))),
        "active",
    ),
    "the scanners' test file": ("a.com", lambda _: EICAR, "type"),
    "the scanners' test file as a PDF": ("a.pdf", lambda _: EICAR, "type"),
    "the scanners' test file in an archive": ("a.zip", lambda _: packed(("a.COM. ", EICAR)), "active"),
    "a program two archives down": (
        "a.zip",
        lambda _: packed(("b.zip", packed(("c.zip", packed(("图纸.pdf.exe", b"MZ")))))),
        "active",
    ),
    "an archive of an unknown version": ("a.zip", lambda _: of_tomorrow(), "sound"),
    "a way out of the archive": ("a.zip", lambda _: packed(("../../etc/cron.d/x", b"x")), "sound"),
    "a flood of pixels": ("a.png", lambda _: flood(60_000), "pixels"),
    "a picture that lies about its size": ("a.png", lambda _: flood(2_000), "sound"),
    "a picture that is an archive too": (
        "a.jpg",
        lambda house: a_file(house, "jpg") + packed(("x.html", PAGE)),
        "sound",
    ),
    "a PDF that is an archive too": (
        "a.pdf",
        lambda house: a_file(house, "pdf") + packed(("x.html", PAGE)),
        "sound",
    ),
    "a page as a PDF": ("a.pdf", lambda _: PAGE, "type"),
    "a page with a PDF behind it": ("a.pdf", lambda house: PAGE + a_file(house, "pdf"), "type"),
    "an SVG with a script": ("a.svg", lambda _: b"<svg><script>alert(1)</script></svg>", "type"),
    "an SVG with a script as a picture": ("a.png", lambda _: b"<?xml version='1.0'?><svg/>", "type"),
    "a PDF under a page's name": ("a.html", lambda house: a_file(house, "pdf"), "extension"),
    "a PDF under two names": ("a.pdf.html", lambda house: a_file(house, "pdf"), "extension"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused(house: House, kind: str) -> None:
    name, make, rule = HOSTILE[kind]
    content = make(house)
    problem = house.refused(lambda: put(house, content, name), 422)
    assert rule in {one["rule"] for one in problem["errors"]}, problem["errors"]


def test_a_body_beyond_the_limit_is_not_even_read(house: House) -> None:
    """What it says is enough: nothing of two gigabytes is there to be read."""
    path = f"/api/v1/cases/{house.case['case_no']}/materials/{house.item.sheet.materials[0].code}"
    for length in (LARGEST_UPLOAD + 1, 2 * 1024**3):
        house.refused(
            lambda length=length: house.registrar.put(
                path,
                input_stream=io.BytesIO(b"--b\r\n"),
                content_type="multipart/form-data; boundary=b",
                environ_overrides={"CONTENT_LENGTH": str(length)},
            ),
            413,
        )


#: Names as somebody sends them, and what they are kept as; None when they are no names at all.
NAMES: dict[str, str | None] = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "/etc/cron.d/x.pdf": "x.pdf",
    "\u202efdp.exe.pdf": "fdp.exe.pdf",
    "a\u200b\u2066b.pdf": "ab.pdf",
    "长" * 80 + ".pdf": "长" * 80 + ".pdf",
    "x" * 240 + ".pdf": "x" * 96 + ".pdf",
    "<img src=x onerror=alert(1)>.pdf": "_img src=x onerror=alert(1)_.pdf",
    "x" * 300 + ".pdf": None,
    "a\0b.pdf": None,
    "..": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_does_no_harm_and_the_file_is_only_ever_downloaded(house: House, name: str) -> None:
    content, kept = a_file(house, "pdf"), NAMES[name]
    if kept is None:
        house.refused(lambda: put(house, content, name), 400, 422)
        return
    answer = put(house, content, name)
    assert answer.status_code in (200, 201), answer.text
    assert answer.json["file_name"] == kept
    code = house.item.sheet.materials[0].code
    shown = house.registrar.get(f"/api/v1/cases/{house.case['case_no']}/materials/{code}")
    assert shown.data == content
    assert shown.headers["Content-Disposition"].startswith("attachment; ")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    policy = shown.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
