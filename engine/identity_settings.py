"""The identity providers (OpenID Connect) that people may sign in with, read from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

KEY = re.compile(r"[a-z][a-z0-9]{0,29}")
#: What an account may be found by at a first sign-in, and the claim that is compared unless another is named.
MATCHES = {"username": "preferred_username", "email": "email", "phone": "phone_number"}
#: Signatures that only the provider can make; those with a shared secret are not among them.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
TOKEN_AUTHS = ("client_secret_basic", "client_secret_post", "none")


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """`match` is the field of an account and the claim that must be equal, None where administrators link each.

    `create_applicants` opens an applicant's account for who is not known; `mfa` are the `amr` values (RFC 8176) that
    make up for our own second factor.
    """

    key: str
    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    label: str = ""
    label_en: str = ""
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    match: tuple[str, str] | None = None
    create_applicants: bool = False
    mfa: frozenset[str] = frozenset()
    algorithms: tuple[str, ...] = ("RS256", "ES256", "PS256")
    token_auth: str = "client_secret_basic"


def read_providers(source: Mapping[str, str]) -> tuple[IdentityProvider, ...]:
    """Those named in TONGBAN_OIDC, each with TONGBAN_OIDC_<NAME>_…; ValueError names the variable that is wrong."""
    keys = _words(source.get("TONGBAN_OIDC"))
    if len(set(keys)) < len(keys) or not all(KEY.fullmatch(key) for key in keys):
        raise ValueError("TONGBAN_OIDC must be different names of small letters and digits, such as keycloak")
    return tuple(_provider(source, key) for key in keys)


def _provider(source: Mapping[str, str], key: str) -> IdentityProvider:
    prefix = f"TONGBAN_OIDC_{key.upper()}_"

    def value(name: str, default: str = "") -> str:
        return (source.get(prefix + name) or default).strip()

    for name in ("ISSUER", "CLIENT_ID"):
        if not value(name):
            raise ValueError(f"{prefix}{name} must be set, since TONGBAN_OIDC names {key}")
    if not value("ISSUER").startswith(("https://", "http://")):
        raise ValueError(f"{prefix}ISSUER must begin with https://, not {value('ISSUER')[:40]!r}")
    secret = value("CLIENT_SECRET") or None
    label = value("LABEL", key)
    scopes = _words(value("SCOPES", "openid profile email").replace(" ", ","))
    return IdentityProvider(
        key=key,
        issuer=value("ISSUER"),
        client_id=value("CLIENT_ID"),
        client_secret=secret,
        label=label,
        label_en=value("LABEL_EN", label),
        scopes=scopes if "openid" in scopes else ("openid", *scopes),
        match=_match(prefix, value("MATCH", "none")),
        create_applicants=_one_of(prefix, "CREATE", value("CREATE", "none"), ("none", "applicant")) != "none",
        mfa=frozenset(_words(value("MFA"))),
        algorithms=_algorithms(prefix, _words(value("ALGORITHMS", "RS256,ES256,PS256"))),
        token_auth=_one_of(
            prefix,
            "TOKEN_AUTH",
            value("TOKEN_AUTH", "client_secret_basic" if secret else "none"),
            TOKEN_AUTHS if secret else ("none",),
        ),
    )


def _match(prefix: str, text: str) -> tuple[str, str] | None:
    of_account, _, claim = text.partition(":")
    if of_account == "none" and not claim:
        return None
    if of_account not in MATCHES:
        raise ValueError(f"{prefix}MATCH must be none, username, email or phone, not {text[:40]!r}")
    return of_account, claim or MATCHES[of_account]


def _algorithms(prefix: str, words: tuple[str, ...]) -> tuple[str, ...]:
    if not words or not set(words) <= set(ALGORITHMS):
        raise ValueError(f"{prefix}ALGORITHMS must be some of {', '.join(ALGORITHMS)}")
    return words


def _one_of(prefix: str, name: str, word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise ValueError(f"{prefix}{name} must be one of {', '.join(known)}, not {word[:40]!r}")
    return word


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())
