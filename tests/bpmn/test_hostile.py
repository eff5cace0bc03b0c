"""Input that means harm or is broken: refused quickly, with a reason, by name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bpmn.building import HEAD
from bpmn.mutations import mutant, originals, tried
from effort import within

from tongban.engine import bpmn, errors

TESTS = Path(__file__).parents[1]
MUTANTS = int(os.environ.get("TONGBAN_MUTANTS", "200"))
CHUNK = 500
OPEN = HEAD.encode() + b'<process id="p" isExecutable="true">'
CLOSE = b"</process></definitions>"
LAUGHS = b"<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
INPUTS = {
    "empty": (b"", "not-well-formed"),
    "text": (b"hello", "not-well-formed"),
    "half": (OPEN, "not-well-formed"),
    "nul": (b"<a>\x00</a>", "not-well-formed"),
    "other": (b"<html/>", "not-bpmn"),
    "doctype": (b"<!DOCTYPE d>" + OPEN + CLOSE, "doctype"),
    "laughs": (LAUGHS + OPEN + b'<task id="&b;"/>' + CLOSE, "doctype"),
    "outside": (b'<!DOCTYPE d SYSTEM "file:///etc/passwd">' + OPEN + CLOSE, "doctype"),
    "big": (OPEN + b'<task id="a"/>' * 1_500_000 + CLOSE, "too-large"),
    "many": (OPEN + b'<task id="a"/>' * 150_000 + CLOSE, "too-large"),
    "deep": (OPEN + b"<subProcess>" * 10_000 + b"</subProcess>" * 10_000 + CLOSE, "too-deep"),
    "rather-deep": (OPEN + b"<subProcess>" * 220 + b"</subProcess>" * 220 + CLOSE, "too-deep"),
    "encoding": (b'<?xml version="1.0" encoding="nonsense"?>' + OPEN + CLOSE, "not-well-formed"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_hostile_input_is_refused_quickly(name: str) -> None:
    data, rule = INPUTS[name]
    with pytest.raises(errors.InvalidDiagram) as refused:
        within(2, lambda: bpmn.read(data))
    assert [problem["rule"] for problem in refused.value.errors] == [rule]


def test_as_many_nodes_as_are_allowed_are_read_in_time() -> None:
    nodes = b"".join(
        b'<task id="t%d"/><sequenceFlow id="f%d" sourceRef="t%d" targetRef="t%d"/>' % (i, i, i, i + 1)
        for i in range(9_999)
    )
    assert within(4, lambda: bpmn.read(OPEN + nodes + b'<task id="t9999"/>' + CLOSE)).processes


def test_mutated_diagrams_are_read_or_refused_in_time_and_space_and_break_nothing() -> None:
    for first in range(0, MUTANTS, CHUNK):
        found = _measured(first, min(CHUNK, MUTANTS - first))
        assert found["broken"] == []
        within(2, lambda number=found["slowest"][1]: tried(mutant(number, originals())))
        assert found["megabytes"] < 256
        assert found["started"] and found["refused"]


def _measured(first: int, count: int) -> dict[str, Any]:
    """In a process of its own, so that its memory is that of the mutants."""
    command = [sys.executable, "-m", "bpmn.mutations", str(first), str(count)]
    done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    print(first, {name: found[name] for name in ("refused", "accepted", "started", "slowest", "megabytes")})
    return found
