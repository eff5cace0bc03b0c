"""拟稿、审核、盖章、签发: the steps of a document whose type goes out in steps, and keeping the signed file.

A type that does not is numbered, drafted and issued in the act that brings it, and signed when it is first read,
delivered or archived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Case, Document, Instance, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, directory, journal, paper_calls, paper_facts, papers
from tongban.engine.use_cases.things import find_case

#: Where a document's data says why it was sent back.
RETURNED = "returned"
#: step -> (states it may be taken in, the state after it, the verb, the event)
STEPS: dict[str, tuple[tuple[str, ...], str, str, str]] = {
    "redraft": (("draft", "reviewed"), "draft", "document.review", "document.drafted"),
    "send_back": (("draft", "reviewed"), "draft", "document.review", "document.sent_back"),
    "review": (("draft",), "reviewed", "document.review", "document.reviewed"),
    "seal": (("reviewed",), "sealed", "document.seal", "document.sealed"),
    "issue": (("sealed",), "issued", "document.issue", "document.issued"),
}


@dataclass(frozen=True, slots=True)
class MoveDocument:
    """Take a document one step: `redraft` (from the facts as they are now), `review`, `seal`, `issue`.

    Or `send_back` to who drafted it, with the reason; it is reviewed only after it was redrafted.
    """

    document_id: str
    step: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeepSealed:
    """The signed file of a document, made outside the transaction; whoever was first stays."""

    document_id: str
    content: bytes


def move_document(command: MoveDocument, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The document in its new state; who drafted or last redrafted it does not review it."""
    if command.step not in STEPS:
        raise errors.Invalid(errors=[{"field": "step", "message": f"{', '.join(STEPS)}"}])
    allowed_in, after, _, event = STEPS[command.step]
    reason = command.reason.strip()[:500]
    if command.step == "send_back" and not reason:
        raise errors.Invalid(errors=[{"field": "reason", "message": "请写明退回的理由 / say why"}])
    case, instance, document = _found(command, actor, uow)
    if document.state not in allowed_in:
        raise errors.Conflict(
            "文书不在这一步 / the document is not at this step", current={"state": document.state}
        )
    if command.step in ("review", "send_back"):
        _check_reviewer(document, command.step, actor)
    act = Act(uow, actor)
    run = act.open(instance, case)
    document.state = after
    _change(act, run, document, command.step, reason)
    uow.save(document, "state", "data", "created_by")
    why = {"reason": reason} if reason else {}
    journal.write(
        act, run, event, document=document.id, document_type=document.type, number=document.number, **why
    )
    if command.step == "issue":
        papers.went_out(act, run, document)
    elif command.step == "send_back":
        paper_calls.sent_back(act, run, document, reason)
    else:
        paper_calls.call(act, run, document)
    act.settle()
    return {"id": document.id, "number": document.number, "state": document.state, "case_no": case.case_no}


def _found(command: MoveDocument, actor: Actor, uow: UnitOfWork) -> tuple[Case, Instance, Document]:
    """The document with its case, both locked; the drafter may always draft again."""
    found = uow.get(Document, command.document_id)
    case = uow.get(Case, found.case_id) if found else None
    if found is None or case is None:
        raise errors.NotFound(document=command.document_id)
    again = command.step == "redraft" and actor.is_staff and found.created_by == actor.id
    try:
        case, instance = find_case(uow, actor, "case.read" if again else STEPS[command.step][2], case.case_no)
    except errors.NotFound:
        # The refusal of the case would tell its number.
        raise errors.NotFound(document=command.document_id) from None
    document = uow.get(Document, command.document_id, lock=True)
    assert document is not None
    return case, instance, document


def _check_reviewer(document: Document, step: str, actor: Actor) -> None:
    if RETURNED in document.data:
        raise errors.Conflict(
            "文书已退回，等待重拟 / the document was sent back and waits to be redrafted",
            current={"state": document.state},
        )
    if step == "review" and document.created_by == actor.id and not actor.is_admin:
        raise errors.NotAllowed("拟稿人不得审核自己拟的文书 / who drafted a document does not review it")


def _change(act: Act, run: Run, document: Document, step: str, reason: str) -> None:
    """What the step does to what the document says."""
    if step == "redraft":
        unit = directory.unit_or_code(act, papers.owner_of(run, document.type))
        kept = {name: document.data[name] for name in ("document", "type") if name in document.data}
        document.data = paper_facts.facts_of(act, run, unit, document.type, document.number) | kept
        document.created_by = act.actor.id
    elif step == "seal":
        # The day on a document is the day on which it is sealed.
        today = act.uow.calendar().day_of(act.uow.now).isoformat()
        document.data = {**document.data, "document": {**document.data["document"], "date": today}}
    elif step == "send_back":
        # Gone with the next draft, whose facts are gathered anew.
        document.data = {**document.data, RETURNED: {"reason": reason, "by": act.actor.id}}


def keep_sealed(command: KeepSealed, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The hash under which the signed file lies, told on the case's record."""
    found = uow.get(Document, command.document_id)
    case = uow.get(Case, found.case_id) if found else None
    if case is None or case.instance_id is None:
        raise errors.NotFound(document=command.document_id)
    instance = uow.get(Instance, case.instance_id, lock=True)
    document = uow.get(Document, command.document_id, lock=True)
    assert instance is not None and document is not None
    if document.sha256 is None and document.state in ("sealed", "issued"):
        # Stored before the commit: a crash in between leaves an orphan file, never a row without its file.
        document.sha256, document.sealed_at = uow.files.put(command.content), uow.now
        uow.save(document, "sha256", "sealed_at")
        journal.append(
            uow,
            actor,
            instance,
            "document.signed",
            case_no=case.case_no,
            document=document.id,
            number=document.number,
            sha256=document.sha256,
        )
        uow.save(instance, "chain_no", "chain_hash")
    return {"id": document.id, "sha256": document.sha256}
