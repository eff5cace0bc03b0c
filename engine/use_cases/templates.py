"""An office's own texts of its documents: versions that never change, and which of them is in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.ports import DocumentRule, DocumentTemplate, Unit, UnitOfWork
from tongban.engine.use_cases.flow import journal

MOST_VERSIONS = 500


@dataclass(frozen=True, slots=True)
class SaveTemplate:
    """A new version of a unit's own text, in force at once; it was compiled before it comes here."""

    unit: str
    type: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SetDocumentRule:
    """Which version is in force (0: the shipped text), and whether the type goes out in steps; None leaves it."""

    unit: str
    type: str
    version: int | None = None
    in_steps: bool | None = None


def save_template(command: SaveTemplate, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The rule with the new version; a text that is in force already makes none."""
    _checked(command.unit, command.type, actor, uow)
    rule = _rule(uow, command.unit, command.type)
    before = uow.find(
        DocumentTemplate, unit=command.unit, type=command.type, order="-version", limit=MOST_VERSIONS
    )
    if len(before) >= MOST_VERSIONS:
        raise errors.Conflict("版本过多 / there are too many versions", current={"versions": len(before)})
    if before and before[0].text == command.text and before[0].id == rule.template_id:
        return rule_view(rule, before[0].version)
    made = DocumentTemplate(
        id=uow.new_id(),
        unit=command.unit,
        type=command.type,
        version=before[0].version + 1 if before else 1,
        text=command.text,
        note=command.note.strip()[:200],
        created_by=actor.id,
        created_at=uow.now,
    )
    uow.add(made)
    _put(uow, rule, actor, made.id, rule.in_steps)
    journal.alone(
        uow, actor, made.id, "template.saved", unit=made.unit, document_type=made.type, version=made.version
    )
    return rule_view(rule, made.version)


def set_document_rule(command: SetDocumentRule, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The rule as it is now."""
    _checked(command.unit, command.type, actor, uow)
    rule = _rule(uow, command.unit, command.type)
    template, version = rule.template_id, _version(uow, rule)
    if command.version is not None:
        found = uow.find(
            DocumentTemplate, unit=command.unit, type=command.type, version=command.version, limit=1
        )
        if command.version and not found:
            raise errors.NotFound("There is no such version.", version=command.version)
        template, version = (found[0].id, command.version) if command.version else (None, 0)
    in_steps = rule.in_steps if command.in_steps is None else command.in_steps
    if (template, in_steps) != (rule.template_id, rule.in_steps):
        _put(uow, rule, actor, template, in_steps)
        facts = {"unit": rule.unit, "document_type": rule.type, "version": version, "in_steps": in_steps}
        journal.alone(uow, actor, uow.new_id(), "template.chosen", **facts)
    return rule_view(rule, version)


def rule_view(rule: DocumentRule, version: int) -> dict[str, Any]:
    """How a unit issues a type; version 0 is the shipped text."""
    return {
        "unit": rule.unit,
        "type": rule.type,
        "version": version,
        "in_steps": rule.in_steps,
        "changed_by": rule.changed_by,
        "changed_at": rule.changed_at,
    }


def _checked(unit: str, type_: str, actor: Actor, uow: UnitOfWork) -> None:
    may(actor, "template.change", Thing(unit=unit))
    if uow.get(Unit, unit) is None:
        raise errors.NotFound(f"There is no unit {unit}.", unit=unit)
    try:
        uow.papers.title(type_)
    except KeyError:
        raise errors.NotFound(f"There is no document type {type_}.", document=type_) from None


def _rule(uow: UnitOfWork, unit: str, type_: str) -> DocumentRule:
    found = uow.get(DocumentRule, unit, type_, lock=True)
    return found or DocumentRule(unit, type_, None, False, "", uow.now)


def _version(uow: UnitOfWork, rule: DocumentRule) -> int:
    found = uow.get(DocumentTemplate, rule.template_id) if rule.template_id else None
    return found.version if found else 0


def _put(uow: UnitOfWork, rule: DocumentRule, actor: Actor, template_id: str | None, in_steps: bool) -> None:
    is_new = not rule.changed_by
    rule.template_id, rule.in_steps, rule.changed_by, rule.changed_at = (
        template_id,
        in_steps,
        actor.id,
        uow.now,
    )
    if is_new:
        uow.add(rule)
    else:
        uow.save(rule)
