"""Connectors that service tasks call by name, and the sealed secrets they use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import connectors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.content_tag import Tags, demand, nothing_there
from tongban.engine.domain.web_address import Reach
from tongban.engine.ports import ConnectorRow, Secret, UnitOfWork
from tongban.engine.use_cases.external_jobs import MOST_TOPICS
from tongban.engine.use_cases.flow import journal

MOST_SECRETS = 500


@dataclass(frozen=True, slots=True)
class SaveConnector:
    """Make or replace the connector of this name; `tags` are of what the caller has read, None for any."""

    name: str
    kind: str
    body: Mapping[str, Any]
    enabled: bool = True
    tags: Tags = None


@dataclass(frozen=True, slots=True)
class RemoveConnector:
    """Its jobs wait for an outside worker then."""

    name: str
    tags: Tags = None


@dataclass(frozen=True, slots=True)
class KeepSecret:
    """Make or replace a secret; it is never shown."""

    name: str
    value: str
    tags: Tags = None


@dataclass(frozen=True, slots=True)
class RemoveSecret:
    """Forget a secret that no connector uses."""

    name: str
    tags: Tags = None


def save_connector(command: SaveConnector, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The connector; Invalid with every fault by field."""
    may(actor, "connector.manage")
    _check_name(command.name)
    settings = uow.settings
    reach = Reach(settings.outbound_networks, settings.outbound_http)
    wrong = connectors.problems(command.kind, command.body, reach)
    asked = [one for one in command.body.get("secrets") or () if isinstance(one, str)]
    known = {secret.name for secret in uow.find(Secret, name=asked)} if asked else set()
    wrong += [
        {"field": "secrets", "message": f"There is no secret {name[:60]}."}
        for name in asked
        if name not in known
    ]
    if wrong:
        raise errors.Invalid(errors=wrong)
    row = uow.get(ConnectorRow, command.name, lock=True)
    if row is None:
        nothing_there(command.tags)
        if len(uow.find(ConnectorRow, limit=MOST_TOPICS)) >= MOST_TOPICS:
            raise errors.Conflict(f"There are {MOST_TOPICS} connectors already.")
        row = ConnectorRow(command.name, command.kind, dict(command.body), command.enabled, actor.id, uow.now)
        uow.add(row)
    else:
        demand(connector_view(row), command.tags)
        row.kind, row.body, row.enabled = command.kind, dict(command.body), command.enabled
        row.changed_by, row.changed_at = actor.id, uow.now
        uow.save(row, "kind", "body", "enabled", "changed_by", "changed_at")
    journal.alone(uow, actor, uow.new_id(), "connector.saved", connector=row.name, kind=row.kind)
    return connector_view(row)


def remove_connector(command: RemoveConnector, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The connector as it was."""
    may(actor, "connector.manage")
    row = uow.get(ConnectorRow, command.name, lock=True)
    if row is None:
        raise errors.NotFound(connector=command.name)
    demand(connector_view(row), command.tags)
    uow.remove(ConnectorRow, name=row.name)
    journal.alone(uow, actor, uow.new_id(), "connector.removed", connector=row.name)
    return connector_view(row)


def keep_secret(command: KeepSecret, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """Its name, and who changed it when."""
    may(actor, "connector.manage")
    _check_name(command.name)
    row = uow.get(Secret, command.name, lock=True)
    if row is None:
        nothing_there(command.tags)
        if len(uow.find(Secret, limit=MOST_SECRETS)) >= MOST_SECRETS:
            raise errors.Conflict(f"There are {MOST_SECRETS} secrets already.")
        row = Secret(command.name, uow.seal(command.value), actor.id, uow.now)
        uow.add(row)
    else:
        demand(secret_view(row), command.tags)
        row.value, row.changed_by, row.changed_at = uow.seal(command.value), actor.id, uow.now
        uow.save(row, "value", "changed_by", "changed_at")
    journal.alone(uow, actor, uow.new_id(), "secret.kept", secret=row.name)
    return secret_view(row)


def remove_secret(command: RemoveSecret, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The secret's name; Conflict while a connector uses it."""
    may(actor, "connector.manage")
    row = uow.get(Secret, command.name, lock=True)
    if row is None:
        raise errors.NotFound(secret=command.name)
    demand(secret_view(row), command.tags)
    users = [
        one.name
        for one in uow.find(ConnectorRow, limit=MOST_TOPICS)
        if row.name in (one.body.get("secrets") or ())
    ]
    if users:
        raise errors.Conflict("A connector uses it.", current={"connectors": users})
    uow.remove(Secret, name=row.name)
    journal.alone(uow, actor, uow.new_id(), "secret.removed", secret=row.name)
    return secret_view(row)


def connector_view(row: ConnectorRow) -> dict[str, Any]:
    """A connector as it may be read; it names its secrets and does not hold them."""
    return {
        "name": row.name,
        "kind": row.kind,
        "enabled": row.enabled,
        **row.body,
        "changed_by": row.changed_by,
        "changed_at": row.changed_at,
    }


def secret_view(row: Secret) -> dict[str, Any]:
    """That there is a secret of this name."""
    return {"name": row.name, "changed_by": row.changed_by, "changed_at": row.changed_at}


def _check_name(name: str) -> None:
    if not connectors.NAME.fullmatch(name):
        raise errors.Invalid(
            errors=[{"field": "name", "message": "Letters, digits, `_`, `.` and `-`, at most 60."}]
        )
