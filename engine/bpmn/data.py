"""Data objects, stores and associations of a diagram: which variables they are, and what they move."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn.mappings import Assignment, Named, evaluate
from tongban.engine.bpmn.names import bpmn, child, dialect_nodes, elements, local, reference, text

if TYPE_CHECKING:
    from tongban.engine.bpmn.body import Body
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit

_NAMED = ("dataObject", "dataObjectReference", "property", "dataInput", "dataOutput")
_STORES = ("dataStore", "dataStoreReference")
_NUMBERS = frozenset({"int", "integer", "long", "short", "double", "float", "decimal"})
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


def read_file(root: etree._Element, reading: Reading) -> None:
    """The variable that each data object, property, input and output of the file stands for, by its id."""
    objects: dict[str, str] = {}
    references = []
    for node in root.iter(*(bpmn(tag) for tag in (*_NAMED, *_STORES, "itemDefinition"))):
        id = node.get("id")
        if id is None:
            continue
        if local(node) in _STORES:
            reading.stores.add(id)
        elif local(node) == "itemDefinition":
            reading.types[id] = reference(node.get("structureRef")) or ""
        elif local(node) == "dataObjectReference":
            references.append((id, node))
        else:
            objects[id] = _name(node.get("name"), id if local(node) == "dataObject" else "")
    for id, node in references:
        wanted = objects.get(reference(node.get("dataObjectRef")) or "", "")
        # A tool that names only the reference gives its object a made-up id.
        objects[id] = _name(node.get("name"), "") or wanted
    reading.data.update(objects)


def objects(container: etree._Element, element: str, reading: Reading) -> tuple[Assignment, ...]:
    """The data objects of a process or subprocess that have a value: variables of its scope from the beginning."""
    found = []
    for node in container.iterfind(bpmn("dataObject")):
        values = dialect_nodes(node, "value")
        if not values:
            continue
        id = node.get("id") or element
        name = _name(node.get("name"), id)
        source = text(values[0])
        kind = reference(node.get("itemSubjectRef")) or ""
        kind = reading.types.get(kind, kind)
        if not name:
            reading.problem(
                id, "data-object", "a data object with a value needs a name or an id to be a variable"
            )
            continue
        computed = source.startswith("=") or "${" in source or "#{" in source
        if computed or kind not in _NUMBERS | {"boolean"}:
            value = reading.template(id, "value", source)
        elif _NUMBER.fullmatch(source) or (kind == "boolean" and source in ("true", "false")):
            value = reading.expression(id, "value", source)
        else:
            reading.problem(id, "data-object", f"`{source[:80]}` is not of the type {kind}")
            continue
        if value is not None:
            found.append(Assignment(name, value))
    return tuple(found)


def fill(run: Run, visit: Visit, body: Body) -> None:
    """The data objects of a scope take their values, where nobody gave it a variable of that name."""
    if body.data:
        given = evaluate(body.data, run.visible(visit))
        visit.variables = {**given, **(visit.variables or {})}


def associations(element: str, tag: str, node: etree._Element, reading: Reading) -> list[Assignment]:
    """What the data associations of an activity move: by assignment, by transformation, or from name to name."""
    found = []
    for association in node.iterfind(bpmn(tag)):
        assignments = association.findall(bpmn("assignment"))
        transformation = child(association, "transformation")
        if assignments:
            found += _assigned(element, tag, assignments, reading)
        elif transformation is not None:
            found += _transformed(element, tag, association, transformation, reading)
        else:
            found += _copied(element, association, reading)
    return found


def _assigned(element: str, tag: str, nodes: list[etree._Element], reading: Reading) -> list[Assignment]:
    found = []
    for assignment in nodes:
        target = text(assignment.find(bpmn("to")))
        value = reading.expression(element, tag, text(assignment.find(bpmn("from"))))
        # `to` is a name, or the id of a data object or output.
        target = (
            target if target.isidentifier() and not reading.data.get(target) else reading.data.get(target, "")
        )
        if not target or value is None:
            given = text(assignment.find(bpmn("to")))
            reading.problem(element, "data-assignment", f"`{given[:80]}` is not a name to assign to")
            continue
        found.append(Assignment(target, value))
    return found


def _transformed(
    element: str, tag: str, association: etree._Element, transformation: etree._Element, reading: Reading
) -> list[Assignment]:
    wanted = reference(text(child(association, "targetRef"))) or ""
    target = reading.data.get(wanted, "")
    value = reading.condition(element, transformation, "transformation")
    if not target:
        reading.problem(
            element, "data-association", f"`{wanted[:80]}` names no variable to put the result in"
        )
    return [Assignment(target, value)] if target and value is not None else []


def _copied(element: str, association: etree._Element, reading: Reading) -> list[Assignment]:
    source = reference(text(child(association, "sourceRef"))) or ""
    target = reference(text(child(association, "targetRef"))) or ""
    if {source, target} & reading.stores:
        reading.warning(
            element, "data-store", "a data store is only drawn here: nothing is read from it or written to it"
        )
        return []
    from_, to = reading.data.get(source, ""), reading.data.get(target, "")
    if not from_ or not to:
        reading.warning(
            element,
            "data-association",
            "a data association without assignment between named data moves nothing",
        )
        return []
    return [Assignment(to, Named(from_))] if from_ != to else []


def _name(name: str | None, otherwise: str) -> str:
    """A name that a variable can have."""
    return next((one for one in (name or "", otherwise) if one.isidentifier()), "")


_IGNORED = {
    "auditing": "`auditing`: everything is recorded anyway",
    "monitoring": "`monitoring`: the figures are the same for every process",
    "performer": "`performer`: who does it is said by tb:candidates, `humanPerformer` or `potentialOwner`",
    "resourceRole": "`resourceRole`: who does it is said by tb:candidates, `humanPerformer` or `potentialOwner`",
    "ioBinding": "`ioBinding`: what a call passes is said by its own mappings",
    "supportedInterfaceRef": "`supportedInterfaceRef`: processes have no interfaces here",
}


def ignored(element: str, node: etree._Element, reading: Reading) -> None:
    """What BPMN allows here and an engine does nothing with is said, not skipped."""
    for inner in elements(node):
        if local(inner) in _IGNORED and inner.tag == bpmn(local(inner)):
            reading.warning(element, "ignored", f"{_IGNORED[local(inner)]}; this has no effect")
