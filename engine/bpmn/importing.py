"""A diagram drawn for Camunda 7, Operaton, Flowable or Activiti taken over: what it says in our words, with a report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from tongban.engine.bpmn import juel, xml
from tongban.engine.bpmn.diagram import inspect
from tongban.engine.bpmn.import_forms import NODES as FORM_NODES
from tongban.engine.bpmn.import_forms import form_of
from tongban.engine.bpmn.import_rows import Row, child_of, holder_of, row_of
from tongban.engine.bpmn.import_tables import (
    AS_IT_IS,
    CODE,
    JAVA,
    KEPT,
    KEPT_NODES,
    NEEDLESS,
    NOT_NEEDED,
    TEXTS,
    UNKNOWN,
)
from tongban.engine.bpmn.names import BPMN, CAMUNDA, TB, bpmn, elements, local, text

FORM_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
# How Camunda names a form-js form that was deployed with the diagram.
DEPLOYED_FORM = re.compile(r"camunda-forms:(?:deployment|app):(?:[^:]*/)?([A-Za-z0-9_-]+)\.form")


@dataclass(frozen=True, slots=True)
class Import:
    """`xml` is the diagram in our words; `dialects` the other engines' names found in it."""

    xml: bytes
    key: str
    name: str
    dialects: tuple[str, ...]
    rows: tuple[Row, ...]
    # Forms of steps by their keys, as form-js JSON, made of the fields the diagram says its steps ask for.
    forms: Mapping[str, Any]


def take_over(data: bytes, key: str = "", item: str = "") -> Import:
    """The diagram and what became of everything in it; InvalidDiagram when it is no BPMN.

    `key` becomes the id of its process and `item` the item's code in it, when they are given.
    """
    root = xml.parse(data, "flow.bpmn")
    main = _main(root)
    rows: list[Row] = []
    forms: dict[str, Any] = {}
    if main is not None:
        _rename(root, main, key, rows)
        if item:
            _item(main, item)
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag.startswith(f"{{{BPMN}}}") and local(node) != "definitions":
            rows += _attributes(node)
            rows += _extensions(node, forms)
            rows += _condition(node)
            rows += _texts(node)
    for holder in root.findall(f".//{bpmn('extensionElements')}"):
        if not len(holder):
            parent = holder.getparent()
            if parent is not None:
                parent.remove(holder)
    found = sorted({one for one in root.nsmap.values() if one in CAMUNDA})
    etree.cleanup_namespaces(root)
    made = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    inspect(made)
    name = (main.get("name") or "") if main is not None else ""
    process = (main.get("id") or "") if main is not None else ""
    return Import(made, process, name, tuple(map(_engine, found)), tuple(rows), forms)


def _engine(namespace: str) -> str:
    return next(name for name in ("Camunda", "Operaton", "Flowable", "Activiti") if name.lower() in namespace)


def _main(root: etree._Element) -> etree._Element | None:
    """The process that runs: the first that is executable, else the first."""
    found = root.findall(bpmn("process"))
    runs = [one for one in found if one.get("isExecutable") == "true"]
    return next(iter(runs or found), None)


def _rename(root: etree._Element, main: etree._Element, key: str, rows: list[Row]) -> None:
    if main.get("isExecutable") != "true":
        main.set("isExecutable", "true")
        rows.append(row_of(main, "isExecutable", "false", "translated", "true"))
    old = main.get("id")
    if not key or old == key:
        return
    main.set("id", key)
    for node in root.iter():
        for name in ("bpmnElement", "processRef", "calledElement"):
            if isinstance(node.tag, str) and node.get(name) == old:
                node.set(name, key)
    rows.append(row_of(main, "id", str(old), "translated", key))


def _item(main: etree._Element, code: str) -> None:
    holder = holder_of(main)
    if holder.find(f"{{{TB}}}item") is None:
        etree.SubElement(holder, f"{{{TB}}}item", nsmap={"tb": TB}).set("code", code)


def _attributes(node: etree._Element) -> Iterator[Row]:
    for full in list(map(str, node.attrib)):
        name = etree.QName(full)
        if name.namespace not in CAMUNDA:
            continue
        source = str(node.get(full))
        if name.localname in NEEDLESS:
            del node.attrib[full]
            yield row_of(node, name.localname, source, "lost", NOT_NEEDED)
        elif name.localname in JAVA:
            del node.attrib[full]
            yield _java(node, full, name.localname, source)
        elif name.localname in KEPT:
            yield _kept(node, full, name.localname, source)
        else:
            del node.attrib[full]
            yield row_of(node, name.localname, source, "lost", UNKNOWN)


def _java(node: etree._Element, full: str, place: str, source: str) -> Row:
    """Code of a service task becomes a topic that a connector or a worker serves."""
    if local(node) not in ("serviceTask", "sendTask", "businessRuleTask"):
        return row_of(node, place, source, "lost", CODE)
    topic = re.sub(r"[^\w-]", "", source.rpartition(".")[2]) or "work"
    node.set(f"{{{etree.QName(full).namespace}}}topic", topic)
    said = f"改为主题 {topic}，要有连接器或外部程序来办 / now the topic {topic}, which a connector or worker must serve"
    return row_of(node, place, source, "translated", said)


