"""What may be asked of webhooks, connectors, API clients, sessions and accounts, as one part of the reader."""

from __future__ import annotations

from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.queries import access, integration

Answer = dict[str, Any]


class IntegrationReader:
    """Each answer in the shape of the HTTP contract, for administrators and about oneself."""

    _ask: Any
    _clock: Any

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

    def secret(self, actor: Actor, name: str) -> Answer:
        return self._ask(integration.secret, actor, name)  # type: ignore[no-any-return]

    def api_client(self, actor: Actor, client_id: str) -> Answer:
        return self._ask(integration.client, actor, client_id)  # type: ignore[no-any-return]

    def sessions(self, actor: Actor, current: str | None = None) -> Answer:
        return self._ask(access.sessions, actor, self._clock(), current)  # type: ignore[no-any-return]

    def second_factor(self, actor: Actor) -> Answer:
        return self._ask(access.second_factor, actor)  # type: ignore[no-any-return]

    def account(self, actor: Actor, username: str) -> Answer:
        return self._ask(access.account, actor, username)  # type: ignore[no-any-return]

    def api_clients(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(integration.clients, actor, **filters)  # type: ignore[no-any-return]
