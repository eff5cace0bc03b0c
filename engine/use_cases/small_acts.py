"""Acts too small for a file of their own: decide a table, switch a definition, mark a message as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors, feel
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Definition, Message, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.flow.environment import find_decision

MOST_MESSAGES = 200


@dataclass(frozen=True, slots=True)
class EvaluateDecision:
    """Ask the newest version of a deployed decision."""

    key: str
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetDefinitionEnabled:
    """Whether new instances may start."""

    definition_id: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class MarkMessageRead:
    """Tick a line of one's message box."""

    message_id: str


@dataclass(frozen=True, slots=True)
class MarkMessagesRead:
    """Tick several lines of one's message box, such as a page of it; at most 200."""

    message_ids: tuple[str, ...]


def evaluate_decision(command: EvaluateDecision, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{outputs, matched_rules}`."""
    may(actor, "decision.evaluate")
    result = find_decision(uow, command.key).evaluate(command.key, command.inputs)
    return {
        "outputs": feel.to_json(result.outputs),
        "matched_rules": [feel.to_json(dict(rule)) for rule in result.matched_rules],
    }


def set_definition_enabled(command: SetDefinitionEnabled, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The definition."""
    may(actor, "definition.enable")
    definition = uow.get(Definition, command.definition_id, lock=True)
    if definition is None:
        raise errors.NotFound()
    if definition.enabled != command.enabled:
        definition.enabled = command.enabled
        uow.save(definition, "enabled")
        word = "enabled" if command.enabled else "disabled"
        journal.alone(uow, actor, uow.new_id(), f"definition.{word}", definition=definition.id)
    return definition_view(definition)


def definition_view(definition: Definition) -> dict[str, Any]:
    """One definition."""
    return {
        "id": definition.id,
        "kind": definition.kind,
        "key": definition.key,
        "version": definition.version,
        "name": definition.name,
        "enabled": definition.enabled,
        "content_hash": definition.content_hash,
        "deployment_id": definition.deployment_id,
        "created_at": definition.created_at,
    }


def mark_message_read(command: MarkMessageRead, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The message, read."""
    message = uow.get(Message, command.message_id)
    if message is None or message.recipient not in actor.refs:
        raise errors.NotFound()
    if message.read_at is None:
        message.read_at = uow.now
        uow.save(message, "read_at")
    return {"id": message.id, "read_at": message.read_at}


def mark_messages_read(command: MarkMessagesRead, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """How many were read now: `{read}`; NotFound, and none is ticked, when one of them is somebody else's."""
    if len(command.message_ids) > MOST_MESSAGES:
        raise errors.Invalid(
            errors=[
                {
                    "field": "message_ids",
                    "message": f"一次最多 {MOST_MESSAGES} 条 / at most {MOST_MESSAGES} at once",
                }
            ]
        )
    wanted = sorted(set(command.message_ids))
    found = uow.find(Message, id=wanted) if wanted else []
    if len(found) < len(wanted) or any(one.recipient not in actor.refs for one in found):
        raise errors.NotFound()
    unread = [one for one in found if one.read_at is None]
    for message in unread:
        message.read_at = uow.now
        uow.save(message, "read_at")
    return {"read": len(unread)}
