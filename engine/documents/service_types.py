"""Document types of what is no licence: benefits, answers to complaints, joint replies, what is published."""

from __future__ import annotations

from tongban.engine.documents.document_type import REMEDY, DocumentType

SERVICE_TYPES = (
    DocumentType(
        "answer_letter",
        "答复意见书",
        "Answer",
        "答字",
        "",
        "",
        ("organ", "applicant"),
        ("answer.text", "answer.handled_by"),
    ),
    DocumentType(
        "joint_reply",
        "联合办理答复书",
        "Joint Reply",
        "联字",
        "",
        "",
        ("organ", "applicant"),
        ("joint.members[].name", "joint.members[].unit", "joint.members[].result"),
    ),
    DocumentType(
        "public_notice",
        "公开信息",
        "Public Notice",
        "公字",
        "",
        "",
        ("organ",),
        ("public.title", "public.text"),
    ),
    DocumentType(
        "household_check_form",
        "入户核查表",
        "Household Check Form",
        "核字",
        "",
        "",
        ("handler", "applicant"),
        ("case.form[].label", "case.form[].value"),
    ),
    DocumentType(
        "benefit_decision",
        "给付审定决定书",
        "Decision on the Benefit",
        "定字",
        "",
        "",
        ("organ", "applicant"),
        ("decision.content", *REMEDY),
    ),
)
