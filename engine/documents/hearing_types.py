"""The document types of a hearing: the right to it, and its time and place."""

from __future__ import annotations

from tongban.engine.documents.document_type import LAW, LAW_EN, DocumentType

HEARING_TYPES = (
    DocumentType(
        "hearing_right_notice",
        "行政许可听证权利告知书",
        "Notice of the Right to a Hearing",
        "听告字",
        LAW + "第四十七条",
        "Article 47" + LAW_EN,
        ("organ", "applicant"),
        ("hearing.matter", "hearing.ask_due"),
    ),
    DocumentType(
        "hearing_notice",
        "行政许可听证通知书",
        "Notice of Hearing",
        "听通字",
        LAW + "第四十八条",
        "Article 48" + LAW_EN,
        ("organ", "applicant"),
        ("hearing.held_at", "hearing.place", "hearing.chair"),
    ),
    DocumentType(
        "hearing_announcement",
        "行政许可听证公告",
        "Announcement of a Hearing",
        "听公字",
        LAW + "第四十六条、第四十八条",
        "Articles 46 and 48" + LAW_EN,
        ("organ",),
        ("hearing.matter", "hearing.held_at", "hearing.place", "hearing.chair"),
    ),
    DocumentType(
        "hearing_record",
        "行政许可听证笔录",
        "Record of a Hearing",
        "听笔字",
        LAW + "第四十八条",
        "Article 48" + LAW_EN,
        ("organ", "applicant"),
        ("hearing.held_at", "hearing.place", "hearing.chair", "hearing.record"),
    ),
)
