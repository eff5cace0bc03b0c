"""A file's name as somebody sent it, made harmless to store, to show and to send back."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100
_RESERVED = re.compile(r'[<>:"|?*]')


def clean_file_name(name: str) -> str:
    """The last path part without control, direction and zero-width characters; the extension is kept."""
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", name)
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    last = re.split(r"[/\\]", visible)[-1]
    plain = _RESERVED.sub("_", last).strip(" .") or "unnamed"
    stem, dot, extension = plain.rpartition(".")
    if len(plain) <= LONGEST:
        return plain
    if dot and len(extension) <= 10:
        return f"{stem[: LONGEST - len(extension) - 1]}.{extension}"
    return plain[:LONGEST]


def extension_of(name: str) -> str:
    """Lower case, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""
