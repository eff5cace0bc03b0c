"""Documents: data in, numbered and verifiable PDF out."""

from tongban.engine.documents.catalogue import TYPES, DocumentType
from tongban.engine.documents.data import Data
from tongban.engine.documents.fonts import FontsMissing
from tongban.engine.documents.numbering import document_number, read_code, verification_code
from tongban.engine.documents.render import qr_svg, render

__all__ = [
    "TYPES",
    "Data",
    "DocumentType",
    "FontsMissing",
    "document_number",
    "qr_svg",
    "read_code",
    "render",
    "verification_code",
]
