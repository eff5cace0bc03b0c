"""Activities that run several times: multi-instance, parallel or sequential, and standard loops."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from tongban.engine import errors
from tongban.engine.bpmn import compensation
from tongban.engine.bpmn.names import TB, child, dialect, extension_nodes, reference, text
from tongban.engine.bpmn.state import Kind
from tongban.engine.bpmn.value import Value, shown

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.activity import Activity
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit

MAX_INSTANCES = 100_000
_STEPS_PER_INSTANCE = 100
_NUMBER = re.compile(r"[0-9]{1,9}")
# an instance that has not begun its work
BEGIN = "begin"


@dataclass(frozen=True, slots=True)
class Loop:
    """How often, over what, and until when."""

    sequential: bool
    cardinality: Value | None = None
    collection: Value | None = None
    item: str | None = None
    output: str | None = None
    output_item: str | None = None
    output_value: Value | None = None
    until: Value | None = None
    standard: bool = False
    repeat_while: Value | None = None
    test_before: bool = False
    maximum: int | None = None


def read(element: str, node: etree._Element, reading: Reading) -> Loop | None:
    standard = child(node, "standardLoopCharacteristics")
    if standard is not None:
        return _standard(element, standard, reading)
    several = child(node, "multiInstanceLoopCharacteristics")
    return _several(element, several, reading) if several is not None else None


def _standard(element: str, node: etree._Element, reading: Reading) -> Loop:
    maximum = node.get("loopMaximum")
    condition = reading.condition(element, child(node, "loopCondition"), "loopCondition")
    if condition is None and maximum is None:
        reading.problem(element, "loop-endless", "a loop needs a loopCondition or a loopMaximum")
    if maximum is not None and not _NUMBER.fullmatch(maximum):
        reading.problem(element, "loop-maximum", f"`{maximum[:80]}` is not a number")
        maximum = None
    return Loop(
        sequential=True,
        standard=True,
        repeat_while=condition,
        test_before=node.get("testBefore") == "true",
        maximum=int(maximum) if maximum is not None else None,
    )


def _several(element: str, node: etree._Element, reading: Reading) -> Loop:
    own = next((inner for inner in extension_nodes(node) if inner.tag == f"{{{TB}}}loop"), None)
    facts: Mapping[str, str] = {str(k): str(v) for k, v in own.attrib.items()} if own is not None else {}
    collection = facts.get("collection") or dialect(node, "collection")
    collection = collection or text(child(node, "loopDataInputRef"))
    input_item = child(node, "inputDataItem")
    output_item = child(node, "outputDataItem")
    loop = Loop(
        sequential=node.get("isSequential") == "true",
        cardinality=reading.count(element, "loopCardinality", text(child(node, "loopCardinality"))),
        collection=reading.expression(element, "collection", collection),
        item=facts.get("element") or dialect(node, "elementVariable") or _name(input_item),
        output=facts.get("output") or reference(text(child(node, "loopDataOutputRef"))),
        output_item=_name(output_item),
        output_value=reading.expression(element, "output value", facts.get("value")),
        until=reading.condition(element, child(node, "completionCondition"), "completionCondition"),
    )
    if loop.cardinality is None and loop.collection is None:
        reading.problem(
            element, "multi-instance", "a multi-instance activity needs a cardinality or a collection"
        )
    return loop


def _name(node: etree._Element | None) -> str | None:
    return (node.get("name") or node.get("id")) if node is not None else None


def open_loop(run: Run, body: Visit) -> None:
    """Begin the loop as a whole; `body` is its scope."""
    loop = _loop(body)
    if loop.standard:
        body.data = {"next": 0, "size": None, "items": None}
        body.variables = {}
        if loop.test_before and not _goes_on(run, body, loop, 0):
            _close(run, body)
        else:
            _next(run, body)
        return
    items = _items(run, body, loop)
    size = len(items)
    run.grant(size * _STEPS_PER_INSTANCE)
    body.data = {"next": 0, "size": size, "items": items if loop.sequential else None}
    body.variables = {
        "nrOfInstances": size,
        "nrOfCompletedInstances": 0,
        "nrOfActiveInstances": min(size, 1) if loop.sequential else size,
    }
    if loop.output:
        body.variables[loop.output] = [None] * size if not loop.sequential else []
    if not size:
        _close(run, body)
    elif loop.sequential:
        _next(run, body)
    else:
        body.data["next"] = size
        body.pending += size
        for index in range(size - 1, -1, -1):
            run.push(_start, body, (index, items[index]))


def _items(run: Run, body: Visit, loop: Loop) -> list[Any]:
    variables = run.visible(body.above)
    if loop.collection is not None:
        items = loop.collection(variables)
        if not isinstance(items, list):
            raise _failed(body, loop.collection, f"is not a list but {shown(items)}")
    else:
        assert loop.cardinality is not None
        count = loop.cardinality(variables)
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MAX_INSTANCES:
            raise _failed(body, loop.cardinality, f"is not a count of instances but {shown(count)}")
        items = [None] * count
    if len(items) > MAX_INSTANCES:
        raise _failed(body, loop.collection, f"gives more than {MAX_INSTANCES:,} instances")
    return items


def _failed(body: Visit, value: Value | None, why: str) -> errors.ExpressionFailed:
    text_ = value.text[:200] if value is not None else ""
    return errors.ExpressionFailed(f"{body.element.id}: `{text_}` {why}", element=body.element.id)


def _start(run: Run, body: Visit, which: tuple[int, Any]) -> None:
    index, item = which
    body.pending -= 1
    loop = _loop(body)
    visit = run.begin(body.element, body, Kind.INSTANCE)
    visit.variables = {"loopCounter": index}
    if loop.item:
        visit.variables[loop.item] = item
    if loop.output_item:
        visit.variables[loop.output_item] = None
    run.budget -= 1
    over = run.over()
    if over is not None:
        visit.data = BEGIN
        run.out_of_budget(visit, over)
    else:
        _activity(body).enter_once(run, visit)


def _next(run: Run, body: Visit) -> None:
    index = body.data["next"]
    body.data["next"] = index + 1
    items = body.data["items"]
    body.pending += 1
    run.push(_start, body, (index, items[index] if items is not None else None))


def instance_done(run: Run, visit: Visit) -> None:
    """One instance came to its end."""
    body = visit.above
    loop = _loop(body)
    _collect(run, body, visit, loop)
    record = compensation.record(visit)
    if record is not None:
        body.done.append(record)
    run.end(visit)
    variables = body.variables
    assert variables is not None
    if loop.standard:
        if _goes_on(run, body, loop, body.data["next"]):
            _next(run, body)
        else:
            _close(run, body)
        return
    variables["nrOfCompletedInstances"] += 1
    more = body.data["next"] < body.data["size"]
    variables["nrOfActiveInstances"] -= 0 if loop.sequential and more else 1
    if loop.until is not None and loop.until.true(run.visible(body)):
        run.cancel_inside(body)
        _close(run, body)
    elif loop.sequential and more:
        _next(run, body)
    elif not body.children and not body.pending:
        _close(run, body)


def emptied(run: Run, body: Visit) -> None:
    """The open instances were taken away from outside."""
    loop = _loop(body)
    if loop.sequential and body.data["size"] is not None and body.data["next"] < body.data["size"]:
        _next(run, body)
    else:
        _close(run, body)


def _goes_on(run: Run, body: Visit, loop: Loop, done: int) -> bool:
    assert body.variables is not None
    body.variables["loopCounter"] = done
    if loop.maximum is not None and done >= loop.maximum:
        return False
    return loop.repeat_while is None or loop.repeat_while.true(run.visible(body))


def _collect(run: Run, body: Visit, visit: Visit, loop: Loop) -> None:
    if not loop.output:
        return
    assert body.variables is not None and visit.variables is not None
    if loop.output_value is not None:
        value = loop.output_value(run.visible(visit))
    else:
        value = visit.variables.get(loop.output_item or "")
    # A new list each time: a variable that was given the old one keeps it.
    collected = list(body.variables[loop.output])
    body.variables[loop.output] = collected
    if loop.sequential:
        collected.append(value)
    else:
        collected[visit.variables["loopCounter"]] = value


def _close(run: Run, body: Visit) -> None:
    loop = _loop(body)
    if loop.output:
        assert body.variables is not None
        run.assign(body.above, {loop.output: body.variables[loop.output]})
    _activity(body).complete(run, body)


def _activity(body: Visit) -> Activity:
    return cast("Activity", body.element)


def _loop(body: Visit) -> Loop:
    loop = _activity(body).loop
    assert loop is not None
    return loop
