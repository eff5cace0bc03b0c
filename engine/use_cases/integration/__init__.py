"""Other systems: webhooks, connectors and API clients; every act of them in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.integration.api_clients import (
    CreateClient,
    RevokeClient,
    RotateKey,
    create_client,
    revoke_client,
    rotate_key,
)
from tongban.engine.use_cases.integration.connectors import (
    KeepSecret,
    RemoveConnector,
    RemoveSecret,
    SaveConnector,
    keep_secret,
    remove_connector,
    remove_secret,
    save_connector,
)
from tongban.engine.use_cases.integration.deliver import (
    NoteDelivery,
    TakeDelivery,
    note_delivery,
    take_delivery,
)
from tongban.engine.use_cases.integration.gather import GatherDeliveries, gather_deliveries
from tongban.engine.use_cases.integration.replay import ReplayDeliveries, replay_deliveries
from tongban.engine.use_cases.integration.take_calls import TakeCalls, take_calls
from tongban.engine.use_cases.integration.webhooks import (
    ChangeWebhook,
    CreateWebhook,
    DeleteWebhook,
    RotateSecret,
    change_webhook,
    create_webhook,
    delete_webhook,
    rotate_secret,
)
from tongban.engine.use_cases.sandbox import ResetSandbox, reset_sandbox

#: The answers of these hold a secret, so they are not kept for a repeated call.
SECRET_ANSWERS = (CreateClient, CreateWebhook, KeepSecret, RotateKey, RotateSecret, TakeCalls, TakeDelivery)

INTEGRATION: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    ChangeWebhook: change_webhook,
    ResetSandbox: reset_sandbox,
    CreateClient: create_client,
    CreateWebhook: create_webhook,
    DeleteWebhook: delete_webhook,
    GatherDeliveries: gather_deliveries,
    KeepSecret: keep_secret,
    NoteDelivery: note_delivery,
    RemoveConnector: remove_connector,
    RemoveSecret: remove_secret,
    ReplayDeliveries: replay_deliveries,
    RevokeClient: revoke_client,
    RotateKey: rotate_key,
    RotateSecret: rotate_secret,
    SaveConnector: save_connector,
    TakeCalls: take_calls,
    TakeDelivery: take_delivery,
}

__all__ = [
    "INTEGRATION",
    "SECRET_ANSWERS",
    "ChangeWebhook",
    "CreateClient",
    "CreateWebhook",
    "DeleteWebhook",
    "GatherDeliveries",
    "KeepSecret",
    "NoteDelivery",
    "RemoveConnector",
    "RemoveSecret",
    "ReplayDeliveries",
    "RevokeClient",
    "RotateKey",
    "RotateSecret",
    "SaveConnector",
    "TakeCalls",
    "TakeDelivery",
]
