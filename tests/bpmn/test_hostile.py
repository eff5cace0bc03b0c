"""Input that means harm or is broken: refused quickly, with a reason, by name."""

from __future__ import annotations

import resource
import time
from random import Random

import pytest
from bpmn.building import HEAD, diagram, flows, user
from bpmn.yardstick import CONFORMANCE

from tongban.engine import bpmn, errors

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
    before = time.process_time()
    with pytest.raises(errors.InvalidDiagram) as refused:
        bpmn.read(data)
    assert [problem["rule"] for problem in refused.value.errors] == [rule]
    assert time.process_time() - before < 2


def test_as_many_nodes_as_are_allowed_are_read_in_time() -> None:
    nodes = b"".join(
        b'<task id="t%d"/><sequenceFlow id="f%d" sourceRef="t%d" targetRef="t%d"/>' % (i, i, i, i + 1)
        for i in range(9_999)
    )
    before = time.process_time()
    assert bpmn.read(OPEN + nodes + b'<task id="t9999"/>' + CLOSE).processes
    assert time.process_time() - before < 4


def test_mutated_diagrams_are_read_or_refused_but_never_break_anything() -> None:
    originals = [path.read_bytes() for path in sorted(CONFORMANCE.glob("*.xml"))[:12]]
    originals.append(diagram('<startEvent id="s"/>' + user("a") + flows("s > a")))
    random = Random(7)
    for number in range(400):
        data = bytearray(originals[number % len(originals)])
        for _ in range(random.randint(1, 6)):
            _mutate(data, random)
        before = time.process_time()
        try:
            bpmn.inspect(bytes(data))
        except errors.InvalidDiagram as refused:
            assert refused.errors
        assert time.process_time() - before < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2_000_000


def _mutate(data: bytearray, random: Random) -> None:
    words = (
        b"true",
        b"${",
        b"=",
        b"R0/PT",
        b'id="',
        b"<subProcess>",
        b"",
        b"&amp;",
        b"sourceRef",
        b"\xff",
        b"0" * 50,
    )
    at = random.randrange(len(data))
    until = min(len(data), at + random.choice((0, 1, 5, 60)))
    kind = random.random()
    if kind < 0.4:
        data[at:until] = random.choice(words)
    elif kind < 0.7:
        piece = data[random.randrange(len(data)) :][: random.randint(1, 200)]
        data[at:at] = piece
    else:
        del data[at:until]
