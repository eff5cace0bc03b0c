"""A QR code as an image that stands in a page itself, so that nothing else ever fetches what it says."""

from __future__ import annotations

import segno


def picture_address(text: str) -> str:
    """The code as a `data:` address of an SVG, black on white whatever the page's colours are."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
