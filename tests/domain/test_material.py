from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PIL import Image

from tongban.engine import errors
from tongban.engine.domain.file_name import clean_file_name
from tongban.engine.domain.material import FileRule, check_file, known_formats

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type /Catalog /Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type /Pages /Kids [3 0 R] /Count 1>>endobj\n"
    b"3 0 obj<</Type /Page /Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)
EVERYTHING = FileRule("M1", formats=known_formats())


def an_image(kind: str = "JPEG", size: tuple[int, int] = (800, 600)) -> bytes:
    out = BytesIO()
    Image.frombytes("RGB", size, Random(1).randbytes(size[0] * size[1] * 3)).save(out, kind)
    return out.getvalue()


def an_archive(*names: str, content: bytes = b"x") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def broken(rule: FileRule, name: str, content: bytes) -> list[str]:
    with pytest.raises(errors.Invalid) as refused:
        check_file(rule, name, content)
    assert all(one["field"] == rule.code and " / " in one["message"] for one in refused.value.errors)
    return [one["rule"] for one in refused.value.errors]


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("图纸.PDF", "pdf", PDF),
        ("a.jpeg", "jpg", an_image()),
        ("a.png", "png", an_image("PNG")),
        ("a.gif", "gif", an_image("GIF", (20, 20))),
        ("a.bmp", "bmp", an_image("BMP", (20, 20))),
        ("a.tiff", "tif", an_image("TIFF", (20, 20))),
        ("a.webp", "webp", an_image("WEBP", (20, 20))),
        ("a.ofd", "ofd", an_archive("OFD.xml", "Doc_0/Document.xml")),
        ("a.docx", "docx", an_archive("[Content_Types].xml", "word/document.xml")),
        ("a.xlsx", "xlsx", an_archive("[Content_Types].xml", "xl/workbook.xml")),
        ("a.pptx", "pptx", an_archive("[Content_Types].xml", "ppt/presentation.xml")),
        ("a.zip", "zip", an_archive("施工/a.txt")),
    ],
)
def test_it_knows_a_file_by_its_content(name: str, kind: str, content: bytes) -> None:
    facts = check_file(EVERYTHING, name, content)
    assert (facts.type, facts.size, len(facts.sha256)) == (kind, len(content), 64)


def test_it_states_pixels_and_pages() -> None:
    facts = check_file(EVERYTHING, "a.png", an_image("PNG", (30, 20)))
    assert (facts.width, facts.height, facts.mime) == (30, 20, "image/png")
    assert check_file(EVERYTHING, "a.pdf", PDF).pages == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script></html>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("a.pdf", b"MZ\x90\x00" + bytes(200)),
        ("a.txt", b"plain"),
        ("a", bytes(64)),
    ],
)
def test_it_refuses_what_is_not_on_the_list(name: str, content: bytes) -> None:
    assert "type" in broken(EVERYTHING, name, content)


def test_it_refuses_a_name_that_says_otherwise() -> None:
    assert broken(EVERYTHING, "a.pdf", an_image()) == ["extension"]
    assert broken(EVERYTHING, "a.pdf.exe", PDF) == ["extension"]
    assert broken(EVERYTHING, "noextension", PDF) == ["extension"]
    assert broken(EVERYTHING, "a\u202efdp.exe", PDF) == ["extension"]


def test_it_refuses_a_type_the_material_does_not_take() -> None:
    assert broken(FileRule("M2", formats=frozenset({"pdf"})), "a.jpg", an_image()) == ["type"]


def test_it_names_every_broken_rule_at_once() -> None:
    rule = FileRule("M3", formats=frozenset({"pdf"}), min_pixels=(640, 480), min_bytes=10_000_000)
    assert broken(rule, "a.gif", an_image("PNG", (30, 20))) == ["bytes", "type", "extension", "pixels"]


def test_pixels_are_counted_upright_or_sideways() -> None:
    rule = FileRule("M4", min_pixels=(640, 480), max_pixels=(1600, 1200))
    for size in ((640, 480), (480, 640), (1200, 1600)):
        assert check_file(rule, "a.jpg", an_image(size=size)).width == size[0]
    for size in ((639, 480), (600, 600), (1601, 900), (1300, 1300)):
        assert broken(rule, "a.jpg", an_image(size=size)) == ["pixels"]


def test_bytes_have_limits() -> None:
    assert broken(FileRule("M5", max_bytes=90 * 1024), "a.jpg", an_image()) == ["bytes"]
    assert "bytes" in broken(EVERYTHING, "a.pdf", b"")


def test_a_damaged_image_is_refused() -> None:
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png")):
        content = an_image(kind)
        assert broken(EVERYTHING, name, content[: len(content) // 2]) == ["sound"]
    assert broken(EVERYTHING, "a.png", b"\x89PNG") == ["sound"]


def test_a_flood_of_pixels_is_not_unpacked() -> None:
    out = BytesIO()
    Image.new("1", (11_000, 11_000)).save(out, "PNG")
    assert broken(EVERYTHING, "a.png", out.getvalue()) == ["pixels"]
    out = BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    assert broken(EVERYTHING, "a.png", out.getvalue()) == ["pixels"]


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        (PDF[:60], ["sound"]),
        (PDF.replace(b"/Type /Page ", b"/Type /Nope "), ["sound"]),
        (PDF.replace(b"trailer<<", b"trailer<</Encrypt 9 0 R "), ["sound"]),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</S /JavaScript /JS (x)>>"), ["active"]),
        (PDF + an_archive("evil.exe"), ["sound"]),
    ],
)
def test_an_unsound_pdf_is_refused(content: bytes, rules: list[str]) -> None:
    assert broken(EVERYTHING, "a.pdf", content) == rules


def test_pages_in_compressed_streams_are_not_counted_but_taken() -> None:
    packed = PDF.replace(b"/Type /Page ", b"/Type /ObjStm ")
    assert check_file(EVERYTHING, "a.pdf", packed).pages is None


def test_too_many_pages_are_refused() -> None:
    assert broken(
        FileRule("M6", max_pages=1), "a.pdf", PDF.replace(b"3 0 obj", b"9 0 obj<</Type /Page>>\n3 0 obj")
    ) == ["pages"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (an_archive("a.txt", content=bytes(30_000_000)), "bomb"),
        (an_archive(*(f"{number}.txt" for number in range(2001))), "bomb"),
        (an_archive("../../etc/passwd"), "sound"),
        (an_archive("/etc/passwd"), "sound"),
        (an_archive("C:/windows/x"), "sound"),
        (an_archive("word/document.xml", "word/vbaProject.bin"), "active"),
        (b"PK\x03\x04" + bytes(40), "sound"),
    ],
)
def test_a_dangerous_archive_is_refused(content: bytes, rule: str) -> None:
    assert rule in broken(EVERYTHING, "a.zip", content)


def test_an_image_that_is_also_an_archive_is_refused() -> None:
    assert broken(EVERYTHING, "a.jpg", an_image() + an_archive("x.html")) == ["sound"]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\图纸 一.pdf", "图纸 一.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("a\u202e\u200bfdp.exe", "afdp.exe"),
        ("..", "unnamed"),
        ("", "unnamed"),
        (".htaccess", "htaccess"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
    ],
)
def test_a_file_name_is_made_harmless(name: str, clean: str) -> None:
    assert clean_file_name(name) == clean


def test_a_long_name_is_cut_before_its_extension() -> None:
    assert clean_file_name("长" * 300 + ".pdf") == "长" * 96 + ".pdf"
    assert len(clean_file_name("x" * 300)) == 100
