"""Webhooks, their deliveries, connectors, secrets by name, and API clients, as pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence import deliveries as lanes
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import ApiClient, ConnectorRow, Delivery, Secret, Webhook
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import one, record, select_all
from tongban.engine.use_cases.integration import api_clients, connectors
from tongban.engine.use_cases.integration import webhooks as hooks

HOOK, ROW, CONNECTOR = TABLE_OF[Webhook], TABLE_OF[Delivery], TABLE_OF[ConnectorRow]
STATES = ("queued", "waiting", "delivered", "dead")


def webhooks(
    connection: Connection, actor: Actor, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE
) -> dict[str, Any]:
    """A page of webhooks, the newest first, each with how many deliveries it has in each state."""
    may(actor, "webhook.manage")
    found = page(connection, select_all(Webhook), HOOK.c.id, _webhook, cursor, page_size)
    counts = lanes.counts(connection, [row["id"] for row in found["items"]])
    for row in found["items"]:
        row["deliveries"] = {state: counts.get((row["id"], state), 0) for state in STATES}
    return found


def webhook(connection: Connection, actor: Actor, webhook_id: str) -> dict[str, Any]:
    """One webhook."""
    may(actor, "webhook.manage")
    hook = one(connection, Webhook, select_all(Webhook).where(HOOK.c.id == webhook_id), webhook=webhook_id)
    counts = lanes.counts(connection, [hook.id])
    return {
        **hooks.webhook_view(hook),
        "deliveries": {state: counts.get((hook.id, state), 0) for state in STATES},
    }


def deliveries(
    connection: Connection,
    actor: Actor,
    webhook_id: str,
    *,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of a webhook's deliveries, the newest first."""
    may(actor, "webhook.manage")
    one(connection, Webhook, select_all(Webhook).where(HOOK.c.id == webhook_id), webhook=webhook_id)
    statement = select_all(Delivery).where(ROW.c.webhook_id == webhook_id)
    if state is not None:
        statement = statement.where(ROW.c.state == state)
    return page(connection, statement, ROW.c.id, _delivery, cursor, page_size)


def connector_list(
    connection: Connection, actor: Actor, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE
) -> dict[str, Any]:
    """A page of connectors by name."""
    may(actor, "connector.read")
    return page(
        connection,
        select_all(ConnectorRow),
        CONNECTOR.c.name,
        lambda row: connectors.connector_view(record(ConnectorRow, row)),
        cursor,
        page_size,
        descending=False,
    )


def connector(connection: Connection, actor: Actor, name: str) -> dict[str, Any]:
    """One connector."""
    may(actor, "connector.read")
    statement = select_all(ConnectorRow).where(CONNECTOR.c.name == name)
    return connectors.connector_view(one(connection, ConnectorRow, statement, connector=name))


def secrets(
    connection: Connection, actor: Actor, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE
) -> dict[str, Any]:
    """A page of the names of secrets."""
    may(actor, "connector.manage")
    return page(
        connection,
        select_all(Secret),
        TABLE_OF[Secret].c.name,
        lambda row: connectors.secret_view(record(Secret, row)),
        cursor,
        page_size,
        descending=False,
    )


def secret(connection: Connection, actor: Actor, name: str) -> dict[str, Any]:
    """That there is a secret of this name."""
    may(actor, "connector.manage")
    statement = select_all(Secret).where(TABLE_OF[Secret].c.name == name)
    return connectors.secret_view(one(connection, Secret, statement, secret=name))


def client(connection: Connection, actor: Actor, client_id: str) -> dict[str, Any]:
    """One API client."""
    may(actor, "client.manage")
    statement = select_all(ApiClient).where(TABLE_OF[ApiClient].c.id == client_id)
    return api_clients.client_view(one(connection, ApiClient, statement, client=client_id))


def clients(
    connection: Connection, actor: Actor, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE
) -> dict[str, Any]:
    """A page of API clients, the newest first."""
    may(actor, "client.manage")
    return page(
        connection,
        select_all(ApiClient),
        TABLE_OF[ApiClient].c.id,
        lambda row: api_clients.client_view(record(ApiClient, row)),
        cursor,
        page_size,
    )


def _webhook(row: Row[Any]) -> dict[str, Any]:
    return hooks.webhook_view(record(Webhook, row))


def _delivery(row: Row[Any]) -> dict[str, Any]:
    found = record(Delivery, row)
    return {
        "id": found.id,
        "event_id": found.event_id,
        "type": found.type,
        "case_no": found.case_no,
        "state": found.state,
        "attempts": found.attempts,
        "status": found.status,
        "error": found.error,
        "created_at": found.created_at,
        "tried_at": found.tried_at,
        "next_try_at": found.due_at,
        "delivered_at": found.delivered_at,
    }
