"""Documents of a case: numbered and filled with the facts as they stand now; the PDF is made from them later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.ports import Document
from tongban.engine.use_cases.flow import directory, forwarding, journal, licences, paper_calls
from tongban.engine.use_cases.flow.paper_facts import facts_of

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


def issue(act: Act, run: Run, type_: str, extra: Mapping[str, Any] | None = None) -> Document:
    """Number and keep a document; `extra` adds to the facts gathered from the case.

    Where the unit lets the type go out in steps it is only drafted here.
    """
    case = run.case
    assert case is not None
    uow = act.uow
    try:
        title, title_en = uow.papers.title(type_)
    except KeyError:
        raise errors.Invalid(f"There is no document type {type_}.", document=type_) from None
    owner = forwarding.issuing_unit(run, type_)
    rule = uow.document_rule(owner, type_)
    unit = directory.unit_or_code(act, owner)
    today = uow.calendar().day_of(uow.now)
    serial = uow.next_number(f"document:{owner}:{type_}:{today.year}")
    marked = "测试" if uow.settings.sandbox else ""
    number = uow.papers.number(type_, marked + (unit.short or unit.name[:2]), today.year, serial)
    code = uow.papers.verification_code()
    data = facts_of(act, run, unit, type_, number)
    data["document"] = {
        "no": number,
        "date": today.isoformat(),
        "verification_code": code,
        "verify_url": f"{uow.settings.public_url}/verify/{code}",
    }
    data.update(extra or {})
    own = run.item.sheet.naming.documents.get(type_) if run.item else None
    if own is not None:
        # What is named by its item rests on the item's law, not on the law on licences.
        title, title_en = own.zh, own.on("en")
        data["type"] = {"name": title, "name_en": title_en, "law": data["item"]["legal_basis"]}
    document = Document(
        id=uow.new_id(),
        case_id=case.id,
        type=type_,
        number=number,
        title=title,
        title_en=title_en,
        data=data,
        verification_code=code,
        created_by=act.actor.id,
        created_at=uow.now,
        state="draft" if rule is not None and rule.in_steps else "issued",
        template_id=rule.template_id if rule is not None else None,
    )
    uow.add(document)
    event = "document.issued" if document.state == "issued" else "document.drafted"
    journal.write(act, run, event, document=document.id, document_type=type_, number=number)
    if document.state == "issued":
        licences.born(act, run, document, unit)
    else:
        paper_calls.call(act, run, document)
    return document


def owner_of(run: Run, type_: str) -> str:
    """The unit whose document it is."""
    return forwarding.issuing_unit(run, type_)


def went_out(act: Act, run: Run, document: Document) -> None:
    """A document that was drafted before is issued now."""
    licences.born(act, run, document, directory.unit_or_code(act, owner_of(run, document.type)))
