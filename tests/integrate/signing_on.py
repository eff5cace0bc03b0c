"""An office with an identity provider beside it, for the tests of signing in through one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from integrate.identity_provider import CLIENT, SECRET, IdentityProvider, providing
from office import Office, open_office

from tongban.engine import SYSTEM
from tongban.engine.access import LinkIdentity
from tongban.engine.settings import Settings
from tongban.engine.single_sign_on import SingleSignOn

NOBODY_IN = {"signed_in": False}


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with providing() as found:
        yield found


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """An SQLite file unless the test asks for both kinds of database."""
    found: str = request.getfixturevalue(getattr(request, "param", "sqlite_url"))
    return found


@pytest.fixture
def settings(provider: IdentityProvider, url: str, tmp_path: Path) -> Settings:
    return Settings.from_environment(
        {
            "TONGBAN_DATABASE_URL": url,
            "TONGBAN_DATA_DIR": str(tmp_path),
            "TONGBAN_PUBLIC_URL": "http://permits.test",
            "TONGBAN_OUTBOUND_NETWORKS": "127.0.0.0/8",
            "TONGBAN_OUTBOUND_HTTP": "1",
            "TONGBAN_OIDC": "city",
            "TONGBAN_OIDC_CITY_ISSUER": provider.issuer,
            "TONGBAN_OIDC_CITY_CLIENT_ID": CLIENT,
            "TONGBAN_OIDC_CITY_CLIENT_SECRET": SECRET,
            "TONGBAN_OIDC_CITY_LABEL": "统一身份认证",
            "TONGBAN_OIDC_CITY_LABEL_EN": "City account",
        }
    )


@pytest.fixture
def office(settings: Settings, provider: IdentityProvider) -> Iterator[Office]:
    found = open_office(settings)
    provider.now = lambda: found.clock.now
    yield found
    found.engine.sql_engine.dispose()


def configure(office: Office, **changes: Any) -> None:
    """The office with another set-up of its provider."""
    (one,) = office.engine.settings.identity_providers
    object.__setattr__(office.engine.settings, "identity_providers", (replace(one, **changes),))
    office.engine.single_sign_on = SingleSignOn(office.engine)


def come(office: Office, provider: IdentityProvider, **claims: Any) -> dict[str, Any]:
    """All the way there and back."""
    way = office.engine.single_sign_on.begin("city", "/messages")
    assert way is not None
    said = provider.sign_in(way.url, **claims)
    return office.engine.single_sign_on.finish("city", way.kept, said, "Firefox", "10.0.0.1")


def link(office: Office, who: str = "wang.window", subject: str = "s-1") -> None:
    office.engine.execute(LinkIdentity(who, "city", subject, "人事登记"), office.actor("an.security"))


def events(office: Office, type_: str) -> list[dict[str, Any]]:
    return [one["data"] for one in office.engine.queries.events(SYSTEM, types=[type_])["items"]]
