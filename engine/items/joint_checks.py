"""A joint item held together: members, stages, shared materials and the diagram must speak of the same things."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tongban.engine import bpmn
from tongban.engine.items.flow_checks import FILE as FLOW
from tongban.engine.items.joint import Joint, Member
from tongban.engine.items.problems import Problems
from tongban.engine.items.sheet import FILE, Sheet

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check_joint(sheet: Sheet, definition: bpmn.ProcessDefinition | None, problems: Problems) -> None:
    """Everything that can be known from the joint item's own folder."""
    joint = sheet.joint
    if joint is not None:
        _keys(joint, problems)
        _stages(joint, problems)
        _needs(joint, problems)
        _materials(joint, sheet, problems)
        _silence(joint, problems)
    if definition is not None:
        _chart(joint, definition, problems)


def _report(problems: Problems, element: str, rule: str, message: str) -> None:
    problems.error(FILE, f"joint.{element}", rule, message)


def _keys(joint: Joint, problems: Problems) -> None:
    for kind, keys in (
        ("members", [one.key for one in joint.members]),
        ("stages", [one.key for one in joint.stages]),
    ):
        for key, count in Counter(keys).items():
            if key and not KEY.fullmatch(key):
                message = f"键须为小写字母、数字和下划线 / a key is small letters, digits and _: {key[:50]}"
                _report(problems, f"{kind}.{key[:50]}", "joint_key", message)
            if count > 1:
                _report(
                    problems, f"{kind}.{key[:50]}", "joint_key", f"键重复 / the key is used {count} times"
                )
    for item, count in Counter(one.item for one in joint.members).items():
        if item and count > 1:
            message = f"事项重复 / the item is a member {count} times: {item}"
            _report(problems, "members", "joint_member_twice", message)


def _stages(joint: Joint, problems: Problems) -> None:
    if not joint.stages:
        return
    known = {one.key for one in joint.members}
    placed = Counter(key for stage in joint.stages for key in stage.members)
    for stage in joint.stages:
        for key in sorted(set(stage.members) - known):
            message = f"没有此成员 / there is no member {key}"
            _report(problems, f"stages.{stage.key}", "joint_unknown_member", message)
    for key in sorted(known):
        if placed[key] != 1:
            message = f"成员须恰属一个阶段 / a member belongs to one stage, not {placed[key]}"
            _report(problems, f"members.{key}", "joint_stage", message)


def _needs(joint: Joint, problems: Problems) -> None:
    known = {one.key: one for one in joint.members}
    order = {key: number for number, stage in enumerate(joint.stages) for key in stage.members}
    for member in joint.members:
        for key in member.needs:
            if key not in known:
                message = f"没有此成员 / there is no member {key}"
                _report(problems, f"members.{member.key}.needs", "joint_unknown_member", message)
            elif order.get(key, 0) > order.get(member.key, 0):
                message = f"所需成员在后面的阶段 / {key} comes in a later stage"
                _report(problems, f"members.{member.key}.needs", "joint_order", message)
        if member.early and not member.needs:
            message = "提前介入须有所等成员 / early without anything to wait for"
            _report(problems, f"members.{member.key}.early", "joint_early", message)
    for key in sorted(_circular(known)):
        message = "互为前置，永远不能开始 / members wait for each other in a circle"
        _report(problems, f"members.{key}.needs", "joint_circle", message)


def _circular(known: dict[str, Member]) -> set[str]:
    """Members that could never begin: whatever is left when those without open needs are taken away."""
    left = {key: set(one.needs) & set(known) for key, one in known.items()}
    while free := {key for key, needs in left.items() if not needs}:
        left = {key: needs - free for key, needs in left.items() if key not in free}
    return set(left)


def _materials(joint: Joint, sheet: Sheet, problems: Problems) -> None:
    own = {one.code for one in sheet.materials}
    provided = Counter(one.provides for one in joint.members if one.provides)
    for member in joint.members:
        where = f"members.{member.key}"
        for code in sorted(set((member.materials or {}).values()) - own):
            message = f"联办件清单中没有此材料 / not in the joint item's list: {code[:50]}"
            _report(problems, f"{where}.materials", "joint_unknown_material", message)
        if member.provides and member.provides not in own:
            message = f"联办件清单中没有此材料 / not in the joint item's list: {member.provides[:50]}"
            _report(problems, f"{where}.provides", "joint_unknown_material", message)
        if provided[member.provides] > 1:
            message = "同一材料由多个成员产生 / more than one member provides it"
            _report(problems, f"{where}.provides", "joint_provided_twice", message)
    for material in sheet.materials:
        if material.code in provided and material.required:
            message = (
                "由前置审批产生的材料不得要求申请人提交 / made by a member, so not asked of the applicant"
            )
            _report(problems, f"materials.{material.code}", "joint_result_required", message)


def _silence(joint: Joint, problems: Problems) -> None:
    for member in joint.members:
        if member.silence and member.limit is None:
            message = "超时默许须有反馈时限 / silence needs a limit after which it counts"
            _report(problems, f"members.{member.key}.silence", "joint_silence", message)


def _chart(joint: Joint | None, definition: bpmn.ProcessDefinition, problems: Problems) -> None:
    called: set[str] = set()
    computed = False
    for element in definition.elements.values():
        member = element.extensions.member
        if member is None:
            continue
        if joint is None:
            message = "事项没有 joint 节 / tb:member in an item without a joint section"
            problems.error(FLOW, element.id, "joint_missing", message)
        elif not member.key.is_literal:
            computed = True
        elif joint.member(member.key.text) is None:
            message = f"没有此成员 / there is no member {member.key.text[:50]}"
            problems.error(FLOW, element.id, "joint_unknown_member", message)
        else:
            called.add(member.key.text)
    if joint is not None and not computed:
        for key in _missing(joint, called):
            message = "流程图从未办理此成员 / the diagram never calls this member"
            problems.error(FLOW, definition.key, "joint_not_called", f"{key}: {message}")


def _missing(joint: Joint, called: Iterable[str]) -> list[str]:
    return sorted({one.key for one in joint.members} - set(called))
