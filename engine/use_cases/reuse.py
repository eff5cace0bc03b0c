"""不重复提交: what somebody has given before, or was granted before, stands for a material of a new application.

A reference is `licence:<id>` or `material:<id>`. A licence must be valid today; a file is held against the rules of the
new item like one handed in now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import items
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Case, Licence, Material, UnitOfWork
from tongban.engine.use_cases.attach_material import keep_material
from tongban.engine.use_cases.flow import Act, Run, dossier, journal

PDF = "application/pdf"
Problems = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Reused:
    """One line of the new application, and what stands for it."""

    code: str
    source: Licence | Material


def check(
    uow: UnitOfWork, actor: Actor, item: items.Item, applicant: Mapping[str, Any], chosen: Mapping[str, str]
) -> tuple[list[Reused], Problems]:
    """What was chosen, with everything that speaks against it; nothing of other people is ever told."""
    found: list[Reused] = []
    problems: Problems = []
    for code, reference in chosen.items():
        kind, _, id_ = reference.partition(":")
        line = item.sheet.material(code)
        source: Licence | Material | None = None
        if line is not None and kind == "licence":
            source = _licence(uow, actor, applicant, id_)
        elif line is not None and kind == "material":
            source = _material(uow, actor, applicant, id_)
        if source is None:
            message = "不能用它代替这份材料 / this cannot stand for the material"
            problems.append({"field": code, "rule": "reuse", "message": message})
        else:
            found.append(Reused(code, source))
    return found, problems


def put(act: Act, run: Run, reused: list[Reused]) -> None:
    """Lay what was chosen into the new case."""
    for one in reused:
        source = one.source
        if isinstance(source, Licence):
            assert run.case is not None
            material = Material(
                id=act.uow.new_id(),
                case_id=run.case.id,
                code=one.code,
                name=source.name,
                file_name=f"{source.name}-{source.certificate_no}.pdf",
                sha256="",
                media_type=PDF,
                size=0,
                added_by=act.actor.id,
                added_at=act.uow.now,
                document_id=source.document_id,
            )
            act.uow.add(material)
            dossier.of(act, run).handed_in(material)
            journal.write(
                act,
                run,
                "material.reused",
                material=one.code,
                licence=source.id,
                number=source.certificate_no,
            )
        else:
            keep_material(act, run, one.code, source.file_name, act.uow.files.get(source.sha256))
            journal.write(act, run, "material.reused", material=one.code, source=source.id)


def _licence(uow: UnitOfWork, actor: Actor, applicant: Mapping[str, Any], id_: str) -> Licence | None:
    licence = uow.get(Licence, id_)
    today = uow.calendar().day_of(uow.now).isoformat()
    if licence is None or licence.state != "valid" or (licence.valid_to or today) < today:
        return None
    return (
        licence if licence.holder_id == applicant.get("id_no") and _may(actor, licence.holder_user) else None
    )


def _material(uow: UnitOfWork, actor: Actor, applicant: Mapping[str, Any], id_: str) -> Material | None:
    material = uow.get(Material, id_)
    case = uow.get(Case, material.case_id) if material is not None else None
    if material is None or case is None or material.state != "current" or not material.sha256:
        return None
    same = case.applicant.get("id_no") == applicant.get("id_no")
    return material if same and _may(actor, case.applicant_user) else None


def _may(actor: Actor, owner: str | None) -> bool:
    """One's own, or at the window what belongs to the person who stands there."""
    return actor.is_staff or owner in (actor.id, actor.on_behalf_of)
