"""Signing in with an identity provider: who is let in and as whom, and who is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from admin_ui.conftest import app_with, token_of
from integrate.identity_provider import CLIENT, IdentityProvider
from integrate.signing_on import NOBODY_IN, come, configure, events, link, office, provider, settings, url
from office import Office

from tongban.engine import SYSTEM, errors
from tongban.engine.access import DisablePerson, EnablePerson, LinkIdentity, UnlinkIdentity

__all__ = ["office", "provider", "settings", "url"]


def test_a_linked_person_comes_in_and_the_session_is_like_any_other(
    office: Office, provider: IdentityProvider
) -> None:
    link(office)
    answer = come(office, provider, sub="s-1")
    assert answer["signed_in"] and answer["target"] == "/messages"
    actor = office.engine.actor_of_session(answer["session"])
    assert actor is not None and actor.id == "wang.window" and actor.holds("window_clerk")
    (listed,) = office.engine.queries.sessions(actor)["items"]
    assert (listed["agent"], listed["address"]) == ("Firefox", "10.0.0.1")
    (signed_in,) = events(office, "person.signed_in")
    assert (signed_in["username"], signed_in["how"]) == ("wang.window", "city")
    office.clock.advance(timedelta(hours=8, minutes=1))
    assert office.engine.actor_of_session(answer["session"]) is None


def test_signing_out_goes_on_to_the_provider(office: Office, provider: IdentityProvider) -> None:
    link(office)
    answer = come(office, provider, sub="s-1")
    actor = office.actor("wang.window")
    onward = office.engine.single_sign_on.leave(answer["session"], actor)
    assert onward is not None and onward.startswith(f"{provider.issuer}/logout?client_id={CLIENT}&")
    assert "post_logout_redirect_uri=http%3A%2F%2Fpermits.test%2Fsigned-out" in onward
    assert "id_token_hint=ey" in onward
    assert office.engine.actor_of_session(answer["session"]) is None
    assert office.engine.single_sign_on.leave(answer["session"], actor) is None


def test_who_is_not_known_is_refused_and_leaves_nothing_behind(
    office: Office, provider: IdentityProvider
) -> None:
    claims = {"sub": "s-9", "preferred_username": "wang.window", "name": "Wang"}
    assert come(office, provider, **claims) == {**NOBODY_IN, "why": "unknown"} | {"target": "/messages"}
    assert office.engine.queries.account(office.actor("an.security"), "wang.window")["identities"] == []


def test_a_claim_finds_an_account_but_no_administrator(office: Office, provider: IdentityProvider) -> None:
    configure(office, match=("username", "preferred_username"))
    assert come(office, provider, sub="s-1", preferred_username="wang.window")["username"] == "wang.window"
    assert come(office, provider, sub="s-1", preferred_username="shi.register")["username"] == "wang.window"
    assert come(office, provider, sub="s-2", preferred_username="wang.window")["why"] == "unknown"
    for admin in ("admin", "an.security", "ji.audit"):
        assert come(office, provider, sub=admin, preferred_username=admin)["why"] == "unknown"
    (linked,) = events(office, "person.identity_linked")
    assert (linked["username"], linked["subject"]) == ("wang.window", "s-1")


def test_a_telephone_counts_only_when_the_provider_has_checked_it(
    office: Office, provider: IdentityProvider
) -> None:
    configure(office, match=("phone", "phone_number"))
    claims = {"sub": "s-1", "phone_number": "+8613900000001"}
    person = "lin.applicant"
    assert come(office, provider, **claims)["why"] == "unknown"
    provider.userinfo = {"sub": "another", "phone_number": "+8613900000001", "phone_number_verified": True}
    assert come(office, provider, sub="s-1")["why"] == "unknown", "the userinfo of somebody else"
    provider.userinfo["sub"] = "s-1"
    assert come(office, provider, sub="s-1")["username"] == person


def test_where_it_is_set_so_the_unknown_become_applicants_and_nothing_more(
    office: Office, provider: IdentityProvider
) -> None:
    configure(office, create_applicants=True)
    answer = come(office, provider, sub="s-7", name="苏新", email="su@example.org", roles=["sys_admin"])
    actor = office.engine.actor_of_session(answer["session"])
    assert actor is not None and actor.kind == "applicant" and not actor.holdings and not actor.is_staff
    assert actor.name == "苏新" and actor.id.startswith("city-")
    assert come(office, provider, sub="s-7")["username"] == actor.id, "the same account the second time"


def test_a_disabled_or_locked_account_stays_shut(office: Office, provider: IdentityProvider) -> None:
    link(office)
    security = office.actor("an.security")
    session = come(office, provider, sub="s-1")["session"]
    office.engine.execute(DisablePerson("wang.window", "离职"), security)
    assert office.engine.actor_of_session(session) is None
    assert come(office, provider, sub="s-1")["why"] == "closed"
    office.engine.execute(EnablePerson("wang.window", "复职"), security)
    assert come(office, provider, sub="s-1")["signed_in"]
    office.engine.execute(UnlinkIdentity("wang.window", "city", "调岗"), security)
    assert come(office, provider, sub="s-1")["why"] == "unknown"


def test_a_second_factor_is_asked_for_unless_the_provider_has(
    office: Office, provider: IdentityProvider
) -> None:
    object.__setattr__(office.engine.settings, "administrators_need_totp", True)
    office.engine.execute(LinkIdentity("ji.audit", "city", "s-3", "统一身份"), SYSTEM)
    waiting = come(office, provider, sub="s-3", amr=["pwd", "mfa"])
    assert (waiting["signed_in"], waiting["second_factor"]) == (False, "enrol"), "its word is not trusted yet"
    configure(office, mfa=frozenset({"mfa"}))
    assert come(office, provider, sub="s-3", amr=["pwd"])["second_factor"] == "enrol"
    assert come(office, provider, sub="s-3", amr=["pwd", "mfa"])["signed_in"]


def test_linking_is_the_security_administrators_and_not_for_other_administrators(office: Office) -> None:
    for who in ("admin", "ji.audit", "gao.admin"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(LinkIdentity("wang.window", "city", "s-1", "x"), office.actor(who))
    with pytest.raises(errors.NotAllowed):
        link(office, "admin", "s-1")
    with pytest.raises(errors.NotAllowed):
        link(office, "an.security", "s-1")
    link(office, "wang.window", "s-1")
    with pytest.raises(errors.Conflict):
        link(office, "shi.register", "s-1")
    link(office, "wang.window", "s-2")
    (identity,) = office.engine.queries.account(office.actor("an.security"), "wang.window")["identities"]
    assert identity["subject"] == "s-2", "one of a provider for each account"
    with pytest.raises(errors.Invalid):
        office.engine.execute(LinkIdentity("wang.window", "none", "s-1", "x"), office.actor("an.security"))


def test_the_pages_lead_there_and_back(office: Office, provider: IdentityProvider) -> None:
    link(office)
    client = app_with(office.engine).test_client()
    shown = client.get("/signin?next=/messages&lang=en").text
    assert "Sign in with City account" in shown
    there = client.get("/signin/with/city?next=/messages")
    cookie = there.headers["Set-Cookie"]
    assert there.status_code == 303 and "HttpOnly" in cookie and "Path=/signin/with" in cookie
    came = client.get("/signin/with/city/back", query_string=provider.sign_in(there.location, sub="s-1"))
    assert (came.status_code, came.location) == (303, "/messages")
    page = client.get("/messages")
    assert page.status_code == 200
    assert client.get_cookie("tongban_way", path="/signin/with") is None
    left = client.post("/signout", data={"csrf": token_of(page.text)})
    assert left.status_code == 200 and left.headers["Refresh"].startswith(f"0; url={provider.issuer}/logout?")
    assert client.get("/messages").status_code == 303, "out here whatever becomes of it there"
    assert client.get("/signed-out").status_code == 200
    there = client.get("/signin/with/city?next=https://evil.example")
    unknown = client.get("/signin/with/city/back", query_string=provider.sign_in(there.location, sub="s-9"))
    assert unknown.status_code == 403 and "No account belongs to this identity" in unknown.text
    assert client.get("/signin/with/nowhere").status_code == 404