def _kept(node: etree._Element, full: str, place: str, source: str) -> Row:
    """What the engine reads; plain groups, users and forms are moved into our words, so that the studio shows them."""
    plain = not juel.is_template(source) and not source.lstrip().startswith("=")
    # An assignee stands before the candidates only where both are said in one language.
    alone = not any(node.get(f"{{{space}}}assignee") for space in CAMUNDA)
    if alone and plain and place in ("candidateGroups", "candidateUsers") and local(node) == "userTask":
        del node.attrib[full]
        names = ",".join(part.strip() for part in source.split(",") if part.strip())
        name = "groups" if place == "candidateGroups" else "users"
        child_of(node, "candidates").set(name, names)
        return row_of(node, place, source, "translated", f'tb:candidates {name}="{names}"')
    if place in ("formKey", "formRef"):
        del node.attrib[full]
        key = DEPLOYED_FORM.sub(r"\1", source)
        if plain and FORM_KEY.fullmatch(key) and local(node) == "userTask":
            child_of(node, "form").set("key", key)
            return row_of(node, place, source, "translated", f'tb:form key="{key}" (forms/{key}.json)')
        return row_of(
            node, place, source, "lost", "表单要在工作室里另画 / the form must be drawn in the studio"
        )
    translated, whole = _feel(source)
    if not whole:
        return row_of(node, place, source, "lost", translated)
    return row_of(node, place, source, "kept", AS_IT_IS if plain else translated)


def _extensions(node: etree._Element, forms: dict[str, Any]) -> Iterator[Row]:
    holder = node.find(bpmn("extensionElements"))
    given = [one for one in (elements(holder) if holder is not None else ()) if _asks(one)]
    if given and holder is not None:
        yield from _form(node, holder, given, forms)
    for inner in list(elements(holder)) if holder is not None else ():
        name = etree.QName(inner)
        if name.namespace not in CAMUNDA or holder is None:
            continue
        source = re.sub(
            r"\s+",
            " ",
            text(inner) or ", ".join(f"{one}={inner.get(one)}" for one in map(str, inner.attrib)),
        )
        if name.localname in KEPT_NODES:
            yield row_of(node, name.localname, source, "kept", AS_IT_IS)
            continue
        holder.remove(inner)
        listener = name.localname.endswith("Listener")
        yield row_of(node, name.localname, source, "lost", CODE if listener else UNKNOWN)


def _asks(inner: etree._Element) -> bool:
    name = etree.QName(inner)
    return name.namespace in CAMUNDA and name.localname in FORM_NODES


def _form(
    node: etree._Element, holder: etree._Element, given: list[etree._Element], forms: dict[str, Any]
) -> Iterator[Row]:
    """The fields a step asks for become its form; those of the start stay with the application form of the draft."""
    for one in given:
        holder.remove(one)
    place = etree.QName(given[0]).localname
    schema, fields = form_of(given, _feel)
    names = ", ".join(one.name for one in fields)
    if local(node) != "userTask" or holder.find(f"{{{TB}}}form") is not None:
        own = "环节已经有表单，这些字段要在表单里加 / the step has a form: add these fields to it"
        start = "申请表单不变，这些字段要在表单里加 / the application form stays: add these fields to it"
        yield row_of(node, place, names, "lost", own if local(node) == "userTask" else start)
        return
    key = re.sub(r"[^A-Za-z0-9_-]", "-", node.get("id") or "").strip("-_")[:60] or "step"
    child_of(node, "form").set("key", key)
    forms[key] = schema
    yield row_of(node, place, names, "translated", f'tb:form key="{key}" (forms/{key}.json)')
    for asked in fields:
        for source, status, said in asked.told:
            yield row_of(node, f"{place} {asked.name}", source, status, said)


def _condition(node: etree._Element) -> Iterator[Row]:
    """A condition in JUEL is written as the FEEL it means."""
    inner = node.find(bpmn("conditionExpression"))
    source = text(inner)
    if inner is None or not source:
        return
    language = inner.get("language")
    if language is not None:
        del inner.attrib["language"]
    if language and "juel" not in language.lower() and "feel" not in language.lower():
        inner.set("language", str(language))
        said = "条件用的是程序语言，要改写成 FEEL / a programming language; must be rewritten as FEEL"
        yield row_of(node, f"conditionExpression ({language})", source, "lost", said)
        return
    if not juel.is_template(source):
        if language or not source.startswith("="):
            inner.text = f"= {source.removeprefix('=').strip()}"
            yield row_of(node, "conditionExpression", source, "kept", inner.text)
        return
    translated, whole = _feel(source)
    if whole and translated.startswith("= "):
        inner.text = translated
    yield row_of(node, "conditionExpression", source, "translated" if whole else "lost", translated)


def _texts(node: etree._Element) -> Iterator[Row]:
    """Times, loops and scripts: expressions in them are read as they stand, other languages are not."""
    if local(node) == "scriptTask":
        language = (node.get("scriptFormat") or "feel").lower()
        if not language.endswith("feel"):
            said = "脚本要改写成 FEEL 赋值 / the script must be rewritten as FEEL assignments"
            yield row_of(node, f"script ({language})", text(node.find(bpmn("script"))), "lost", said)
    if local(node) in TEXTS and juel.is_template(text(node)):
        translated, whole = _feel(text(node))
        yield row_of(node, local(node), text(node), "kept" if whole else "lost", translated)


def _feel(source: str) -> tuple[str, bool]:
    """The FEEL of a text with `${…}` in it and True; why not, and False. Text around an expression stays as it is."""
    parts = juel.split(source)
    if parts is None:
        return "括号没有闭合 / a brace is not closed", False
    try:
        told = [juel.translate(part) if code else part for code, part in parts]
    except juel.Untranslatable as error:
        return f"没有意思相同的 FEEL：{error} / no FEEL of the same meaning: {error}", False
    if len(parts) == 1 and parts[0][0]:
        return f"= {told[0]}", True
    return "".join(f"${{{one}}}" if code else one for (code, _), one in zip(parts, told, strict=True)), True
