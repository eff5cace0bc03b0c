"""What a browser says of itself, short enough to know one's own by: `Chrome 90, Windows`."""

from __future__ import annotations

import re

#: What tells them apart, in this order: each also names those it descends from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("(?:Headless)?Chrome", "Chrome"),
    ("Version", "Safari"),
)
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")
LONGEST = 60


def device(agent: str) -> str:
    """Browser, version and system; of what is no browser its own words, shortened."""
    browser = next(
        (f"{name} {found[1]}" for mark, name in BROWSERS if (found := re.search(rf"\b{mark}/(\d+)", agent))),
        None,
    )
    system = next((one for one in SYSTEMS if one in agent), None)
    if browser is None:
        return agent[:LONGEST]
    return f"{browser}, {system}" if system else browser
