"""One set of materials for all members: files by reference to the same bytes, results once issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tongban.engine.ports import Document, JointMember, Material
from tongban.engine.use_cases.flow import dossier, journal
from tongban.engine.use_cases.flow.families import Family

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

GRANT = "grant_decision"
PDF = "application/pdf"


def share(
    act: Act, family: Family, materials: Sequence[Material], rows: Sequence[JointMember] | None = None
) -> None:
    """Put materials of the joint case before every member (or `rows`) whose own list has them."""
    copies = []
    for row in family.newest.values() if rows is None else rows:
        member = family.spec.member(row.key)
        for material in materials:
            code = member.own_code(material.code) if member is not None else None
            if code is not None and row.case_id != material.case_id:
                copies.append(
                    replace(
                        material,
                        id=act.uow.new_id(),
                        case_id=row.case_id,
                        code=code,
                        shared_from=material.id,
                    )
                )
    _put(act, copies)


def hand_down(act: Act, family: Family, row: JointMember) -> None:
    """A sub-case born later gets what was handed in before."""
    share(act, family, dossier.of(act, family.joint).materials(), [row])


def share_result(
    act: Act, family: Family, row: JointMember, run: Run, document: Document | None
) -> dict[str, Any]:
    """The member's result as a material of the joint case and of whoever wants it; what `shared` says of it."""
    variables = run.execution.variables
    number = document.number if document else ""
    told = {
        "no": number,
        "title": document.title if document else run.case.item_name if run.case else "",
        "certificate_no": variables.get("certificate_no"),
        "date": act.uow.calendar().day_of(act.uow.now).isoformat(),
    }
    member = family.spec.member(row.key)
    if document is None or member is None or not member.provides:
        return told
    line = family.joint.item.sheet.material(member.provides) if family.joint.item else None
    material = Material(
        id=act.uow.new_id(),
        case_id=family.case.id,
        code=member.provides,
        name=line.name.zh if line else document.title,
        file_name=f"{document.title}-{number}.pdf",
        sha256="",
        media_type=PDF,
        size=0,
        added_by=document.created_by,
        added_at=act.uow.now,
        document_id=document.id,
    )
    _put(act, [material])
    share(act, family, [material])
    journal.write(act, family.joint, "material.shared", material=material.code, member=row.key, number=number)
    return told


def is_result(run: Run, document: Document | None) -> bool:
    """Whether this is what the item gives in the end, and not the decision before it."""
    wanted = (run.item.sheet.result.document if run.item else "") or GRANT
    return document is not None and document.type == wanted


def result_of(act: Act, run: Run) -> Document | None:
    """The licence if it has been made, else the decision."""
    assert run.case is not None
    types = [run.item.sheet.result.document if run.item else "", GRANT]
    found = act.uow.find(Document, case_id=run.case.id, type=types, order="id")
    made = [one for one in found if one.type == types[0]]
    return (made or found)[-1] if found else None


def _put(act: Act, copies: Sequence[Material]) -> None:
    if not copies:
        return
    places = {(one.case_id, one.code) for one in copies}
    known = {one.case_id: one for one in dossier.of_cases(act, {case_id for case_id, _ in places})}
    there = [material for one in known.values() for material in one.materials()]
    unread = sorted({case_id for case_id, _ in places} - known.keys())
    if unread:
        codes = sorted({code for _, code in places})
        there += act.uow.find(Material, case_id=unread, code=codes, state="current")
    for old in there:
        if (old.case_id, old.code) in places:
            old.state = "replaced"
            act.uow.save(old, "state")
            if old.case_id in known:
                known[old.case_id].replaced(old)
    for one in copies:
        act.uow.add(one)
        if one.case_id in known:
            known[one.case_id].handed_in(one)
