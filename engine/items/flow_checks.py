"""The diagram of an item held against its forms, tables and vocabulary, and the names its conditions use."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tongban import forms
from tongban.engine import bpmn, errors
from tongban.engine.domain.case_state import STATES
from tongban.engine.items import vocabulary
from tongban.engine.items.known_names import brings_unknown
from tongban.engine.items.problems import Problems
from tongban.engine.items.sheet import Sheet

FILE = "flow.bpmn"


def read_draft(files: Mapping[str, bytes], names: Collection[str], problems: Problems) -> bpmn.Draft | None:
    """flow.bpmn as it was drawn, even if it cannot run; None when it is missing or no diagram at all."""
    if FILE not in files:
        problems.error(FILE, None, "missing", "缺流程图 / the diagram is missing")
        return None
    try:
        draft = bpmn.inspect(files[FILE], FILE, names)
    except errors.InvalidDiagram as error:
        problems.take(error.errors or [{"rule": "bpmn", "message": error.message}], FILE)
        return None
    obstacles = draft.obstacles
    problems.take([one.as_dict() for one in obstacles], FILE)
    problems.take([one.as_dict() for one in draft.problems if one not in obstacles], FILE, "warning")
    if not obstacles and not draft.runnable:
        problems.error(FILE, None, "nothing_executable", "没有可执行的流程 / no process can be executed")
    return draft


def own_process(
    draft: bpmn.Draft | None, sheet: Sheet | None, problems: Problems
) -> bpmn.ProcessDefinition | None:
    """The process the sheet names; it must be in the diagram and say that it is this item's."""
    if draft is None:
        return None
    if sheet is None or not sheet.process:
        return draft.processes[0] if len(draft.processes) == 1 else None
    found = next((one for one in draft.processes if one.key == sheet.process), None)
    if found is None:
        keys = ", ".join(one.key for one in draft.processes)
        message = f"图中没有流程 / there is no process {sheet.process} in the diagram, only: {keys}"
        problems.error("item.yaml", "process", "unknown_process", message)
        return None
    item = found.extensions.item
    if item is not None and item.code != sheet.code:
        message = f"流程属于另一事项 / the process says it belongs to item {item.code}"
        problems.error(FILE, found.key, "item_code", message)
    return found


def check_flow(
    definition: bpmn.ProcessDefinition,
    found: Mapping[str, forms.Form],
    decisions: Collection[str],
    names: Collection[str],
    sheet: Sheet | None,
    problems: Problems,
) -> None:
    fields = {root for form in found.values() for root in form.roots()}
    for element in definition.elements.values():
        _check_materials(element, sheet, problems)
        _check_form(element, found, problems)
        _check_decision(element, decisions, problems)
        _check_vocabulary(element, problems)
        _check_work(element, fields, problems)
    _check_names(definition, names, problems)


def bound_forms(definition: bpmn.ProcessDefinition | None) -> frozenset[str]:
    """The forms that steps show."""
    if definition is None:
        return frozenset()
    bindings = (element.extensions.form for element in definition.elements.values())
    return frozenset(one.key for one in bindings if one is not None)


def used_decisions(definition: bpmn.ProcessDefinition | None) -> frozenset[str]:
    """The decisions that business rule tasks ask."""
    if definition is None:
        return frozenset()
    bindings = (element.extensions.decision for element in definition.elements.values())
    return frozenset(one.key for one in bindings if one is not None)


def _check_form(element: bpmn.Element, found: Mapping[str, forms.Form], problems: Problems) -> None:
    binding = element.extensions.form
    if binding is None:
        return
    form = found.get(binding.key)
    if form is None:
        message = f"没有表单 / there is no form forms/{binding.key}.json"
        problems.error(FILE, element.id, "unknown_form", message)
        return
    known = {*form.field_names(), *form.roots(), "*"}
    for key in binding.fields:
        if key not in known:
            message = f"表单 {binding.key} 没有字段 / the form has no field {key}"
            problems.error(FILE, element.id, "unknown_field", message)


def _check_materials(element: bpmn.Element, sheet: Sheet | None, problems: Problems) -> None:
    for one in element.extensions.materials if sheet is not None else ():
        if sheet is not None and sheet.material(one.code) is None:
            message = f"材料不在清单内 / not a material of this item: {one.code}"
            problems.error(FILE, element.id, "unknown_material", message)


def _check_decision(element: bpmn.Element, decisions: Collection[str], problems: Problems) -> None:
    binding = element.extensions.decision
    if binding is not None and binding.key not in decisions:
        message = f"没有决策 / there is no decision {binding.key}"
        problems.error(FILE, element.id, "unknown_decision", message)


def _check_vocabulary(element: bpmn.Element, problems: Problems) -> None:
    extensions = element.extensions
    if extensions.milestone is not None and extensions.milestone.state not in STATES:
        message = f"没有此办件状态 / there is no case state {extensions.milestone.state}"
        problems.error(FILE, element.id, "unknown_milestone", message)
    for document in extensions.documents:
        if document.type not in vocabulary.DOCUMENTS:
            message = f"没有此文书 / there is no document type {document.type}"
            problems.error(FILE, element.id, "unknown_document", message)
    for notice in extensions.notices:
        if notice.template not in vocabulary.NOTICES:
            message = f"没有此通知 / there is no notice {notice.template}"
            problems.error(FILE, element.id, "unknown_notice", message)


def _check_names(definition: bpmn.ProcessDefinition, names: Collection[str], problems: Problems) -> None:
    # Where data comes in from outside, nobody here can know what it is called.
    report = problems.warning if brings_unknown(definition) else problems.error
    for element, place, expression in definition.expressions:
        for name in sorted(expression.names - set(names)):
            message = f"{place}: 表达式用到未知字段 / the expression names an unknown field: {name}"
            report(FILE, element, "unknown_name", message)


def _check_work(element: bpmn.Element, fields: Collection[str], problems: Problems) -> None:
    if element.type != "userTask":
        return
    if element.id in fields:
        message = "环节编号与表单字段同名 / the step has the name of a form field"
        problems.error(FILE, element.id, "name_clash", message)
    if element.extensions.candidates is None:
        message = "未指定办理人 / nobody is named to do this work"
        problems.error(FILE, element.id, "no_candidates", message)
    outcomes = [one.id for one in element.extensions.outcomes]
    for twice in sorted({one for one in outcomes if outcomes.count(one) > 1}):
        problems.error(FILE, element.id, "outcome_twice", f"结果重复 / outcome {twice} is given twice")
