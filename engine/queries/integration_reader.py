"""What may be asked of webhooks, connectors and API clients, as one part of the reader."""

from __future__ import annotations

from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.queries import integration

Answer = dict[str, Any]


class IntegrationReader:
    """Each answer in the shape of the HTTP contract, for administrators alone."""

    _ask: Any

    def webhooks(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(integration.webhooks, actor, **filters)  # type: ignore[no-any-return]

    def webhook(self, actor: Actor, webhook_id: str) -> Answer:
        return self._ask(integration.webhook, actor, webhook_id)  # type: ignore[no-any-return]

    def webhook_deliveries(self, actor: Actor, webhook_id: str, **filters: Any) -> Answer:
        return self._ask(integration.deliveries, actor, webhook_id, **filters)  # type: ignore[no-any-return]

    def connectors(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(integration.connector_list, actor, **filters)  # type: ignore[no-any-return]

    def connector(self, actor: Actor, name: str) -> Answer:
        return self._ask(integration.connector, actor, name)  # type: ignore[no-any-return]

    def secrets(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(integration.secrets, actor, **filters)  # type: ignore[no-any-return]

    def api_clients(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(integration.clients, actor, **filters)  # type: ignore[no-any-return]
