"""A small OpenID provider on this machine: it knows one client, and lies where a test tells it to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey
from listening import Quiet, listening

CLIENT, SECRET = "tongban", "a secret of the client"


@dataclass
class Asked:
    """What a browser came with to sign in, and who signed in."""

    nonce: str
    challenge: str
    back: str
    claims: dict[str, Any]


@dataclass
class IdentityProvider:
    """`lies` replace claims of the ID token, None takes one away; `key` signs, `published` says with what."""

    issuer: str
    now: Any = None
    lies: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "ES256", "kid": "1"})
    userinfo: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "1"}))
    codes: dict[str, Asked] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.published = [self.key]

    def sign_in(self, url: str, **claims: Any) -> dict[str, str]:
        """Somebody signs in at the address that the browser was sent to; what the browser brings back."""
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert url.startswith(f"{self.issuer}/authorize?")
        assert (query["response_type"], query["client_id"]) == ("code", CLIENT)
        assert query["code_challenge_method"] == "S256" and "openid" in query["scope"].split()
        code = secrets.token_urlsafe(20)
        self.codes[code] = Asked(query["nonce"], query["code_challenge"], query["redirect_uri"], claims)
        return {"code": code, "state": query["state"], "iss": self.issuer}

    def answer(self, path: str, headers: Mapping[str, str], body: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "end_session_endpoint": f"{self.issuer}/logout",
                **self.metadata,
            }
        if path == "/keys":
            return 200, {"keys": [one.as_dict(private=False) for one in self.published]}
        if path == "/userinfo":
            return 200, self.userinfo
        return self._token(headers, {name: one[0] for name, one in parse_qs(body).items()})

    def _token(self, headers: Mapping[str, str], form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if headers.get("authorization") != f"Basic {expected}":
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or challenge != asked.challenge or form.get("redirect_uri") != asked.back:
            return 400, {"error": "invalid_grant"}
        now = int(self.now().timestamp()) if self.now else int(datetime.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.nonce}
        said = {name: one for name, one in {**claims, **asked.claims, **self.lies}.items() if one is not None}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": self.signed(said)}

    def signed(self, claims: dict[str, Any]) -> str:
        if self.header["alg"] == "none":
            parts = (json.dumps(one).encode() for one in (self.header, claims))
            return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts) + "."
        return jwt.encode(self.header, claims, self.key)


@contextmanager
def providing() -> Iterator[IdentityProvider]:
    class Handler(Quiet):
        def do_GET(self) -> None:
            body = self.body().decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, said = found.answer(urlsplit(self.path).path, headers, body)
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

    with listening(Handler) as address:
        found = IdentityProvider(address)
        yield found
