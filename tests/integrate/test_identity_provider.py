"""An identity provider's word: every way in which it may not hold, and in which the set-up may be wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from integrate.identity_provider import CLIENT, IdentityProvider
from integrate.signing_on import NOBODY_IN, come, configure, events, link, office, provider, settings, url
from joserfc.jwk import ECKey
from office import Office

from tongban.engine import doctor, errors
from tongban.engine.settings import Settings

__all__ = ["office", "provider", "settings", "url"]


def test_nobody_comes_in_by_a_word_that_does_not_hold(office: Office, provider: IdentityProvider) -> None:
    link(office)
    now = int(office.clock.now.timestamp())
    lies: list[dict[str, Any]] = [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": now - 61},
        {"exp": None},
        {"iat": now + 3600},
        {"nbf": now + 3600},
        {"sub": ""},
        {"sub": None},
        {"sub": "x" * 256},
        {"at_hash": "wrong"},
    ]
    for lie in lies:
        provider.lies = lie
        answer = come(office, provider, sub="s-1")
        assert answer == {**NOBODY_IN, "why": "not_genuine"}, lie
    provider.lies = {}
    for header in ({"alg": "none"}, {"alg": "ES256", "kid": "other"}):
        provider.header = header
        assert come(office, provider, sub="s-1") == {**NOBODY_IN, "why": "not_genuine"}, header
    provider.header = {"alg": "ES256", "kid": "1"}
    provider.key = ECKey.generate_key("P-256", {"kid": "1"})
    assert come(office, provider, sub="s-1") == {**NOBODY_IN, "why": "not_genuine"}, "another's signature"
    assert not events(office, "person.signed_in")


def test_the_way_back_holds_once_and_in_the_browser_that_went(
    office: Office, provider: IdentityProvider
) -> None:
    link(office)
    sso = office.engine.single_sign_on
    way = sso.begin("city")
    other = sso.begin("city")
    assert way is not None and other is not None
    said = provider.sign_in(way.url, sub="s-1")
    expired = {**NOBODY_IN, "why": "expired"}
    assert sso.finish("city", None, said) == expired
    assert sso.finish("city", "forged", said) == expired
    assert sso.finish("city", other.kept, said) == expired, "another browser's state"
    assert sso.finish("city", way.kept, {**said, "state": "guess"}) == expired
    assert sso.finish("city", way.kept, {**said, "iss": "https://other.example"})["why"] == "denied"
    assert sso.finish("city", way.kept, {"state": said["state"], "error": "access_denied"})["why"] == "denied"
    stolen = {**said, "state": provider.sign_in(other.url, sub="s-1")["state"]}
    assert sso.finish("city", other.kept, stolen)["why"] == "refused", "PKCE: the code belongs to another way"
    said = provider.sign_in(way.url, sub="s-1")
    assert sso.finish("city", way.kept, said)["signed_in"]
    assert sso.finish("city", way.kept, said)["why"] == "refused", "a code is spent once"
    late = provider.sign_in(way.url, sub="s-1")
    office.clock.advance(timedelta(minutes=10))
    assert sso.finish("city", way.kept, late) == expired
    with pytest.raises(errors.NotFound):
        sso.begin("nowhere")


def test_a_provider_that_is_not_the_one_that_was_set_or_points_inside_is_not_believed(
    office: Office, provider: IdentityProvider
) -> None:
    for wrong in (
        {"issuer": "https://other.example"},
        {"authorization_endpoint": "http://10.0.0.1/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ):
        provider.metadata = wrong
        configure(office)
        assert office.engine.single_sign_on.begin("city") is None, wrong
    provider.metadata = {"token_endpoint": "http://169.254.169.254/token"}
    configure(office)
    link(office)
    assert come(office, provider, sub="s-1")["why"] == "unreachable"
    provider.metadata, provider.published = {}, []
    configure(office)
    assert come(office, provider, sub="s-1")["why"] == "unreachable", "no keys"
    provider.published = [provider.key]
    object.__setattr__(office.engine.settings, "outbound_networks", ())
    configure(office)
    assert office.engine.single_sign_on.begin("city") is None, "this machine is not where calls may go"


def test_its_keys_are_fetched_again_when_it_has_changed_them(
    office: Office, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    link(office)
    assert come(office, provider, sub="s-1")["signed_in"]
    provider.key = ECKey.generate_key("P-256", {"kid": "2"})
    provider.published.append(provider.key)
    provider.header = {"alg": "ES256", "kid": "2"}
    asked = provider.asked.count("/keys")
    assert come(office, provider, sub="s-1")["why"] == "not_genuine", "not more than twice a minute"
    assert provider.asked.count("/keys") == asked
    monkeypatch.setattr("tongban.engine.connectors.oidc.AGAIN", -1.0)
    assert come(office, provider, sub="s-1")["signed_in"]


def test_a_wrong_set_up_is_named(provider: IdentityProvider) -> None:
    good = {
        "TONGBAN_OIDC": "city",
        "TONGBAN_OIDC_CITY_ISSUER": provider.issuer,
        "TONGBAN_OIDC_CITY_CLIENT_ID": CLIENT,
    }
    assert Settings.from_environment(good).identity_providers[0].token_auth == "none"
    for name, value in (
        ("TONGBAN_OIDC", "city,city"),
        ("TONGBAN_OIDC", "City Hall"),
        ("TONGBAN_OIDC_CITY_ISSUER", "ftp://x"),
        ("TONGBAN_OIDC_CITY_CLIENT_ID", ""),
        ("TONGBAN_OIDC_CITY_MATCH", "name"),
        ("TONGBAN_OIDC_CITY_CREATE", "admin"),
        ("TONGBAN_OIDC_CITY_ALGORITHMS", "none"),
        ("TONGBAN_OIDC_CITY_ALGORITHMS", "HS256"),
        ("TONGBAN_OIDC_CITY_TOKEN_AUTH", "client_secret_post"),
    ):
        with pytest.raises(ValueError, match=name):
            Settings.from_environment({**good, name: value})


def test_the_doctor_says_who_cannot_be_reached(office: Office, provider: IdentityProvider) -> None:
    def told() -> list[tuple[str, str]]:
        found = doctor.examine(
            office.engine.settings, office.engine.sql_engine, office.clock.now, migrated=False
        )
        return [(one.level, one.what) for one in found if "identity provider" in one.what]

    assert told() == [("ok", "the identity provider city answers")]
    provider.metadata = {"jwks_uri": "http://169.254.169.254/keys"}
    ((level, what),) = told()
    assert level == "error" and "jwks_uri" in what
