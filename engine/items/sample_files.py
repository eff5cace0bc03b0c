"""The files a sample case hands in: pictures and PDFs made from their recipe, the same bytes every time."""

from __future__ import annotations

import io
from hashlib import sha256

from PIL import Image, ImageDraw

from tongban.engine.items.samples import FileRecipe


def make_file(recipe: FileRecipe, seed: str = "") -> bytes:
    """A valid file of the recipe's format and size; another `seed` gives another content."""
    content = _pdf(seed) if recipe.format == "pdf" else _picture(recipe, seed)
    missing = (recipe.size or 0) - len(content)
    if missing <= 0:
        return content
    if recipe.format == "pdf":
        return _pdf(seed, b"%" + b" " * missing)
    # Viewers ignore what follows the end of a picture.
    return content + b"\0" * missing


def file_name(recipe: FileRecipe, code: str) -> str:
    return f"{code[-3:]}.{recipe.format}"


def _picture(recipe: FileRecipe, seed: str) -> bytes:
    # A few flat bands compress to far less than the 90 KB that windows allow.
    image = Image.new("RGB", (max(recipe.width, 1), max(recipe.height, 1)), (250, 250, 245))
    draw = ImageDraw.Draw(image)
    shades = sha256(seed.encode()).digest()
    band = max(recipe.height // 12, 1)
    for position, shade in enumerate(shades[:8]):
        top = band * (position + 2)
        right = recipe.width * (120 + shade // 2) // 256
        draw.rectangle((recipe.width // 12, top, right, top + band // 3), fill=(shade // 2, 60, 90))
    stream = io.BytesIO()
    if recipe.format == "png":
        image.save(stream, "PNG")
    else:
        image.save(stream, "JPEG", quality=70)
    return stream.getvalue()


def _pdf(seed: str, comment: bytes = b"") -> bytes:
    mark = sha256(seed.encode()).hexdigest()[:16]
    stream = f"BT /F1 18 Tf 72 770 Td (SAMPLE {mark}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    if comment:
        out.write(comment + b"\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()
