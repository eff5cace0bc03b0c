"""Document types of a licence's life after it was granted, and of what is written down while it is examined."""

from __future__ import annotations

from tongban.engine.documents.document_type import LAW, LAW_EN, REMEDY, DocumentType


def _after(
    id: str, name: str, name_en: str, kind: str, article: tuple[str, str], requires: tuple[str, ...]
) -> DocumentType:
    """A decision on a licence that is there."""
    law = (f"{LAW}{article[0]}", f"{article[1]}{LAW_EN}")
    return DocumentType(id, name, name_en, kind, *law, ("organ", "applicant"), requires)


LIFE_TYPES = (
    DocumentType(
        "application_form",
        "行政许可申请书",
        "Application Form",
        "申字",
        LAW + "第二十九条、第三十一条",
        "Articles 29 and 31" + LAW_EN,
        ("applicant",),
        ("case.form[].label", "case.form[].value", "case.registered_at"),
    ),
    DocumentType(
        "inspection_record",
        "现场核查记录",
        "Record of Inspection",
        "查字",
        LAW + "第三十四条第三款",
        "Article 34(3)" + LAW_EN,
        ("organ", "applicant"),
        ("inspection.inspectors[].name", "inspection.findings", "inspection.held_at"),
    ),
    DocumentType(
        "interested_party_notice",
        "利害关系人告知书",
        "Notice to an Interested Party",
        "利字",
        LAW + "第三十六条",
        "Article 36" + LAW_EN,
        ("organ", "recipient"),
        ("interested.name", "interested.matter", "interested.due"),
    ),
    _after(
        "change_decision",
        "准予变更行政许可决定书",
        "Decision to Change the Licence",
        "变字",
        ("第四十九条", "Article 49"),
        ("decision.content",),
    ),
    _after(
        "renewal_decision",
        "准予延续行政许可决定书",
        "Decision to Renew the Licence",
        "续字",
        ("第五十条", "Article 50"),
        ("decision.content",),
    ),
    _after(
        "retraction_decision",
        "撤回行政许可决定书",
        "Decision to Withdraw the Licence",
        "回字",
        ("第八条第二款", "Article 8(2)"),
        ("decision.reason", "decision.basis", *REMEDY),
    ),
    _after(
        "cancellation_decision",
        "注销行政许可决定书",
        "Decision to Cancel the Licence",
        "注字",
        ("第七十条", "Article 70"),
        ("decision.reason", "decision.basis", *REMEDY),
    ),
)
