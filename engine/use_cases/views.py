"""What an act answers: tasks, instances and cases in the shape of the HTTP contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.engine import bpmn, feel
from tongban.engine.domain.masking import masked, masked_party, masks_of, unmasked
from tongban.engine.ports import Case, Instance, Task


def task_view(task: Task) -> dict[str, Any]:
    """One task."""
    return {
        "id": task.id,
        "element": task.element,
        "name": task.name,
        "instance_id": task.instance_id,
        "scope_id": scope_id(task.instance_id, task.scope),
        "process": task.process_key,
        "case_no": task.case_no,
        "state": task.state,
        "assignee": task.assignee,
        "candidates": candidates_view(task.candidates),
        "form": task.form,
        "due": task.due,
        "priority": task.priority,
        "created_at": task.created_at,
        "outcome": task.outcome,
        "opinion": task.opinion,
        "completed_by": task.completed_by,
        "completed_at": task.completed_at,
        "on_behalf_of": task.on_behalf_of,
        "owner": task.owner,
        "part": task.part,
        "part_of": task.parent_id,
        "held": task.held,
    }


def english_name(element: bpmn.Element) -> str | None:
    """What the diagram calls an element in English, if it does."""
    return next((one.name for one in element.extensions.labels if one.lang == "en"), None)


def candidates_view(refs: list[str]) -> dict[str, list[str]]:
    """People and groups by name."""
    return {
        "users": [ref[5:] for ref in refs if ref.startswith("user:")],
        "groups": [ref[6:] for ref in refs if ref.startswith("group:")],
    }


def scope_id(instance_id: str, scope: int) -> str:
    """The innermost subprocess or multi-instance execution, else the instance."""
    return f"{instance_id}:{scope}" if scope else instance_id


def instance_view(record: Instance, version: int, execution: bpmn.Execution) -> dict[str, Any]:
    """One process instance with its variables."""
    return {
        "id": record.id,
        "process": record.process_key,
        "version": version,
        "business_key": record.business_key,
        "state": record.state,
        "parent_id": record.parent_id,
        "variables": variables_view(record, feel.to_json(execution.variables)),
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "started_by": record.starter,
        "revision": record.chain_no,
    }


def variables_view(record: Instance, variables: dict[str, Any]) -> dict[str, Any]:
    """The variables; of a case's process with the numbers of its applicant hidden, wherever they stand."""
    applicant = variables.get("applicant")
    if record.case_id is None or not isinstance(applicant, dict):
        return variables
    return dict(masked(variables, masks_of(applicant)))


def variables_given(case: Case | None, given: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """Variables that come from somebody to whom `variables_view` or a job may have shown the held ones: a number that is
    given back hidden, as it was shown, does not take the place of the true one.
    """
    if case is None:
        return dict(given)
    known = feel.to_json({name: held[name] for name in given if name in held})
    return dict(unmasked(given, known, masks_of(case.applicant, case.agent)))


def case_view(case: Case, *, clear: bool = False) -> dict[str, Any]:
    """The head of a case; the numbers of its parties are hidden unless the caller knows or may know them."""
    head = _head(case)
    return head if clear else hidden(head)


def hidden(head: dict[str, Any]) -> dict[str, Any]:
    """The same with the numbers of the parties hidden, in the form too."""
    applicant, agent = head["applicant"], head["agent"]
    masks = masks_of(applicant, agent)
    shown = {"applicant": masked_party(applicant), "agent": masked_party(agent) if agent else None}
    return {**head, **shown, "form": masked(head["form"], masks)}


def _head(case: Case) -> dict[str, Any]:
    return {
        "case_no": case.case_no,
        "item": {"code": case.item_code, "name": case.item_name, "name_en": case.item_name_en},
        "state": case.state,
        "result": case.result,
        "unit": case.unit,
        "channel": case.channel,
        "applicant": case.applicant,
        "agent": case.agent,
        "form": case.form,
        "progress_code": case.progress_code,
        "instance_id": case.instance_id,
        "registered_by": case.registered_by,
        "registered_at": case.registered_at,
        "accepted_at": case.accepted_at,
        "decided_at": case.decided_at,
        "closed_at": case.closed_at,
        "deemed_at": case.deemed_at,
        "override_reason": case.override_reason,
    }
