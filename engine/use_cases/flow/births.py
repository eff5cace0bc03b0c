"""Sub-cases come into the world: numbered under the joint number, at rest until the joint flow calls them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from tongban.engine import errors
from tongban.engine.domain.joint import sub_number
from tongban.engine.items.joint import Joint
from tongban.engine.ports import Case, ItemVersion, JointMember, UnitOfWork
from tongban.engine.use_cases.flow import dossier, journal, search_index
from tongban.engine.use_cases.flow.families import Family

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act

Problems = list[dict[str, str]]


def versions_of(uow: UnitOfWork, spec: Joint, keys: Collection[str]) -> dict[str, ItemVersion]:
    """The published item of each member; errors.Conflict names a member whose item is not published."""
    wanted = {one.key: one.item for one in spec.members if one.key in keys}
    names = sorted(set(wanted.values()))
    if not names:
        return {}
    found = [
        *uow.find(ItemVersion, code=names, state="published"),
        *uow.find(ItemVersion, slug=names, state="published"),
    ]
    by_name = {name: one for one in found for name in (one.code, one.slug)}
    for key, name in wanted.items():
        if name not in by_name:
            raise errors.Conflict(f"The item {name} of member {key} is not published.", member=key, item=name)
    return {key: by_name[name] for key, name in wanted.items()}


def ticked(spec: Joint, asked: Sequence[str] | None) -> tuple[list[str], Problems]:
    """The members that take part, in the sheet's order: those asked for (None: all) and the required ones."""
    known = [one.key for one in spec.members]
    if asked is None:
        return known, []
    problems = [
        {"field": "members", "message": f"没有此成员 / there is no member {key[:60]}"}
        for key in asked
        if key not in known
    ]
    chosen = [key for key in known if key in asked or key in spec.required]
    if not chosen:
        problems.append({"field": "members", "message": "至少选择一个成员 / at least one member"})
    return chosen, problems


def bear(act: Act, family: Family, key: str, version: ItemVersion) -> JointMember:
    """One more sub-case of a member, registered but not begun."""
    uow, joint = act.uow, family.case
    position = len(family.rows) + 1
    sheet = uow.library.item(version.id).sheet
    stage = family.spec.stage_of(key)
    case = Case(
        id=uow.new_id(),
        case_no=sub_number(joint.case_no, position),
        item_version_id=version.id,
        item_code=version.code,
        item_name=version.name,
        item_name_en=version.name_en,
        unit=sheet.unit,
        window_unit=joint.window_unit,
        state="registered",
        channel=joint.channel,
        applicant=joint.applicant,
        applicant_name=joint.applicant_name,
        form={},
        progress_code=joint.progress_code,
        registered_by=joint.registered_by,
        registered_at=uow.now,
        agent=joint.agent,
        applicant_user=joint.applicant_user,
        override_reason=joint.override_reason,
    )
    assert version.definition_id is not None
    run = act.rest(version.definition_id, case, family.joint.record.id)
    case.instance_id = run.record.id
    uow.add(case)
    dossier.of(act, run).is_new()
    search_index.add(uow, case)
    row = JointMember(
        case_id=case.id,
        joint_id=joint.id,
        key=key,
        position=position,
        round=1 + sum(other.key == key for other in family.rows),
        unit=case.unit,
        instance_id=run.record.id,
        state="born",
        stage=stage.key if stage else None,
    )
    uow.add(row)
    family.rows.append(row)
    journal.write(act, run, "case.registered", item=case.item_code, joint=joint.case_no, member=key)
    return row
