"""Hand in a file for one line of the material list: checked by its content, kept by its hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import case_state
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.material import check_file
from tongban.engine.ports import Material, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, dossier, families, journal, sharing, tolerant
from tongban.engine.use_cases.things import find_case


@dataclass(frozen=True, slots=True)
class AttachMaterial:
    """A file under its material code."""

    case_no: str
    code: str
    filename: str
    content: bytes


def attach_material(command: AttachMaterial, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The material as it now lies in the case; the file before it stays on record as replaced."""
    case, instance = find_case(uow, actor, "case.attach", command.case_no)
    if case_state.is_closed(case.state):
        raise errors.Conflict("The case is closed.", current={"state": case.state})
    act = Act(uow, actor)
    run = act.open(instance, case)
    material = keep_material(act, run, command.code, command.filename, command.content)
    act.settle()
    return material_view(material)


def keep_material(act: Act, run: Run, code: str, filename: str, content: bytes) -> Material:
    """Check the file against the item's rule and keep it."""
    assert run.case is not None and run.item is not None
    line = run.item.sheet.material(code)
    if line is None:
        raise errors.Invalid(
            errors=[
                {
                    "field": code,
                    "rule": "unknown-material",
                    "message": "本事项没有此材料 / not a material of this item",
                }
            ]
        )
    facts = check_file(line.rule(filename), filename, content)
    held = dossier.of(act, run)
    for old in held.materials():
        if old.code == line.code:
            old.state = "replaced"
            act.uow.save(old, "state")
            held.replaced(old)
    # Stored before the commit: a crash in between leaves an orphan file, never a row without its file.
    act.uow.files.put(content)
    material = Material(
        id=act.uow.new_id(),
        case_id=run.case.id,
        code=line.code,
        name=line.name.zh,
        file_name=facts.name,
        sha256=facts.sha256,
        media_type=facts.mime,
        size=facts.size,
        added_by=act.actor.id,
        added_at=act.uow.now,
        width=facts.width,
        height=facts.height,
    )
    act.uow.add(material)
    held.handed_in(material)
    if run.item.sheet.joint is not None:
        sharing.share(act, families.of_joint(act, run), [material])
    tolerant.handed_in(act, run, material.code)
    journal.write(
        act, run, "material.attached", material=material.code, sha256=material.sha256, size=material.size
    )
    return material


def material_view(material: Material) -> dict[str, Any]:
    """One material of a case."""
    return {
        "id": material.id,
        "code": material.code,
        "name": material.name,
        "file_name": material.file_name,
        "media_type": material.media_type,
        "size": material.size,
        "width": material.width,
        "height": material.height,
        "sha256": material.sha256,
        "state": material.state,
        "added_by": material.added_by,
        "added_at": material.added_at,
    }
