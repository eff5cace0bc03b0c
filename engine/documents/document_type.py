"""What is to be known of a document type, and what all documents must contain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Signer = Literal["organ", "applicant", "receiver", "recipient", "handler", "archivist"]

LAW = "《中华人民共和国行政许可法》"
LAW_EN = " of the Administrative Licensing Law of the People's Republic of China"
PROMISE_RULE = "《优化营商环境条例》第四十条"
PROMISE_RULE_EN = "Article 40 of the Regulation on Optimising the Business Environment"


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
