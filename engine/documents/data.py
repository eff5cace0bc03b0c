"""The shape of what a document is made from, and the check that nothing mandatory is missing.

Days and times are ISO text, `date` or `datetime`; amounts are `Decimal`, int or text. Keys named in no
TypedDict are ignored. Everything is optional here; what a type cannot do without stands in its `requires`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict

from tongban.engine.documents.catalogue import COMMON, DocumentType
from tongban.engine.documents.regime_data import (
    Commitment,
    Forwarding,
    Posting,
    Rectification,
    Revocation,
    RevokedDocument,
    Tolerant,
)
from tongban.engine.errors import Invalid

Day = str | date
Moment = str | datetime
Money = Decimal | int | str


class Applicant(TypedDict, total=False):
    name: str
    id_no: str  # masked by the caller where the number is a person's
    contact: str
    agent: str


class Row(TypedDict):
    label: str
    value: str


class CaseData(TypedDict, total=False):
    no: str
    applicant: Applicant
    channel: str  # online | window | post | … ; an unknown word is printed as it is
    registered_at: Moment
    accepted_at: Moment
    deemed: bool  # accepted because nobody answered in time
    corrected: bool  # accepted after corrections: the acceptance day is the day they were complete
    form: Sequence[Row]


class ItemData(TypedDict, total=False):
    name: str
    name_en: str
    code: str
    implementing_body: str
    legal_basis: str
    promised_text: str  # "7个工作日"
    statutory_text: str
    result_name: str


class OrganData(TypedDict, total=False):
    name: str
    short: str
    phone: str
    complaint_phone: str
    address: str


class DocumentData(TypedDict, total=False):
    no: str
    date: Day
    verification_code: str
    verify_url: str


class Clocks(TypedDict, total=False):
    promised_due: Day
    statutory_due: Day
    correction_due: Day
    delivery_due: Day


class MaterialData(TypedDict, total=False):
    code: str
    name: str
    copies: int
    kind: str  # original | copy | electronic | …
    state: str  # received | missing | to_correct | not_needed | deferred | …
    reason: str


class OpinionData(TypedDict, total=False):
    step: str
    by: str
    post: str
    outcome: str
    text: str
    at: Moment


class CorrectionItem(TypedDict, total=False):
    code: str  # of the material, or
    field: str  # of the application
    name: str
    reason: str
    requirement: str


class CorrectionData(TypedDict, total=False):
    items: Sequence[CorrectionItem]
    how: str


class FeeLine(TypedDict, total=False):
    name: str
    quantity: str
    amount: Money


class FeeData(TypedDict, total=False):
    amount: Money
    basis: str
    how: str
    due: Day
    lines: Sequence[FeeLine]


class DecisionData(TypedDict, total=False):
    content: str
    reason: str
    basis: str
    competent_organ: str


class Remedy(TypedDict, total=False):
    reconsideration_organ: str
    court: str


class CertificateData(TypedDict, total=False):
    title: str
    no: str
    rows: Sequence[Row]
    valid_from: Day
    valid_to: Day  # missing: valid until withdrawn
    conditions: str


class Receiver(TypedDict, total=False):
    name: str
    post: str


class DeliveredDocument(TypedDict, total=False):
    name: str
    no: str


class DeliveryData(TypedDict, total=False):
    documents: Sequence[DeliveredDocument]
    recipient: str
    agent: str
    method: str
    address: str
    delivered_at: Moment
    handler: str


class SpecialProcedure(TypedDict, total=False):
    kind: str
    reason: str
    days: int
    started_at: Moment
    approver: str


class Extension(TypedDict, total=False):
    old_due: Day
    new_due: Day
    days: int
    reason: str
    approver: str


class ArchiveEntry(TypedDict, total=False):
    name: str
    no: str
    date: Day
    pages: int


class ArchiveEvent(TypedDict, total=False):
    at: Moment
    what: str
    by: str


class Archive(TypedDict, total=False):
    entries: Sequence[ArchiveEntry]
    events: Sequence[ArchiveEvent]
    retention: str
    archivist: str


class Data(TypedDict, total=False):
    case: CaseData
    item: ItemData
    organ: OrganData
    document: DocumentData
    type: Mapping[str, str]  # name, name_en and law where the item has its own
    clocks: Clocks
    materials: Sequence[MaterialData]
    opinions: Sequence[OpinionData]
    correction: CorrectionData
    fee: FeeData
    decision: DecisionData
    remedy: Remedy
    certificate: CertificateData
    receiver: Receiver
    delivery: DeliveryData
    special_procedure: SpecialProcedure
    extension: Extension
    hearing: Mapping[str, str]  # matter, ask_due, held_at, place, chair
    archive: Archive
    tolerant: Tolerant
    commitment: Commitment
    rectification: Rectification
    revocation: Revocation
    forwarding: Forwarding
    posting: Posting
    revoked: RevokedDocument  # the decision by which a certificate or decision was revoked


def check(kind: DocumentType, data: Mapping[str, Any]) -> None:
    """Raise `Invalid` naming every mandatory field that is missing."""
    paths = (
        path for required in (*COMMON, *kind.requires) for path in _missing(data, required.split("."), "")
    )
    missing = list(dict.fromkeys(paths))
    if missing:
        raise Invalid(
            f"The document {kind.id} lacks {', '.join(missing)}.",
            errors=[{"field": path, "message": "This is mandatory."} for path in missing],
            document_type=kind.id,
            field=missing[0],
        )


def _missing(value: Any, keys: Sequence[str], before: str) -> Iterator[str]:
    key, rest = keys[0], keys[1:]
    name = key.removesuffix("[]")
    path = f"{before}.{name}" if before else name
    found = value.get(name) if isinstance(value, Mapping) else None
    if found is None or (isinstance(found, str) and not found.strip()):
        yield path
    elif not key.endswith("[]"):
        if rest:
            yield from _missing(found, rest, path)
    elif not isinstance(found, list | tuple) or not found:
        yield path
    else:
        for number, row in enumerate(found):
            yield from _missing(row, rest, f"{path}[{number}]")
