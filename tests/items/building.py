"""Builders: the shipped items as files and as data that a test may spoil."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from tongban.engine.items import read_folder
from tongban.engine.items.yaml_text import load_yaml

PROCESSES = Path(__file__).parents[2] / "processes"
ITEM = PROCESSES / "construction-permit"
ITEMS = tuple(sorted(path.parent.name for path in PROCESSES.glob("*/item.yaml")))


def a_sheet() -> dict[str, Any]:
    """The sheet of the construction permit as plain data, free of shared parts."""
    return deepcopy(json.loads(json.dumps(load_yaml((ITEM / "item.yaml").read_bytes()))))


def sheet_text(sheet: dict[str, Any] | None = None) -> bytes:
    return yaml.safe_dump(a_sheet() if sheet is None else sheet, allow_unicode=True, sort_keys=False).encode()


def an_item(**changes: bytes | None) -> dict[str, bytes]:
    """The files of the construction permit; `changes` replace a file (`flow_bpmn=…`) or drop it (None)."""
    files = read_folder(ITEM)
    for key, content in changes.items():
        path = next(path for path in files if path.replace(".", "_").replace("/", "_") == key)
        if content is None:
            del files[path]
        else:
            files[path] = content
    return files


def usernames() -> frozenset[str]:
    people = yaml.safe_load((PROCESSES / "people.yaml").read_text(encoding="utf-8"))
    return frozenset(one["username"] for one in people["people"])
