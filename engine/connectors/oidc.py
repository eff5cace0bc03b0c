"""What an identity provider says, by OpenID Connect Core 1.0: its metadata, its keys, and who has signed in there."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from tongban.engine.connectors.http import Answer, CallFailed, Request, send
from tongban.engine.domain.web_address import Reach, url_problem
from tongban.engine.identity_settings import IdentityProvider

SECONDS = 5.0
LARGEST = 200_000
#: For how many seconds a provider that did not answer is not asked again: whoever waits for it takes a place of others.
AWAY = 10.0
#: How long metadata and keys are believed, and how soon keys are fetched again for one that is not among them.
KEPT, AGAIN = 3600.0, 30.0
#: How far the provider's clock may be from ours, in seconds.
LEEWAY = 60
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class NotVouched(Exception):
    """`why` is unreachable, refused (it gave nothing for the code) or not_genuine (what it gave does not hold)."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message[:500])
        self.why = why


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who has signed in there: `claims` as checked, `id_token` as it came."""

    subject: str
    claims: Mapping[str, Any]
    id_token: str

    @property
    def methods(self) -> frozenset[str]:
        """How they have shown who they are: the values of `amr`."""
        return frozenset(str(one) for one in self.claims.get("amr") or ())


class Provider:
    """One provider; what it publishes is kept for an hour."""

    def __init__(self, settings: IdentityProvider, reach: Reach) -> None:
        self.settings = settings
        self._reach = reach
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._away_since: float | None = None

    def look(self) -> None:
        """NotVouched unless it publishes where to sign in, where codes are taken, and keys."""
        for name in ("authorization_endpoint", "token_endpoint"):
            self._endpoint(name)
        self._key_set(KEPT)

    def address(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in, with PKCE (RFC 7636, S256)."""
        url, _ = self._client(back).create_authorization_url(
            self._endpoint("authorization_endpoint"), state=state, code_verifier=verifier, nonce=nonce
        )
        return str(url)

    def vouch(self, code: str, back: str, nonce: str, verifier: str, now: datetime) -> Vouched:
        """Give the code for an ID token and check that; NotVouched says what is wrong."""
        client = self._client(back)
        try:
            token = client.fetch_token(
                self._endpoint("token_endpoint"),
                headers=dict(FORM),
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
            )
        except OAuth2Error as refused:
            raise NotVouched("refused", f"{refused.error}: {refused.description}") from None
        except CallFailed as failed:
            raise NotVouched("unreachable", str(failed)) from failed
        except (ValueError, TypeError) as broken:
            raise NotVouched("refused", str(broken)) from broken
        raw, access_token = token.get("id_token"), token.get("access_token")
        if not isinstance(raw, str):
            raise NotVouched("not_genuine", "There is no ID token in the answer.")
        claims = self._checked(raw, nonce, access_token, now)
        return Vouched(claims["sub"], self._with_more(claims, access_token), raw)

    def farewell(self, id_token: str | None, back: str) -> str | None:
        """Where the browser goes to sign out there (RP-Initiated Logout 1.0), None where that is not offered."""
        url = self._published().get("end_session_endpoint")
        if not isinstance(url, str) or url_problem(url, self._reach):
            return None
        asked = {"client_id": self.settings.client_id, "post_logout_redirect_uri": back}
        if id_token:
            asked["id_token_hint"] = id_token
        return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}"

    def _checked(self, raw: str, nonce: str, access_token: Any, now: datetime) -> dict[str, Any]:
        """The claims of an ID token whose signature, issuer, audience, times and nonce hold (Core §3.1.3.7)."""
        try:
            token = self._opened(raw)
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": self.settings.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                },
                {"nonce": nonce, "client_id": self.settings.client_id, "access_token": access_token},
            )
            claims.validate(int(now.timestamp()), LEEWAY)
        except (JoseError, ValueError, TypeError) as broken:
            raise NotVouched("not_genuine", f"{type(broken).__name__}: {broken}") from broken
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise NotVouched("not_genuine", "The ID token names nobody.")
        return dict(claims)

    def _opened(self, raw: str) -> jwt.Token:
        try:
            return jwt.decode(raw, self._key_set(KEPT), algorithms=list(self.settings.algorithms))
        except (InvalidKeyIdError, BadSignatureError):
            # The provider may have changed its keys meanwhile.
            return jwt.decode(raw, self._key_set(AGAIN), algorithms=list(self.settings.algorithms))

    def _with_more(self, claims: dict[str, Any], access_token: Any) -> dict[str, Any]:
        """With what only its userinfo says, where the claim to look for is not in the ID token."""
        wanted, url = self.settings.match, self._published().get("userinfo_endpoint")
        if wanted is None or wanted[1] in claims or not isinstance(url, str) or not access_token:
            return claims
        found = self._fetched(url, {"Authorization": f"Bearer {access_token}"})
        # Core §5.3.2: of somebody else it must not be used.
        return {**found, **claims} if found.get("sub") == claims["sub"] else claims

    def _client(self, back: str) -> OAuth2Client:
        mine = self.settings
        return OAuth2Client(
            _Guarded(self._reach),
            mine.client_id,
            mine.client_secret,
            token_endpoint_auth_method=mine.token_auth,
            scope=" ".join(mine.scopes),
            redirect_uri=back,
            code_challenge_method="S256",
        )

    def _endpoint(self, name: str) -> str:
        url = self._published().get(name)
        problem = url_problem(url, self._reach) if isinstance(url, str) else "It is missing."
        if problem or not isinstance(url, str):
            raise NotVouched("unreachable", f"{name} of {self.settings.issuer}: {problem}")
        return url

    def _published(self) -> dict[str, Any]:
        """Its metadata (Discovery 1.0), which must be those of the issuer that was set."""
        kept = self._metadata
        if kept is None or time.monotonic() - kept[0] > KEPT:
            if self._away_since is not None and time.monotonic() - self._away_since < AWAY:
                raise NotVouched("unreachable", f"{self.settings.issuer} did not answer a moment ago.")
            try:
                kept = self._metadata = (time.monotonic(), self._discovered())
            except NotVouched:
                self._away_since = time.monotonic()
                raise
            self._away_since = None
        return kept[1]

    def _discovered(self) -> dict[str, Any]:
        issuer = self.settings.issuer
        found = self._fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise NotVouched("unreachable", f"{issuer} says that it is {str(found.get('issuer'))[:200]}.")
        return found

    def _key_set(self, oldest: float) -> KeySet:
        kept = self._keys
        if kept is None or time.monotonic() - kept[0] > oldest:
            found: Any = self._fetched(self._endpoint("jwks_uri"))
            try:
                kept = self._keys = (time.monotonic(), KeySet.import_key_set(found))
            except (JoseError, KeyError, TypeError, ValueError) as broken:
                raise NotVouched(
                    "unreachable", f"{self.settings.issuer} publishes no keys: {broken}"
                ) from broken
        return kept[1]

    def _fetched(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        try:
            request = Request(
                "GET", url, {"Accept": "application/json", **(headers or {})}, None, SECONDS, LARGEST
            )
            found = _Said(send(request, self._reach)).json()
        except CallFailed as failed:
            raise NotVouched("unreachable", str(failed)) from failed
        except ValueError as broken:
            raise NotVouched("unreachable", f"{url} does not answer with JSON.") from broken
        if not isinstance(found, dict):
            raise NotVouched("unreachable", f"{url} does not answer with an object.")
        return found


class _Said:
    """An answer as Authlib reads one."""

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self._body = answer.body

    def json(self) -> Any:
        return json.loads(self._body)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise CallFailed(f"It answered {self.status_code}.")


class _Guarded:
    """How Authlib sends: only where calls may go, and not for long."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> _Said:
        # `prepare` writes into the headers that it is given.
        url, own, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return _Said(send(Request("POST", url, own, body.encode(), SECONDS, LARGEST), self._reach))
