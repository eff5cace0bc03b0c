"""Rules of escalation and supervision are data: made, changed, put back and removed here, each change on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import escalation, supervision
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.domain.content_tag import Tags, demand
from tongban.engine.items.escalations import has_basis
from tongban.engine.ports import Bookmark, ItemVersion, KeptRule, Unit, UnitOfWork
from tongban.engine.use_cases.flow import journal

MOST = 500
REARM = "rearm"


@dataclass(frozen=True, slots=True)
class SaveRule:
    """`rule_id` None makes a new one; `body` holds the fields to set, the others stay (or take their defaults).

    `tags` are of what the caller has read, None for any.
    """

    kind: str
    body: Mapping[str, Any]
    rule_id: str | None = None
    tags: Tags = None


@dataclass(frozen=True, slots=True)
class RemoveRule:
    """Remove a rule made here; a shipped one that was changed is as shipped again."""

    kind: str
    rule_id: str
    tags: Tags = None


def save_rule(command: SaveRule, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The rule as it now is in force."""
    kept = uow.get(KeptRule, command.rule_id, lock=True) if command.rule_id else None
    if kept is not None and kept.kind != command.kind:
        raise errors.NotFound()
    before = _before(uow, command, kept)
    rule_id = command.rule_id or uow.new_id()
    body = {**(before or {}), **command.body}
    _check_place(uow, actor, body, before)
    if before is not None:
        demand(_read(command.kind, rule_id, before, changed=kept is not None), command.tags)
    rule = _checked(uow, command.kind, rule_id, body)
    if kept is None:
        if before is None and len(uow.find(KeptRule, limit=MOST + 1)) >= MOST:
            raise errors.Conflict(f"规则不超过 {MOST} 条 / at most {MOST} rules")
        kept = KeptRule(rule_id, command.kind, rule, 1, actor.id, uow.now, rule["item"], rule["unit"])
        uow.add(kept)
    else:
        kept.body, kept.version = rule, kept.version + 1
        kept.changed_by, kept.changed_at = actor.id, uow.now
        kept.item, kept.unit = rule["item"], rule["unit"]
        uow.save(kept)
    _record(uow, actor, command.kind, rule_id, before, rule)
    return rule_view(command.kind, rule_id, rule, _source(command.kind, rule_id))


def remove_rule(command: RemoveRule, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The rule that is gone, or the shipped one that is back."""
    kept = uow.get(KeptRule, command.rule_id, lock=True)
    if kept is None or kept.kind != command.kind:
        if command.rule_id in _shipped(command.kind):
            raise errors.Conflict("随系统提供的规则只能停用 / a shipped rule is switched off, not removed")
        raise errors.NotFound()
    may(actor, "supervision.configure", Thing(unit=kept.unit))
    demand(_read(command.kind, kept.id, kept.body, changed=True), command.tags)
    uow.remove(KeptRule, id=kept.id)
    shipped = _shipped(command.kind).get(kept.id)
    _record(uow, actor, command.kind, kept.id, kept.body, shipped)
    if shipped is not None:
        return rule_view(command.kind, kept.id, shipped, "default")
    return rule_view(command.kind, kept.id, {**kept.body, "enabled": False}, "own")


def rule_view(kind: str, rule_id: str, body: Mapping[str, Any], source: str) -> dict[str, Any]:
    """One rule."""
    return {"id": rule_id, "kind": kind, "source": source, **body}


def _read(kind: str, rule_id: str, body: Mapping[str, Any], *, changed: bool) -> dict[str, Any]:
    """The rule as it is read."""
    rules: Any = supervision.AlarmRule if kind == "alarm" else escalation.EscalationRule
    source = _source(kind, rule_id) if changed else "default"
    return rule_view(kind, rule_id, rules.from_json(rule_id, body).to_json(), source)


def _before(uow: UnitOfWork, command: SaveRule, kept: KeptRule | None) -> dict[str, Any] | None:
    if kept is not None:
        return kept.body
    if command.rule_id is None:
        return None
    shipped = _shipped(command.kind).get(command.rule_id)
    if shipped is None:
        raise errors.NotFound()
    return shipped


def _check_place(
    uow: UnitOfWork, actor: Actor, body: Mapping[str, Any], before: Mapping[str, Any] | None
) -> None:
    """Everywhere is the supervisors' to rule; in a unit its administrator may too."""
    for one in (body, before):
        if one is not None:
            may(actor, "supervision.configure", Thing(unit=one.get("unit")))
    found = []
    if body.get("unit") and uow.get(Unit, body["unit"]) is None:
        found.append({"field": "unit", "message": "无此单位 / no such unit"})
    if body.get("item") and not uow.find(ItemVersion, code=body["item"], limit=1):
        found.append({"field": "item", "message": "无此事项 / no such item"})
    if found:
        raise errors.Invalid(errors=found)


def _checked(uow: UnitOfWork, kind: str, rule_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "alarm":
        alarm = supervision.AlarmRule.from_json(rule_id, {"item": None, "unit": None, **body})
        supervision.check(alarm)
        return alarm.to_json()
    rule = escalation.EscalationRule.from_json(rule_id, body)
    escalation.check(rule)
    if rule.act == "decide":
        _check_basis(uow, rule)
    return rule.to_json()


def _check_basis(uow: UnitOfWork, rule: escalation.EscalationRule) -> None:
    found = uow.find(ItemVersion, code=rule.item, state="published", order="-version", limit=1)
    sheet = uow.library.item(found[0].id).sheet if found else None
    if sheet is None or not has_basis(sheet.legal_basis, rule):
        message = "该事项的设定依据中没有此法条 / the item's legal basis does not name it"
        raise errors.Invalid(errors=[{"field": "law", "message": message}])


def _record(
    uow: UnitOfWork, actor: Actor, kind: str, rule_id: str, before: Any, after: Mapping[str, Any] | None
) -> None:
    journal.alone(
        uow, actor, uow.new_id(), "rule.changed", rule=rule_id, kind=kind, before=before, after=after
    )
    if kind == "escalation":
        # Clocks that run already have their timers by the old rules.
        place = uow.get(Bookmark, REARM, lock=True)
        if place is None:
            uow.add(Bookmark(REARM, 0, 0, "", uow.now))
        else:
            place.position, place.at = "", uow.now
            uow.save(place, "position", "at")


def _shipped(kind: str) -> dict[str, dict[str, Any]]:
    rules = supervision.DEFAULTS if kind == "alarm" else escalation.DEFAULTS
    return {one.id: one.to_json() for one in rules}


def _source(kind: str, rule_id: str) -> str:
    return "changed" if rule_id in _shipped(kind) else "own"
