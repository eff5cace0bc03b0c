"""What must hold before a joint item is published: its members' items are in force and have what it speaks of."""

from __future__ import annotations

from typing import Any

from tongban.engine import errors, items
from tongban.engine.items.joint import Member
from tongban.engine.ports import ItemVersion, UnitOfWork


def check_members(uow: UnitOfWork, item: items.Item) -> None:
    """errors.InvalidItem lists every member whose item is missing or does not fit; nothing for ordinary items."""
    joint = item.sheet.joint
    if joint is None:
        return
    names = sorted({one.item for one in joint.members})
    found = [
        *uow.find(ItemVersion, code=names, state="published"),
        *uow.find(ItemVersion, slug=names, state="published"),
    ]
    by_name = {name: one for one in found for name in (one.code, one.slug)}
    problems: list[dict[str, Any]] = []
    for member in joint.members:
        version = by_name.get(member.item)
        if version is None:
            message = f"成员事项未发布 / the item is not published: {member.item}"
            problems.append(_problem(f"{member.key}.item", "joint_unknown_item", message))
        else:
            problems += _misfits(member, uow.library.item(version.id))
    if problems:
        raise errors.InvalidItem(errors=problems)


def _misfits(member: Member, item: items.Item) -> list[dict[str, Any]]:
    problems = []
    if item.sheet.joint is not None:
        message = "联办事项不能再作成员 / a joint item cannot be a member"
        problems.append(_problem(f"{member.key}.item", "joint_unknown_item", message))
    for code in member.materials or {}:
        if item.sheet.material(code) is None:
            message = f"成员事项没有此材料 / its item has no such material: {code}"
            problems.append(_problem(f"{member.key}.materials", "joint_unknown_material", message))
    for name in member.form or {}:
        if name not in item.form.roots():
            message = f"成员事项的表单没有此字段 / its form has no such field: {name}"
            problems.append(_problem(f"{member.key}.form", "joint_unknown_field", message))
    return problems


def _problem(element: str, rule: str, message: str) -> dict[str, Any]:
    return {
        "file": "item.yaml",
        "element": f"joint.members.{element}",
        "rule": rule,
        "message": message,
        "severity": "error",
    }
