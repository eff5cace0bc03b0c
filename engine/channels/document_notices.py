"""The literal table of notices about documents that go out in steps."""

from __future__ import annotations

from tongban.engine.channels.template import NoticeTemplate

DOCUMENT_NOTICES = (
    NoticeTemplate(
        "document_to_review",
        "待审核文书：{document}",
        "文书“{document}”（{number}）已拟稿，请在“待办文书”里审核。办件编号 {case_no}，事项“{item}”。",
        "Document to review: {document_en}",
        "“{document_en}” ({number}) is drafted; review it under “Documents in progress”. Case number {case_no}, item "
        "“{item_en}”.",
    ),
    NoticeTemplate(
        "document_to_seal",
        "待盖章文书：{document}",
        "文书“{document}”（{number}）已审核，请在“待办文书”里盖章。办件编号 {case_no}，事项“{item}”。",
        "Document to seal: {document_en}",
        "“{document_en}” ({number}) is reviewed; seal it under “Documents in progress”. Case number {case_no}, item "
        "“{item_en}”.",
    ),
    NoticeTemplate(
        "document_to_issue",
        "待签发文书：{document}",
        "文书“{document}”（{number}）已盖章，请在“待办文书”里签发。办件编号 {case_no}，事项“{item}”。",
        "Document to issue: {document_en}",
        "“{document_en}” ({number}) is sealed; issue it under “Documents in progress”. Case number {case_no}, item "
        "“{item_en}”.",
    ),
    NoticeTemplate(
        "document_sent_back",
        "文书退回重拟：{document}",
        "{by} 退回了文书“{document}”（{number}），请改好后在“待办文书”里重拟。理由：{note}。办件编号 {case_no}。",
        "Document sent back: {document_en}",
        "{by} sent “{document_en}” ({number}) back; put it right and draft it again under “Documents in progress”. "
        "Reason: {note}. Case number {case_no}.",
    ),
)
