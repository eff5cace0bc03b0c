"""Signing in through an identity provider: there and back, once, in the browser that began it."""

from __future__ import annotations

import hmac
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.connectors import oidc
from tongban.engine.domain.actor import SYSTEM, Actor
from tongban.engine.domain.web_address import Reach
from tongban.engine.persistence.vault import seal, unseal
from tongban.engine.use_cases.external_identity import OpenExternalSession
from tongban.engine.use_cases.sign_in import SignOut

if TYPE_CHECKING:
    from tongban.engine.door import Engine

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Departure:
    """`url` is where the browser goes; `kept` it brings back, sealed."""

    url: str
    kept: str


class SingleSignOn:
    """The providers of this system."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        settings = engine.settings
        reach = Reach(settings.outbound_networks, settings.outbound_http)
        self._providers = {one.key: oidc.Provider(one, reach) for one in settings.identity_providers}

    @property
    def providers(self) -> list[dict[str, str]]:
        """`{key, name, name_en}` of each, in the operator's order."""
        known = [one.settings for one in self._providers.values()]
        return [{"key": one.key, "name": one.label, "name_en": one.label_en} for one in known]

    def begin(self, key: str, target: str = "") -> Departure | None:
        """On the way, None when the provider does not answer; NotFound for one that is not there."""
        provider = self._provider(key)
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        try:
            url = provider.address(self._back(key), state, nonce, verifier)
        except oidc.NotVouched as wrong:
            log.warning("sign-in through %s: %s", key, wrong)
            return None
        way = {
            "provider": key,
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "target": target[:500],
            "at": self._engine.now.isoformat(),
        }
        return Departure(url, seal(self._engine.settings, json.dumps(way)))

    def finish(
        self, key: str, kept: str | None, said: Mapping[str, str], agent: str = "", address: str = ""
    ) -> dict[str, Any]:
        """As OpenSession answers, with `target`; or `{signed_in: false, why}`, of which nothing is left behind.

        `why` is expired (not begun here, or long ago), denied (by the person or the provider), unreachable, refused,
        not_genuine, unknown, or closed (disabled or locked).
        """
        provider = self._provider(key)
        way = self._way(key, kept, said.get("state", ""))
        if way is None:
            return {"signed_in": False, "why": "expired"}
        # RFC 9207: the answer of another provider is none.
        other = said.get("iss", provider.settings.issuer) != provider.settings.issuer
        if other or said.get("error") or not said.get("code"):
            log.info("sign-in through %s: %s", key, str(said.get("error"))[:100])
            return {"signed_in": False, "why": "denied"}
        try:
            who = provider.vouch(
                said["code"], self._back(key), way["nonce"], way["verifier"], self._engine.now
            )
        except oidc.NotVouched as wrong:
            log.warning("sign-in through %s: %s", key, wrong)
            return {"signed_in": False, "why": wrong.why}
        opening = OpenExternalSession(
            provider.settings,
            who.subject,
            who.claims,
            second_factor=not provider.settings.mfa.isdisjoint(who.methods),
            id_token=who.id_token,
            agent=agent,
            address=address,
        )
        return {**self._engine.execute(opening, SYSTEM), "target": way["target"]}

    def leave(self, session: str, actor: Actor) -> str | None:
        """End a session; where to go to sign out of the provider too, if one had vouched."""
        ended = self._engine.execute(SignOut(session), actor)
        provider = self._providers.get(ended.get("provider") or "")
        if provider is None:
            return None
        try:
            hint = unseal(self._engine.settings, ended["id_token"]) if ended["id_token"] else None
            return provider.farewell(hint, f"{self._engine.settings.public_url}/signed-out")
        except (oidc.NotVouched, errors.Conflict) as wrong:
            log.warning("signing out of %s: %s", provider.settings.key, wrong)
            return None

    def _provider(self, key: str) -> oidc.Provider:
        found = self._providers.get(key)
        if found is None:
            raise errors.NotFound
        return found

    def _back(self, key: str) -> str:
        return f"{self._engine.settings.public_url}/signin/with/{key}/back"

    def _way(self, key: str, kept: str | None, state: str) -> dict[str, Any] | None:
        """What this browser set out with, a short while ago and to this provider."""
        if not kept:
            return None
        try:
            way: dict[str, Any] = json.loads(unseal(self._engine.settings, kept))
            fresh = self._engine.now - datetime.fromisoformat(way["at"]) < PATIENCE
            same = hmac.compare_digest(way["state"].encode(), state.encode())
        except (errors.Conflict, ValueError, TypeError, KeyError):
            return None
        return way if fresh and same and way["provider"] == key else None
