"""What a document states: facts of the case, its item, its clocks, materials and opinions, and of its own type.

Some facts come from process variables with fixed names, so that any item's forms can supply them:
`missing_materials`, `fields_to_correct`, `correction_note`, `fee`, `fee_lines`, `decision_basis`, `certificate_no`,
`valid_from`, `valid_to`, `certificate_note`, `delivery_method`, `recipient`, `received_on`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine.domain.identifiers import mask_id
from tongban.engine.ports import Document, Task, Unit
from tongban.engine.use_cases import field_corrections
from tongban.engine.use_cases.flow import directory, dossier
from tongban.engine.use_cases.flow.joint_facts import joint_facts
from tongban.engine.use_cases.flow.life_facts import LIFE_FACTS, decision, reason_of
from tongban.engine.use_cases.flow.regime_facts import (
    REGIME_FACTS,
    other_state,
    promise_of_both_levels,
    promised_text,
)
from tongban.forms import field_labels

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

Facts = dict[str, Any]


def facts_of(act: Act, run: Run, unit: Unit, type_: str, number: str) -> Facts:
    """Everything the type may state, as JSON."""
    case, item = run.case, run.item
    assert case is not None and item is not None
    variables = run.execution.variables
    sheet = item.sheet
    contact = case.applicant.get("contact") or {}
    facts: Facts = {
        "case": {
            "no": case.case_no,
            "applicant": {
                "name": case.applicant_name,
                "id_no": mask_id(str(case.applicant.get("id_no") or "")),
                "contact": contact.get("phone") or contact.get("name") or "",
                "agent": (case.agent or {}).get("name", ""),
            },
            "channel": case.channel,
            "registered_at": case.registered_at.isoformat(),
            "accepted_at": case.accepted_at.isoformat() if case.accepted_at else act.uow.now.isoformat(),
            "deemed": case.deemed_at is not None,
            "form": [{"label": label, "value": text} for label, text in item.summary(case.form)],
        },
        "item": {
            "name": case.item_name,
            "name_en": case.item_name_en,
            "code": case.item_code,
            "implementing_body": unit.name,
            "legal_basis": sheet.legal_basis_text,
            "promised_text": promised_text(run),
            "statutory_text": sheet.limit_text("statutory"),
            "result_name": sheet.result_name,
        },
        "organ": {
            "name": unit.name,
            "short": unit.short or unit.name[:2],
            "phone": sheet.phone or unit.phone,
            "complaint_phone": sheet.complaint_phone or unit.phone,
            "address": sheet.address or unit.address,
        },
        "clocks": _clocks(act, run),
        "materials": _materials(act, run),
        "opinions": _opinions(act, run),
        "remedy": {
            "reconsideration_organ": sheet.reconsideration_organ,
            "court": sheet.court,
        },
    }
    more = SPECIFIC.get(type_)
    if more is not None:
        facts.update(more(act, run, variables, facts, number))
    return facts


def notice_facts(act: Act, run: Run) -> Facts:
    """The same facts, flat and in words, for the sentences of notices."""
    assert run.case is not None
    unit = directory.unit_or_code(act, run.case.unit)
    variables = run.execution.variables
    facts = facts_of(act, run, unit, "correction_notice", "")
    corrections = [line["name"] for line in facts["correction"]["items"]]
    return {
        **facts["clocks"],
        "organ": unit.name,
        "complaint_phone": facts["organ"]["complaint_phone"],
        "address": facts["organ"]["address"],
        "reason": reason_of(facts),
        "corrections": "、".join(corrections) if _asks(variables) else "",
        "amount": str(variables.get("fee") or ""),
        "fee_basis": run.item.sheet.fee_basis_text if run.item else "",
        "payment_due": facts["clocks"].get("delivery_due", ""),
        "certificate_no": str(variables.get("certificate_no") or ""),
        "tracking_no": str(variables.get("tracking_no") or ""),
        "accepted_at": _day_of_acceptance(act, run),
    }


def _asks(variables: Mapping[str, Any]) -> bool:
    return bool(variables.get(field_corrections.PAPERS) or field_corrections.asked(variables))


def _day_of_acceptance(act: Act, run: Run) -> str:
    """The office's own day: before eight in the morning it is another one in UTC."""
    assert run.case is not None
    zone = act.uow.calendar().zone
    return (run.case.accepted_at or act.uow.now).astimezone(zone).date().isoformat()


def _clocks(act: Act, run: Run) -> Facts:
    assert run.case is not None
    rows = dossier.of(act, run).clocks()
    zone = act.uow.calendar().zone
    dues = {f"{row.kind}_due": row.due.astimezone(zone).date().isoformat() for row in rows if row.due}
    dues = {**promise_of_both_levels(act, run), **dues}
    if "supplement_due" in dues:
        dues["correction_due"] = dues["supplement_due"]
    return dues


def _materials(act: Act, run: Run) -> list[Facts]:
    assert run.case is not None and run.item is not None
    given = dossier.of(act, run).codes()
    return [
        {
            "code": line.code,
            "name": line.name.zh,
            "copies": max(line.original, line.copies, 1),
            "kind": "electronic" if line.code in given else "original" if line.original else "copy",
            "state": "received"
            if line.code in given
            else other_state(run, line.code) or ("missing" if line.required else "not_needed"),
        }
        for line in run.item.sheet.materials
    ]


