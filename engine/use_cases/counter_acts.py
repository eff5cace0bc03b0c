"""What goes over the counter besides applications: papers from hand to hand, and results to whoever collects them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import identifiers
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.material import FileRule, check_file
from tongban.engine.ports import Case, Collection, Document, PaperMove, Person, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.things import find_case

LONGEST, LONGEST_NOTE, MOST_MOVES = 100, 500, 500
RELATIONS = ("self", "agent")
#: A drawn name needs no more, and nothing else is accepted as one.
SIGNATURE = FileRule("signature", frozenset({"png"}), max_bytes=200_000)


@dataclass(frozen=True, slots=True)
class HandPapers:
    """Papers (`what`) go to a colleague, and are kept at `place` from now on."""

    case_no: str
    what: str
    place: str
    taken_by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CollectResults:
    """Documents, by id, are handed to the applicant or the agent; `signature` is a drawn name as PNG."""

    case_no: str
    collector: str
    id_no: str
    relation: str = "self"
    documents: tuple[str, ...] = ()
    signature: bytes | None = None


def hand_papers(command: HandPapers, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The record of the move."""
    case, instance = find_case(uow, actor, "case.papers", command.case_no)
    what, place = command.what.strip()[:LONGEST], command.place.strip()[:LONGEST]
    taker = uow.get(Person, command.taken_by)
    problems = [
        {"field": name, "message": message}
        for name, message, bad in (
            ("what", "请写明移交什么 / say what is handed over", not what),
            ("place", "请写明放在哪里 / say where it is kept", not place),
            ("taken_by", "没有这个人 / no such person", taker is None or taker.kind == "applicant" or taker.disabled),
        )
        if bad
    ]  # fmt: skip
    if problems:
        raise errors.Invalid(errors=problems)
    if len(uow.find(PaperMove, case_id=case.id, limit=MOST_MOVES)) >= MOST_MOVES:
        raise errors.Conflict("移交记录过多 / too many moves of this case's papers")
    move = PaperMove(
        uow.new_id(),
        case.id,
        what,
        place,
        actor.id,
        command.taken_by,
        uow.now,
        command.note.strip()[:LONGEST_NOTE],
    )
    uow.add(move)
    journal.append(
        uow,
        actor,
        instance,
        "case.papers_moved",
        case_no=case.case_no,
        what=what,
        place=place,
        to=move.taken_by,
    )
    uow.save(instance, "chain_no", "chain_hash")
    return {"id": move.id, "what": what, "place": place, "taken_by": move.taken_by, "at": move.at}


def collect_results(command: CollectResults, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The record of what was handed out to whom; nothing is handed out twice without another record."""
    case, instance = find_case(uow, actor, "case.collect", command.case_no)
    documents = uow.find(Document, case_id=case.id)
    problems = _problems(command, case, documents)
    if problems:
        raise errors.Invalid(errors=problems)
    signature = None
    if command.signature:
        check_file(SIGNATURE, "signature.png", command.signature)
        signature = uow.files.put(command.signature)
    chosen = [one for one in documents if one.id in command.documents]
    kept = Collection(
        uow.new_id(),
        case.id,
        command.collector.strip()[:LONGEST],
        identifiers.mask_id(command.id_no.strip()),
        command.relation,
        [one.id for one in chosen],
        actor.id,
        uow.now,
        signature,
    )
    uow.add(kept)
    journal.append(
        uow,
        actor,
        instance,
        "case.collected",
        case_no=case.case_no,
        documents=[one.number for one in chosen],
        relation=command.relation,
        signed=signature is not None,
    )
    uow.save(instance, "chain_no", "chain_hash")
    return {"id": kept.id, "at": kept.at, "documents": [one.number for one in chosen]}


def _problems(command: CollectResults, case: Case, documents: list[Document]) -> list[dict[str, Any]]:
    wrong = []
    if not command.collector.strip():
        wrong.append({"field": "collector", "message": "请填写领取人姓名 / say who collects"})
    if command.relation not in RELATIONS:
        wrong.append({"field": "relation", "message": "须为本人或代领人 / self or agent"})
    if not command.id_no.strip():
        wrong.append(
            {"field": "id_no", "message": "请核对并填写领取人证件号码 / check the collector's identity"}
        )
    elif command.relation == "self" and command.id_no.strip().upper() != _own_number(case):
        wrong.append(
            {"field": "id_no", "message": "与申请人的证件号码不一致 / not the applicant's identity number"}
        )
    if not set(command.documents) & {one.id for one in documents}:
        wrong.append({"field": "documents", "message": "请勾选领取的文书 / tick what is handed out"})
    return wrong


def _own_number(case: Case) -> str:
    return str(case.applicant.get("id_no") or "").upper()
