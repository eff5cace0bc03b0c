"""The literal table of document types: what each is called, numbered, founded on, and must contain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Signer = Literal["organ", "applicant", "receiver", "recipient", "handler", "archivist"]

LAW = "《中华人民共和国行政许可法》"
LAW_EN = " of the Administrative Licensing Law of the People's Republic of China"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type; `law` is empty where the basis comes with the case.

    `requires` names data paths; `a[].b` asks for a non-empty list whose every row has `b`.
    """

    id: str
    name: str
    name_en: str
    kind: str
    law: str
    law_en: str
    signers: tuple[Signer, ...]
    requires: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        return f"{self.id}.typ"


COMMON = ("case.no", "case.applicant.name", "item.name", "organ.name", "document.no", "document.date")
REMEDY = ("remedy.reconsideration_organ", "remedy.court")

_TYPES = (
    DocumentType(
        "receipt_voucher",
        "申请材料接收凭证",
        "Receipt for Application Materials",
        "收字",
        LAW + "第三十二条",
        "Article 32" + LAW_EN,
        ("organ", "receiver", "applicant"),
        ("case.registered_at", "materials", "receiver.name"),
    ),
    DocumentType(
        "correction_notice",
        "申请材料补正告知书",
        "Notice of Corrections to the Application",
        "补字",
        LAW + "第三十二条第一款第（四）项",
        "Article 32(1)(4)" + LAW_EN,
        ("organ", "applicant"),
        ("correction.items[].name", "correction.items[].reason", "clocks.correction_due"),
    ),
    DocumentType(
        "acceptance_notice",
        "行政许可申请受理通知书",
        "Notice of Acceptance",
        "受字",
        LAW + "第三十二条第一款第（五）项",
        "Article 32(1)(5)" + LAW_EN,
        ("organ", "applicant"),
        ("case.accepted_at", "item.promised_text", "clocks.promised_due", "organ.complaint_phone"),
    ),
    DocumentType(
        "not_required_notice",
        "行政许可申请不受理告知书",
        "Notice that No Licence Is Required",
        "告字",
        LAW + "第三十二条第一款第（一）项",
        "Article 32(1)(1)" + LAW_EN,
        ("organ", "applicant"),
        ("decision.reason",),
    ),
    DocumentType(
        "refusal_to_accept",
        "行政许可申请不予受理决定书",
        "Decision Not to Accept the Application",
        "不受字",
        LAW + "第三十二条第一款第（二）项",
        "Article 32(1)(2)" + LAW_EN,
        ("organ", "applicant"),
        ("decision.reason", "decision.competent_organ", *REMEDY),
    ),
    DocumentType(
        "fee_notice",
        "行政许可缴费通知书",
        "Notice of Payment Due",
        "缴字",
        LAW + "第五十八条、第五十九条",
        "Articles 58 and 59" + LAW_EN,
        ("organ", "applicant"),
        ("fee.amount", "fee.basis", "fee.how"),
    ),
    DocumentType(
        "special_procedure_notice",
        "特别程序（除外时间）告知书",
        "Notice of Special Procedure (Time Not Counted)",
        "特字",
        LAW + "第四十五条",
        "Article 45" + LAW_EN,
        ("organ", "applicant"),
        (
            "special_procedure.kind",
            "special_procedure.reason",
            "special_procedure.days",
            "special_procedure.started_at",
        ),
    ),
    DocumentType(
        "extension_notice",
        "行政许可延期审查通知书",
        "Notice of Extension",
        "延字",
        LAW + "第四十二条",
        "Article 42" + LAW_EN,
        ("organ", "applicant"),
        ("extension.old_due", "extension.new_due", "extension.reason", "extension.approver"),
    ),
    DocumentType(
        "grant_decision",
        "准予行政许可决定书",
        "Decision to Grant the Licence",
        "准字",
        LAW + "第三十八条第一款",
        "Article 38(1)" + LAW_EN,
        ("organ", "applicant"),
        ("decision.content",),
    ),
    DocumentType(
        "refusal_decision",
        "不予行政许可决定书",
        "Decision to Refuse the Licence",
        "不准字",
        LAW + "第三十八条第二款",
        "Article 38(2)" + LAW_EN,
        ("organ", "applicant"),
        ("decision.reason", "decision.basis", *REMEDY),
    ),
    DocumentType(
        "certificate",
        "许可证",
        "Licence",
        "证字",
        LAW + "第三十九条",
        "Article 39" + LAW_EN,
        ("organ",),
        ("certificate.no", "certificate.rows[].label", "certificate.rows[].value", "certificate.valid_from"),
    ),
    DocumentType(
        "delivery_receipt",
        "行政许可文书送达回证",
        "Proof of Delivery",
        "送字",
        LAW + "第四十四条",
        "Article 44" + LAW_EN,
        ("organ", "recipient", "handler"),
        ("delivery.documents[].name", "delivery.recipient", "delivery.method", "delivery.delivered_at"),
    ),
    DocumentType(
        "withdrawal_notice",
        "行政许可终止审查通知书",
        "Notice that the Examination Has Ended",
        "撤字",
        "",
        "",
        ("organ", "applicant"),
        ("decision.reason",),
    ),
    DocumentType(
        "termination_decision",
        "行政许可终止办理决定书",
        "Decision to Terminate the Procedure",
        "终字",
        "",
        "",
        ("organ", "applicant"),
        ("decision.reason", "decision.basis", *REMEDY),
    ),
    DocumentType(
        "approval_sheet",
        "行政许可审批表",
        "Approval Sheet",
        "审字",
        "",
        "",
        ("organ",),
        tuple(f"opinions[].{name}" for name in ("step", "by", "outcome", "text", "at")),
    ),
    DocumentType(
        "archive_index",
        "办件归档目录",
        "Index of the Archived Case",
        "档字",
        "《国务院关于在线政务服务的若干规定》第十二条",
        "Article 12 of the State Council Provisions on Online Government Services",
        ("organ", "archivist"),
        ("archive.entries[].name", "archive.events[].at", "archive.events[].what"),
    ),
)

TYPES: Mapping[str, DocumentType] = {kind.id: kind for kind in _TYPES}