def _opinions(act: Act, run: Run) -> list[Facts]:
    done = dossier.of(act, run).opinions()
    names = directory.names(act, [task.completed_by for task in done if task.completed_by])
    return [
        {
            "step": task.name,
            "by": names.get(task.completed_by or "", task.completed_by),
            "post": (task.signer or "").removeprefix("group:").removeprefix("user:"),
            "outcome": _outcome_name(run, task),
            "text": task.opinion or "",
            "at": task.completed_at.isoformat() if task.completed_at else "",
        }
        for task in done
    ]


def _outcome_name(run: Run, task: Task) -> str:
    element = run.definition.elements.get(task.element)
    outcomes = element.extensions.outcomes if element else ()
    return next((str(one.name) for one in outcomes if one.id == task.outcome), task.outcome or "")


def _correction(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    names = {line["code"]: line["name"] for line in facts["materials"]}
    note = str(variables.get("correction_note") or "") or reason_of(facts)
    missing = variables.get("missing_materials") or []
    items = [{"name": names.get(code, str(code)), "reason": note, "code": str(code)} for code in missing]
    assert run.case is not None and run.item is not None
    labels = dict(field_labels(run.item.form, run.case.form))
    items += [
        {"name": labels.get(field, field), "reason": reason, "field": field}
        for field, reason in field_corrections.asked(variables)
    ]
    return {
        "correction": {
            "items": items or [{"name": note, "reason": note}],
            "how": "网上补充上传或到受理窗口提交",
        }
    }


def _benefit(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    """`benefit_quantity` and `benefit` are what was confirmed; a refusal confirms nothing."""
    given = {"quantity": variables.get("benefit_quantity"), "sum": variables.get("benefit")}
    refused = run.case is not None and run.case.state == "rejected"
    known = {name: str(value) for name, value in given.items() if value is not None and not refused}
    return {**decision(act, run, variables, facts, number), "benefit": known}


def _answer(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    """`answer_text`, `subject` and `finding_text`, and the unit that `handled_by` names by its code."""
    unit = directory.unit_named(act, str(variables.get("handled_by") or ""))
    return {
        "answer": {
            "text": str(variables.get("answer_text") or "") or reason_of(facts),
            "subject": str(variables.get("subject") or ""),
            "handled_by": unit.name if unit is not None else facts["organ"]["name"],
            "finding": str(variables.get("finding_text") or ""),
        }
    }


def _public(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    """Only what somebody wrote for the public: `public_title`, `public_text`, `public_period`."""
    return {
        "public": {
            "title": str(variables.get("public_title") or facts["item"]["name"]),
            "text": str(variables.get("public_text") or ""),
            "period": str(variables.get("public_period") or ""),
        }
    }


def _fee(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    assert run.item is not None
    return {
        "fee": {
            "amount": str(variables.get("fee") or 0),
            "basis": run.item.sheet.fee_basis_text or facts["item"]["legal_basis"],
            "how": "到受理窗口缴纳",
            "lines": variables.get("fee_lines") or [],
        }
    }


def _certificate(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    today = act.uow.calendar().day_of(act.uow.now).isoformat()
    return {
        "certificate": {
            "title": facts["item"]["result_name"],
            "no": str(variables.get("certificate_no") or number),
            "rows": facts["case"]["form"]
            or [{"label": "申请人", "value": facts["case"]["applicant"]["name"]}],
            "valid_from": str(variables.get("valid_from") or today),
            "valid_to": variables.get("valid_to"),
            "conditions": str(variables.get("certificate_note") or ""),
        }
    }


def _delivery(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    assert run.case is not None
    results = ["grant_decision", "refusal_decision", "certificate"]
    issued = act.uow.find(Document, case_id=run.case.id, type=results, order="id")
    handler = directory.names(act, [act.actor.id]).get(act.actor.id, act.actor.name)
    return {
        "delivery": {
            "documents": [{"name": one.title, "no": one.number} for one in issued]
            or [{"name": facts["item"]["result_name"], "no": run.case.case_no}],
            "recipient": str(variables.get("recipient") or run.case.applicant_name),
            "method": str(variables.get("delivery_method") or "pickup"),
            "delivered_at": str(variables.get("received_on") or act.uow.now.isoformat()),
            "handler": handler,
        }
    }


def _receipt(act: Act, run: Run, variables: Mapping[str, Any], facts: Facts, number: str) -> Facts:
    name = directory.names(act, [act.actor.id]).get(act.actor.id, act.actor.name)
    online = run.case is not None and run.case.channel == "online"
    return {"receiver": {"name": "网上受理系统" if online else name}}


SPECIFIC: dict[str, Callable[[Any, Any, Mapping[str, Any], Facts, str], Facts]] = {
    "receipt_voucher": _receipt,
    "correction_notice": _correction,
    "refusal_to_accept": decision,
    "not_required_notice": decision,
    "grant_decision": decision,
    "refusal_decision": decision,
    "termination_decision": decision,
    "withdrawal_notice": decision,
    "benefit_decision": _benefit,
    "answer_letter": _answer,
    "joint_reply": joint_facts,
    "public_notice": _public,
    "fee_notice": _fee,
    "certificate": _certificate,
    "delivery_receipt": _delivery,
    **LIFE_FACTS,
    **REGIME_FACTS,
}
