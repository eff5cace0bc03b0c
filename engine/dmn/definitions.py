"""One DMN file: its imports, item definitions and the elements of its requirement graph."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.dmn.boxes import Box, EmptyBox, FunctionBox
from tongban.engine.dmn.read_boxes import BoxReader, NotSupported
from tongban.engine.dmn.xml import Node, problem

ELEMENTS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
REQUIREMENTS = ("requiredInput", "requiredDecision", "requiredKnowledge")


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    name: str
    type: str | None
    collection: bool
    allowed: str
    constraint: str
    components: tuple[ItemDefinition, ...]
    function: tuple[tuple[str | None, ...], str | None] | None  # parameter types, result type


@dataclass(frozen=True, slots=True)
class Element:
    """`key` is unique across imported files: namespace#id."""

    key: str
    id: str
    name: str
    kind: str
    type: str | None
    logic: Box | None
    requires: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()  # of a decision service: its decisions
    inputs: tuple[str, ...] = ()  # of a decision service: its parameters in order


@dataclass(frozen=True, slots=True)
class Definitions:
    file: str
    namespace: str
    imports: tuple[tuple[str, str], ...]  # name, namespace
    items: tuple[ItemDefinition, ...]
    elements: tuple[Element, ...]
    names: frozenset[str]
    problems: tuple[dict[str, str], ...]


def read(root: Node, file: str) -> Definitions:
    namespace = root.get("namespace") or ""
    problems: list[dict[str, str]] = []
    elements = tuple(_element(node, namespace, file, problems) for node in root.children(*ELEMENTS))
    ids = [element.id for element in elements]
    for twice in sorted({id for id in ids if ids.count(id) > 1} if len(set(ids)) < len(ids) else ()):
        problems.append(problem(file, twice, "dmn.id", f"the id {twice} is used more than once"))
    names = root.every("name") | root.every("iteratorVariable")
    return Definitions(
        file,
        namespace,
        tuple((node.get("name") or "", node.get("namespace") or "") for node in root.children("import")),
        tuple(_item(node) for node in root.children("itemDefinition")),
        elements,
        frozenset(names),
        tuple(problems),
    )


def _item(node: Node) -> ItemDefinition:
    allowed, constraint, function = (
        node.child("allowedValues"),
        node.child("typeConstraint"),
        node.child("functionItem"),
    )
    return ItemDefinition(
        node.get("name") or "",
        node.text_of("typeRef") or None,
        node.get("isCollection") in ("true", "1"),
        allowed.text_of("text") if allowed else "",
        constraint.text_of("text") if constraint else "",
        tuple(_item(component) for component in node.children("itemComponent")),
        _function(function) if function else None,
    )


def _function(node: Node) -> tuple[tuple[str | None, ...], str | None]:
    return tuple(parameter.get("typeRef") for parameter in node.children("parameters")), node.get(
        "outputTypeRef"
    )


def _element(node: Node, namespace: str, file: str, problems: list[dict[str, str]]) -> Element:
    id, name = node.get("id") or node.get("name") or "", node.get("name") or node.get("id") or ""
    variable = node.child("variable")
    if variable is not None:
        name = variable.get("name") or name
    kind = node.tag
    return Element(
        f"{namespace}#{id}",
        id,
        name,
        kind,
        variable.get("typeRef") if variable else None,
        _logic(node, id, file, problems),
        _references(node, namespace),
        _targets(node, namespace, "outputDecision"),
        _targets(node, namespace, "inputData") + _targets(node, namespace, "inputDecision"),
    )


def _logic(node: Node, id: str, file: str, problems: list[dict[str, str]]) -> Box | None:
    try:
        reader = BoxReader(id)
        if node.tag == "businessKnowledgeModel":
            logic = node.child("encapsulatedLogic")
            return reader.function(logic) if logic else FunctionBox(id, None, (), EmptyBox(id, None))
        if node.tag == "decision":
            return reader.within(node)
    except NotSupported as wrong:
        problems.append(problem(file, id, "dmn.unsupported", str(wrong)))
    return None


def _references(node: Node, namespace: str) -> tuple[str, ...]:
    found: list[str] = []
    for requirement in node.children("informationRequirement", "knowledgeRequirement"):
        found += _targets(requirement, namespace, *REQUIREMENTS)
    return tuple(found)


def _targets(node: Node, namespace: str, *tags: str) -> tuple[str, ...]:
    hrefs = [target.get("href") or "" for target in node.children(*tags)]
    return tuple(namespace + href if href.startswith("#") else href for href in hrefs)
