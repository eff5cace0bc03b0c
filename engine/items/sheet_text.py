"""The sheet written anew with as much of its own text as still holds: comments and style of what did not change stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tongban.engine.items.drafting import dump_sheet
from tongban.engine.items.yaml_text import InvalidYaml, load_yaml

KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(\s|$)")


def rewritten(before: bytes, data: Mapping[str, Any]) -> bytes:
    """The YAML of `data`: elements that are as before keep their lines, with the comments above and in them.

    A comment inside an element that changed is lost. What would not read back as `data` is written whole instead.
    """
    try:
        old = load_yaml(before)
        blocks = _blocks(before.decode("utf-8-sig"))
    except (InvalidYaml, UnicodeDecodeError):
        return dump_sheet(data)
    if not isinstance(old, dict):
        return dump_sheet(data)
    made, written = [], set()
    for key, text in blocks:
        if key is None or (key in data and key in old and data[key] == old[key]):
            made.append(text)
        elif key in data:
            made.append(_comments(text) + dump_sheet({key: data[key]}).decode())
        written.add(key)
    made += [dump_sheet({key: one}).decode() for key, one in data.items() if key not in written]
    whole = "".join(text if text.endswith("\n") else f"{text}\n" for text in made).encode()
    try:
        return whole if load_yaml(whole) == dict(data) else dump_sheet(data)
    except InvalidYaml:
        return dump_sheet(data)


def _blocks(text: str) -> list[tuple[str | None, str]]:
    """The text in pieces, one for each top-level key with the comments right above it; None for what is before."""
    found: list[tuple[str | None, str]] = []
    held: list[str] = []
    for line in text.splitlines(keepends=True):
        key = KEY.match(line)
        if key:
            found.append((key[1], "".join(held) + line))
            held = []
        elif line.startswith("#") or not line.strip():
            held.append(line)
        elif found:
            name, so_far = found[-1]
            found[-1] = (name, so_far + "".join(held) + line)
            held = []
        else:
            found.append((None, "".join(held) + line))
            held = []
    if held:
        found.append((None, "".join(held)))
    return found


def _comments(text: str) -> str:
    """The comment lines a piece begins with."""
    lines = text.splitlines(keepends=True)
    count = next((no for no, line in enumerate(lines) if KEY.match(line)), 0)
    return "".join(lines[:count])
