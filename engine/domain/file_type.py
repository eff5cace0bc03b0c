"""What a file is by its content, and whether that content is sound; never by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import is_zipfile

import filetype
from PIL import Image

from tongban.engine.domain.archive_check import DAMAGED, names_in, problems_of

MOST_PIXELS = 60_000_000

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class FileType:
    id: str
    mime: str
    extensions: tuple[str, ...]
    pillow: str | None = None


_OFFICE = "application/vnd.openxmlformats-officedocument"

TYPES: dict[str, FileType] = {
    one.id: one
    for one in (
        FileType("pdf", "application/pdf", ("pdf",)),
        FileType("ofd", "application/ofd", ("ofd",)),
        FileType("jpg", "image/jpeg", ("jpg", "jpeg", "jpe"), "JPEG"),
        FileType("png", "image/png", ("png",), "PNG"),
        FileType("gif", "image/gif", ("gif",), "GIF"),
        FileType("bmp", "image/bmp", ("bmp",), "BMP"),
        FileType("tif", "image/tiff", ("tif", "tiff"), "TIFF"),
        FileType("webp", "image/webp", ("webp",), "WEBP"),
        FileType("docx", f"{_OFFICE}.wordprocessingml.document", ("docx",)),
        FileType("xlsx", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
        FileType("pptx", f"{_OFFICE}.presentationml.presentation", ("pptx",)),
        FileType("zip", "application/zip", ("zip",)),
    )
}
_BY_MIME = {one.mime: one.id for one in TYPES.values() if one.id != "ofd"}
_BY_MEMBER = {
    "OFD.xml": "ofd",
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}


@dataclass(frozen=True, slots=True)
class Content:
    """`problems` are pairs (rule, what is wrong in both languages)."""

    type: FileType | None
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    problems: tuple[tuple[str, str], ...] = ()


def inspect(content: bytes) -> Content:
    if content.startswith(b"PK\x03\x04"):
        return _zip(content)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    kind = TYPES.get(_BY_MIME.get(filetype.guess_mime(content) or "", ""))
    if kind is None or kind.pillow is None:
        return Content(None)
    return _image(kind, content)


def _image(kind: FileType, content: bytes) -> Content:
    broken = Content(kind, problems=(("sound", "图像已损坏 / the image is damaged"),))
    formats = [kind.pillow or kind.id]
    try:
        with Image.open(BytesIO(content), formats=formats) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                return Content(kind, width, height, problems=(_flood(),))
            image.verify()
        with Image.open(BytesIO(content), formats=formats) as image:
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Content(kind, problems=(_flood(),))
    except Exception:
        # Pillow's plug-ins raise whatever they stumble over; each means the same to us.
        return broken
    return Content(kind, width, height, problems=tuple(_disguise(content)))


def _flood() -> tuple[str, str]:
    return ("pixels", f"图像超过 {MOST_PIXELS} 像素 / the image has more than {MOST_PIXELS} pixels")


def _disguise(content: bytes) -> Iterator[tuple[str, str]]:
    if is_zipfile(BytesIO(content)):
        yield ("sound", "文件里藏有压缩包 / an archive is hidden in the file")


def _pdf(content: bytes) -> Content:
    return Content(TYPES["pdf"], pages=_pages(content), problems=tuple(_pdf_problems(content)))


def _pdf_problems(content: bytes) -> Iterator[tuple[str, str]]:
    tail = content[-2048:]
    if not re.match(rb"%PDF-[12]\.\d", content) or b"%%EOF" not in tail or b"startxref" not in tail:
        yield ("sound", "PDF 不完整 / the PDF is not complete")
    elif _pages(content) == 0:
        yield ("sound", "PDF 没有页面 / the PDF has no page")
    if b"/Encrypt" in content:
        yield ("sound", "PDF 已加密 / the PDF is encrypted")
    if re.search(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia)\b", content):
        yield ("active", "PDF 含有脚本或附件 / the PDF carries scripts or attachments")
    yield from _disguise(content)


def _pages(content: bytes) -> int | None:
    """None when the pages lie in compressed object streams, which are not unpacked here."""
    count = len(re.findall(rb"/Type\s*/Page(?![A-Za-z])", content))
    return None if not count and b"/ObjStm" in content else count


def _zip(content: bytes) -> Content:
    names = names_in(content)
    if names is None:
        return Content(TYPES["zip"], problems=(DAMAGED,))
    kind = next((one for name, one in _BY_MEMBER.items() if name in names), "zip")
    return Content(TYPES[kind], problems=problems_of(content))
