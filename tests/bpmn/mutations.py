"""Diagrams broken at random, in their bytes and in their tree: read in a process of its own that measures itself.

`python -m bpmn.mutations FIRST COUNT`, in the folder `tests`, prints what became of the mutants with these numbers.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from bpmn.host import NOON
from bpmn.yardstick import CONFORMANCE, MIWG
from lxml import etree

from tongban import processes
from tongban.engine import bpmn, errors

WORDS = (
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
TEXTS = (
    "= " + "(" * 500 + "1" + ")" * 500, "= " + "not(" * 60 + "x" + ")" * 60, "= 9" + "9" * 300, "R/PT0S",
    "R999999999/PT1S", "*/1 * * * *", "0 0 31 2 *", "P9999999Y", "9999-12-31T23:59:59Z", "${a.b.c[0]} and #{d}",
    "= for i in 1..1000000000 return i",
    "= {a: {a: {a: 1}}}", "= x = y = z", "\u200b", "x" * 5_000, "= [1..5", "", " ", "=",
)  # fmt: skip
TAGS = (
    "startEvent", "endEvent", "task", "userTask", "receiveTask", "scriptTask", "serviceTask", "callActivity",
    "subProcess", "transaction", "adHocSubProcess", "exclusiveGateway", "parallelGateway", "inclusiveGateway",
    "complexGateway", "eventBasedGateway", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    "sequenceFlow", "association", "dataObject", "process", "timerEventDefinition", "messageEventDefinition",
    "compensateEventDefinition", "terminateEventDefinition", "linkEventDefinition", "lane", "unknownThing",
)  # fmt: skip
FACTS = (
    ("triggeredByEvent", "true"), ("isForCompensation", "true"), ("instantiate", "true"), ("parallelMultiple", "true"),
    ("cancelActivity", "false"), ("isInterrupting", "false"), ("isSequential", "true"), ("default", "nothing"),
    ("eventGatewayType", "Parallel"), ("isExecutable", "true"), ("ordering", "Sequential"), ("attachedToRef", "nothing"),
)  # fmt: skip


def originals() -> list[bytes]:
    """The conformance cases, the reference models and our own processes."""
    paths = [
        *sorted(CONFORMANCE.glob("*.xml")),
        *sorted(CONFORMANCE.glob("**/*.bpmn")),
        *sorted(MIWG.glob("*.bpmn")),
    ]
    paths += sorted(Path(processes.__path__[0]).glob("*/*.bpmn"))
    return [path.read_bytes() for path in dict.fromkeys(paths)]


def mutant(number: int, sources: list[bytes]) -> bytes:
    """The mutant with that number: the same on every machine that has the same originals."""
    random = Random(number)
    data = sources[number % len(sources)]
    if random.random() < 0.4:
        broken = bytearray(data)
        for _ in range(random.choice((1, 1, 2, 6))):
            _bytes(broken, random)
        return bytes(broken)
    root = etree.fromstring(data)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        random.choice(CHANGES)(root, random)
    return bytes(etree.tostring(root))


def _bytes(data: bytearray, random: Random) -> None:
    at = random.randrange(len(data))
    until = min(len(data), at + random.choice((0, 1, 5, 60)))
    kind = random.random()
    if kind < 0.4:
        data[at:until] = random.choice(WORDS)
    elif kind < 0.7:
        data[at:at] = data[random.randrange(len(data)) :][: random.randint(1, 200)]
    else:
        del data[at:until]


def _any(root: etree._Element, random: Random) -> etree._Element:
    return random.choice([node for node in root.iter() if isinstance(node.tag, str)])


def _remove(root: etree._Element, random: Random) -> None:
    node = _any(root, random)
    if node.getparent() is not None:
        node.getparent().remove(node)


def _double(root: etree._Element, random: Random) -> None:
    node = _any(root, random)
    parent = node.getparent()
    if parent is None or sum(1 for _ in root.iter()) > 5_000:
        return
    for _ in range(random.choice((1, 2, 30))):
        copy = deepcopy(node)
        if random.random() < 0.7:
            for inner in copy.iter():
                if isinstance(inner.tag, str) and inner.get("id"):
                    inner.set("id", f"{inner.get('id')}-{random.randrange(10**6)}")
        parent.append(copy)


def _move(root: etree._Element, random: Random) -> None:
    node, to = _any(root, random), _any(root, random)
    if node.getparent() is not None and node is not to and node not in to.iterancestors():
        to.append(node)


def _nest(root: etree._Element, random: Random) -> None:
    node = _any(root, random)
    parent = node.getparent()
    if parent is None:
        return
    namespace = etree.QName(root).namespace
    for depth in range(random.choice((1, 3, 60))):
        outer = etree.SubElement(
            parent, f"{{{namespace}}}subProcess", id=f"n{depth}-{random.randrange(10**6)}"
        )
        outer.append(node)
        node = outer


def _retag(root: etree._Element, random: Random) -> None:
    node = _any(root, random)
    node.tag = f"{{{etree.QName(root).namespace}}}{random.choice(TAGS)}"


def _fact(root: etree._Element, random: Random) -> None:
    name, value = random.choice(FACTS)
    _any(root, random).set(name, value)


def _exchange(root: etree._Element, random: Random) -> None:
    """Two attributes of the same name change places: flows, references and ids point elsewhere."""
    one = _any(root, random)
    if not one.attrib:
        return
    name = random.choice(sorted(one.attrib))
    others = [node for node in root.iter() if isinstance(node.tag, str) and node.get(name) is not None]
    other = random.choice(others)
    mine, theirs = one.get(name), other.get(name)
    one.set(name, theirs)
    other.set(name, mine)


def _write(root: etree._Element, random: Random) -> None:
    node = _any(root, random)
    text = random.choice(TEXTS)
    if node.attrib and random.random() < 0.5:
        node.set(random.choice(sorted(node.attrib)), text)
    else:
        node.text = text


CHANGES: tuple[Callable[[etree._Element, Random], None], ...] = (
    _remove, _double, _move, _nest, _retag, _fact, _exchange, _write,
)  # fmt: skip


def tried(data: bytes) -> str:
    """`refused`, `accepted`, or `started` when a process of it began; anything else than an error of ours escapes."""
    try:
        diagram = bpmn.read(data)
    except errors.InvalidDiagram as refused:
        assert refused.errors and all(problem["rule"] for problem in refused.errors)
        return "refused"
    became = "accepted"
    for process in diagram.processes:
        if process.executable and process.none_start is not None:
            try:
                execution = bpmn.Execution.start(process, {}, now=NOON, environment=bpmn.NoEnvironment())
                bpmn.Execution.load(process, execution.save(), now=NOON, environment=bpmn.NoEnvironment())
                became = "started"
            except (errors.EngineError, LookupError) as wrong:
                if isinstance(wrong, LookupError) and "no decision" not in str(wrong):
                    raise
    return became


def measure(first: int, count: int) -> dict[str, Any]:
    """What became of them, the slowest (s of CPU, mutant), the most memory of the whole process (MB), what broke."""
    sources = originals()
    found: dict[str, Any] = {"refused": 0, "accepted": 0, "started": 0, "slowest": (0.0, 0), "broken": []}
    gc.collect()
    for number in range(first, first + count):
        data = mutant(number, sources)
        before = time.process_time()
        try:
            found[tried(data)] += 1
        except Exception:
            found["broken"].append((number, traceback.format_exc(limit=-4)))
        found["slowest"] = max(found["slowest"], (time.process_time() - before, number))
    found["megabytes"] = _most_memory()
    return found


def _most_memory() -> float:
    """MB; Linux hands the figure of getrusage on from the process that started this one."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
