"""The state of an instance as bytes: what is open and nothing else, flat, compressed."""

from __future__ import annotations

import threading
from collections import deque
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson
import zstandard

from tongban.engine.bpmn.state import Kind, Visit, Wait

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run

VERSION = 1
_DECIMAL = "\u0000d"
_PLAIN, _EXACT = b"0", b"1"
_OPTIONS = orjson.OPT_NON_STR_KEYS


class _Tools(threading.local):
    """Compressors keep state and so belong to one thread each."""

    def __init__(self) -> None:
        self.compress = zstandard.ZstdCompressor(level=1, write_checksum=False)
        self.decompress = zstandard.ZstdDecompressor()


_tools = _Tools()


def save(run: Run) -> bytes:
    visits: list[list[Any]] = []
    open_ = [run.root]
    for visit in open_:
        open_.extend(visit.children.values())
        visits.append(_visit(visit))
    head = [VERSION, run.last, run.business_key, run.called, run.ended]
    return _pack([head, visits])


def _visit(visit: Visit) -> list[Any]:
    row: list[Any] = [
        visit.no,
        visit.element.id,
        visit.scope.no if visit.scope is not None else None,
        int(visit.kind),
        visit.variables,
        [_wait(wait) for wait in visit.waits.values()],
        visit.data,
        visit.incident,
        visit.done,
        visit.fired,
        [gateway for gateway, queues in visit.joins.items() if any(queues.values())],
        visit.heard,
    ]
    while len(row) > 5 and not row[-1] and row[-1] != 0:
        row.pop()
    return row


def _wait(wait: Wait) -> list[Any]:
    row = [wait.token, wait.kind, wait.element.id, wait.name, wait.extra]
    return [*row, wait.part] if wait.part else row


def restore(run: Run, state: bytes) -> None:
    head, rows = _unpack(state)
    _, run.last, run.business_key, run.called, run.ended = head
    elements = run.definition.elements
    visits: dict[int, Visit] = {}
    for row in rows:
        row += [None] * (12 - len(row))
        no, id, scope_no, kind, variables, waits, data, incident, done, fired, joins, heard = row
        if scope_no is None:
            visit = run.root
        else:
            scope = visits[scope_no]
            visit = scope.children[no] = Visit(no, elements[id], scope, Kind(kind))
        visits[no] = visit
        visit.variables, visit.data, visit.incident = variables, data, incident
        visit.heard = heard
        if done:
            visit.done = done
        if fired:
            visit.fired = fired
        for token, kind, element, name, extra, *part in waits or ():
            wait = Wait(token, kind, elements[element], visit, name, extra)
            wait.part = part[0] if part else 0
            visit.waits[token] = run.waits[token] = wait
            if kind == "conditional":
                run.conditions[token] = wait
        for gateway in joins or ():
            visit.joins[gateway] = {}
        _index(run, visit)
    run.root.alive = run.ended is None


def variables_of(state: bytes) -> dict[str, Any]:
    """The variables of an instance, without its definition."""
    variables: dict[str, Any] = _unpack(state)[1][0][4]
    return variables


def _index(run: Run, visit: Visit) -> None:
    """What can be worked out again is not stored."""
    if visit.incident is not None:
        run.incidents[visit.no] = visit
    if isinstance(visit.data, dict) and "undoing" in visit.data:
        run.throwers[visit.no] = visit
    for gateway in {*visit.joins, *visit.fired}:
        if run.definition.elements[gateway].type != "parallelGateway":
            run.meetings[(visit.no, gateway)] = visit
    scope = visit.scope
    if scope is not None and visit.element.id in scope.joins and type(visit.data) is str:
        scope.joins[visit.element.id].setdefault(visit.data, deque()).append(visit)


def _pack(content: Any) -> bytes:
    exact = False

    def default(value: Any) -> Any:
        nonlocal exact
        exact = True
        if isinstance(value, Decimal):
            return {_DECIMAL: str(value)}
        raise TypeError(f"{type(value).__name__} is not a JSON value")

    try:
        raw = orjson.dumps(content, default=default, option=_OPTIONS)
    except TypeError:
        # Integers beyond 64 bits are written like decimals.
        exact = True
        raw = orjson.dumps(_big(content), default=default, option=_OPTIONS)
    return (_EXACT if exact else _PLAIN) + _tools.compress.compress(raw)


def _unpack(state: bytes) -> Any:
    content = orjson.loads(_tools.decompress.decompress(state[1:]))
    return _decoded(content) if state[:1] == _EXACT else content


def _big(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _big(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_big(value) for value in content]
    if isinstance(content, int) and not -(2**63) <= content < 2**63:
        return {_DECIMAL: f"i{content}"}
    return content


def _decoded(content: Any) -> Any:
    if isinstance(content, dict):
        if len(content) == 1 and _DECIMAL in content:
            text = content[_DECIMAL]
            return int(text[1:]) if text[0] == "i" else Decimal(text)
        return {key: _decoded(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_decoded(value) for value in content]
    return content
