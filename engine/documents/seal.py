"""Signs a PDF as the unit that issues it, and says whether a signature still holds (PAdES, ETSI EN 319 142).

The signature certifies the file: no later change is allowed. It is added behind the bytes that were there, so the
unsigned part stays the same for the same data.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from asn1crypto import keys, pem
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.engine.documents.authority import TEST_ORGANISATION, Authority

FIELD = "Seal"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What a signature says: `intact` that nothing was changed, `trusted` that its chain ends where we trust it."""

    signed: bool
    intact: bool = False
    trusted: bool = False
    test_only: bool = False
    signer: str = ""
    signed_at: datetime | None = None


class Sealer:
    """Signs and checks with the seals of one folder."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def seal(self, pdf: bytes, unit: str, organ: str, reason: str) -> bytes:
        """The PDF with the signature of the unit; ValueError when the file cannot be signed."""
        credential = self._authority.credential(unit, organ)
        own, *above = (
            asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in credential.certificates
        )
        key = credential.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(above)
        signer = signers.SimpleSigner(own, keys.PrivateKeyInfo.load(key), store)
        facts = signers.PdfSignatureMetadata(
            field_name=FIELD,
            name=organ,
            reason=reason,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
        )
        try:
            made = _apart(
                lambda: signers.sign_pdf(
                    IncrementalPdfFileWriter(io.BytesIO(pdf)),
                    facts,
                    signer=signer,
                    new_field_spec=SigFieldSpec(FIELD),
                )
            )
        except (PdfError, SigningError) as error:
            raise ValueError(f"the file cannot be signed: {error}") from error
        return bytes(made.getvalue())

    def check(self, pdf: bytes) -> SealFacts:
        """What the signature of a file says; a file that is no PDF has none."""
        try:
            found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
            if not found:
                return SealFacts(False)
            status = _apart(lambda: validate_pdf_signature(found[-1], self._trust()))
        except (PdfError, SignatureValidationError, ValueError):
            return SealFacts(False)
        subject = found[-1].signer_cert.subject.native
        # A byte added behind a signature that allows no change breaks it as much as one changed within.
        whole = status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        return SealFacts(
            signed=True,
            intact=whole,
            trusted=bool(status.trusted),
            test_only=subject.get("organization_name") == TEST_ORGANISATION,
            signer=str(subject.get("common_name", "")),
            signed_at=found[-1].self_reported_timestamp,
        )

    def _trust(self) -> ValidationContext:
        roots = [
            asn1.Certificate.load(der)
            for bundle in self._authority.trusted()
            for _, _, der in pem.unarmor(bundle, multiple=True)
        ]
        return ValidationContext(trust_roots=roots, allow_fetching=False)


def _apart(work: Callable[[], T]) -> T:
    """In a thread of its own: the library runs an event loop, which no thread may that runs one already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()
