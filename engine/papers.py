"""The document types of `engine.documents` as the use cases need them."""

from __future__ import annotations

from tongban.engine import documents


class DocumentPapers:
    """Names, numbers and codes of documents."""

    def title(self, type_: str) -> tuple[str, str]:
        """Chinese and English name; KeyError for an unknown type."""
        kind = documents.TYPES[type_]
        return kind.name, kind.name_en

    def number(self, type_: str, unit_short: str, year: int, serial: int) -> str:
        """The number in the usual form."""
        return documents.document_number(unit_short, documents.TYPES[type_].kind, year, serial)

    def verification_code(self) -> str:
        """A fresh random code."""
        return documents.verification_code()
