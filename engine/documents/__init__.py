"""Documents: data in, numbered and verifiable PDF out."""

from tongban.engine.documents.authority import Authority
from tongban.engine.documents.catalogue import TYPES, DocumentType
from tongban.engine.documents.data import Data
from tongban.engine.documents.fonts import FontsMissing
from tongban.engine.documents.numbering import document_number, read_code, verification_code
from tongban.engine.documents.office_text import TemplateWrong
from tongban.engine.documents.places import shipped_text
from tongban.engine.documents.render import LANGUAGES, qr_svg, render
from tongban.engine.documents.specimen import specimen

__all__ = [
    "LANGUAGES",
    "TYPES",
    "Authority",
    "Data",
    "DocumentType",
    "FontsMissing",
    "TemplateWrong",
    "document_number",
    "qr_svg",
    "read_code",
    "render",
    "shipped_text",
    "specimen",
    "verification_code",
]
