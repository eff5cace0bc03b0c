"""Getting in: sessions, the authenticator, three administrators, and accounts that are dead at once."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, PEOPLE, Office

from tongban.engine import SYSTEM, Actor, CreateClient, CreateToken, LoadPeople, SignOut, errors
from tongban.engine.access import (
    AppointPerson,
    BeginSecondFactor,
    ConfirmSecondFactor,
    DisablePerson,
    EnablePerson,
    EndOtherSessions,
    EndSession,
    FinishEnrolment,
    ProveSecondFactor,
    RemoveSecondFactor,
    ResetSecondFactor,
)
from tongban.engine.domain import totp
from tongban.engine.domain.authorize import allowed
from tongban.engine.door import SignIn
from tongban.engine.passwords import hash_password

PASSWORD = "a good long password"


@pytest.fixture
def office(office: Office) -> Office:
    hashed = hash_password(PASSWORD)
    office.engine.execute(LoadPeople(PEOPLE, lambda _: hashed), SYSTEM)
    return office


def sign_in(office: Office, who: str, **more: Any) -> dict[str, Any]:
    return office.engine.execute(SignIn(who, PASSWORD, **more), SYSTEM)


def code(office: Office, secret: str, *, later: int = 0) -> str:
    """What the authenticator shows."""
    padded = secret + "=" * (-len(secret) % 8)
    return totp.code_at(base64.b32decode(padded), totp.step_of(office.clock.now) + later)


def enrolled(office: Office, who: str) -> tuple[str, list[str]]:
    actor = office.actor(who)
    secret = office.engine.execute(BeginSecondFactor(), actor)["secret"]
    made = office.engine.execute(ConfirmSecondFactor(code(office, secret)), actor)
    office.clock.advance(timedelta(seconds=90))
    return secret, made["recovery_codes"]


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238 appendix B, the last six digits of the SHA-1 column."""
    secret = b"12345678901234567890"
    known = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: totp.code_at(secret, at // 30) for at in known} == known


def test_sessions_are_listed_ended_and_run_out(office: Office) -> None:
    one = sign_in(office, "wang.window", agent="Firefox", address="10.0.0.1")["session"]
    two = sign_in(office, "wang.window", agent="Edge")["session"]
    other = sign_in(office, "shi.register")["session"]
    actor = office.actor("wang.window")
    listed = office.engine.queries.sessions(actor, one)["items"]
    assert {(row["agent"], row["current"]) for row in listed} == {("Firefox", True), ("Edge", False)}
    theirs = office.engine.queries.sessions(office.actor("shi.register"))["items"][0]["id"]
    with pytest.raises(errors.NotFound):
        office.engine.execute(EndSession(theirs), actor)
    with pytest.raises(errors.NotFound):
        office.engine.execute(EndSession(theirs), office.actor("admin"))
    assert office.engine.execute(EndOtherSessions(one), actor) == {"ended": 1}
    assert office.engine.actor_of_session(two) is None and office.engine.actor_of_session(one)
    office.engine.execute(EndSession(theirs), office.actor("an.security"))
    assert office.engine.actor_of_session(other) is None


def test_a_session_that_is_used_lives_on_but_not_for_ever(office: Office) -> None:
    used, idle = (sign_in(office, "wang.window")["session"] for _ in range(2))
    for _ in range(23):
        assert office.engine.actor_of_session(used) is not None
        office.clock.advance(timedelta(hours=1))
    assert office.engine.actor_of_session(idle) is None
    assert office.engine.actor_of_session(used) is not None
    office.clock.advance(timedelta(hours=1))
    assert office.engine.actor_of_session(used) is None


def test_nobody_is_in_before_the_code(office: Office) -> None:
    secret, spare = enrolled(office, "wang.window")
    waiting = sign_in(office, "wang.window")
    assert (waiting["signed_in"], waiting["second_factor"]) == (False, "code")
    assert office.engine.actor_of_session(waiting["session"]) is None
    wrong = office.engine.execute(ProveSecondFactor(waiting["session"], "000000"), SYSTEM)
    assert wrong == {"signed_in": False}
    now = code(office, secret)
    done = office.engine.execute(ProveSecondFactor(waiting["session"], now), SYSTEM)
    assert done["signed_in"] and done["session"] != waiting["session"]
    assert office.engine.actor_of_session(done["session"]) is not None
    assert office.engine.actor_of_session(waiting["session"]) is None
    again = sign_in(office, "wang.window")["session"]
    assert not office.engine.execute(ProveSecondFactor(again, now), SYSTEM)["signed_in"], "a code works once"
    assert office.engine.execute(ProveSecondFactor(again, spare[0].upper()), SYSTEM)["signed_in"]
    third = sign_in(office, "wang.window")["session"]
    assert not office.engine.execute(ProveSecondFactor(third, spare[0]), SYSTEM)["signed_in"]
    office.clock.advance(timedelta(minutes=10))
    with pytest.raises(errors.NotSignedIn):
        office.engine.execute(ProveSecondFactor(third, code(office, secret)), SYSTEM)


def test_guessing_codes_locks_the_account(office: Office) -> None:
    secret, _ = enrolled(office, "wang.window")
    waiting = sign_in(office, "wang.window")["session"]
    for _ in range(10):
        office.engine.execute(ProveSecondFactor(waiting, "000000"), SYSTEM)
    assert not office.engine.execute(ProveSecondFactor(waiting, code(office, secret)), SYSTEM)["signed_in"]
    assert "session" not in sign_in(office, "wang.window")
    office.engine.execute(EnablePerson("wang.window", "本人核实"), office.actor("an.security"))
    assert "session" in sign_in(office, "wang.window")


def test_it_is_taken_away_by_a_code_or_by_security(office: Office) -> None:
    secret, _ = enrolled(office, "wang.window")
    actor = office.actor("wang.window")
    with pytest.raises(errors.Conflict):
        office.engine.execute(BeginSecondFactor(), actor)
    with pytest.raises(errors.Invalid):
        office.engine.execute(RemoveSecondFactor("123"), actor)
    office.engine.execute(RemoveSecondFactor(code(office, secret)), actor)
    assert sign_in(office, "wang.window")["signed_in"]
    enrolled(office, "wang.window")
    office.engine.execute(ResetSecondFactor("wang.window", "手机遗失"), office.actor("an.security"))
    assert not office.engine.queries.second_factor(actor)["set_up"]


def test_administrators_must_have_one_where_it_is_asked_for(office: Office) -> None:
    object.__setattr__(office.engine.settings, "administrators_need_totp", True)
    assert sign_in(office, "wang.window")["signed_in"]
    waiting = sign_in(office, "ji.audit")
    assert (waiting["signed_in"], waiting["second_factor"]) == (False, "enrol")
    with pytest.raises(errors.NotSignedIn):
        office.engine.execute(FinishEnrolment(waiting["session"]), SYSTEM)
    actor = office.engine.waiting_actor(waiting["session"])
    assert actor is not None
    secret = office.engine.execute(BeginSecondFactor(), actor)["secret"]
    office.engine.execute(ConfirmSecondFactor(code(office, secret)), actor)
    assert office.engine.execute(FinishEnrolment(waiting["session"]), SYSTEM)["signed_in"]
    assert sign_in(office, "ji.audit")["second_factor"] == "code"


def test_a_disabled_account_is_dead_at_once(office: Office) -> None:
    session = sign_in(office, "wang.window")["session"]
    token = office.engine.execute(CreateToken("wang.window"), SYSTEM)["token"]
    security = office.actor("an.security")
    office.engine.execute(DisablePerson("wang.window", "离职"), security)
    assert office.engine.actor_of_session(session) is None
    assert office.engine.actor_of_token(token) is None
    assert not sign_in(office, "wang.window")["signed_in"]
    office.engine.execute(EnablePerson("wang.window", "复职"), security)
    assert office.engine.actor_of_session(session) is None, "what was ended stays ended"
    assert sign_in(office, "wang.window")["signed_in"]


def test_a_session_that_was_ended_or_demoted_is_dead_at_once(office: Office) -> None:
    session, left = (sign_in(office, "wang.window")["session"] for _ in range(2))
    assert session != left, "nobody signs in to a session that was there before"
    before = office.engine.actor_of_session(session)
    assert before is not None and before.posts
    office.engine.execute(SignOut(left), before)
    assert office.engine.actor_of_session(left) is None
    office.engine.execute(AppointPerson("wang.window", (), "调离窗口"), office.actor("an.security"))
    after = office.engine.actor_of_session(session)
    assert after is None or (after.posts, after.roles & before.roles) == (frozenset(), frozenset())


def test_three_administrators_none_of_whom_is_another(office: Office) -> None:
    system, security, audit = (office.actor(one) for one in ("admin", "an.security", "ji.audit"))
    verbs = {"account.manage": [False, True, False], "event.read": [False, False, True]}
    verbs["audit.read"] = verbs["event.read"]
    for verb, expected in {**verbs, "instance.terminate": [True, False, False]}.items():
        assert [allowed(one, verb) for one in (system, security, audit)] == expected, verb
    for one in (system, audit, office.actor("gao.admin")):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(AppointPerson("wang.window", ("zwzx-system",), "x"), one)
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(AppointPerson("an.security", ("zwzx-system",), "x"), security)
    with pytest.raises(errors.Invalid, match="does not hold"):
        office.engine.execute(AppointPerson("wang.window", ("zwzx-system", "zwzx-audit"), "x"), security)
    with pytest.raises(errors.Invalid):
        office.engine.execute(AppointPerson("lin.applicant", ("zwzx-window",), "x"), security)
    with pytest.raises(errors.Invalid):
        office.engine.execute(AppointPerson("wang.window", ("none",), "x"), security)
    office.engine.execute(AppointPerson("wang.window", ("zwzx-audit",), "轮岗"), security)
    assert office.actor("wang.window").roles == {"audit_admin"}
    (event,) = office.engine.queries.events(audit, types=["person.appointed"])["items"]
    assert event["data"]["before"] == ["zwzx-window"] and event["data"]["reason"] == "轮岗"


def test_no_administrator_gets_at_a_key_of_another(office: Office) -> None:
    system = office.actor("admin")
    for other in ("an.security", "ji.audit"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(CreateToken(other, "x"), system)
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(CreateClient("x", ("admin",), username=other), system)
        assert office.engine.execute(CreateToken(other, "own"), office.actor(other))["token"]
    assert office.engine.execute(CreateToken("bao.system", "x"), system)["token"]


def test_the_audit_of_a_case_is_read_by_audit_and_not_by_system(office: Office) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    number = office.register(item)["case_no"]
    assert office.engine.queries.audit(office.actor("ji.audit"), number)["valid"]
    with pytest.raises(errors.NotAllowed):
        office.engine.queries.audit(office.actor("admin"), number)
    assert isinstance(office.actor("bao.system"), Actor) and office.actor("bao.system").is_admin


def test_the_feed_is_the_auditors_and_of_programs_in_their_own_name(office: Office) -> None:
    def client(*scopes: str, **more: Any) -> Actor:
        made = office.engine.execute(CreateClient("x", scopes, **more), office.actor("admin"))
        found = office.engine.actor_of_token(made["token"])
        assert found is not None
        return found

    for reader in (office.actor("ji.audit"), office.actor("he.supervisor"), client("read")):
        assert "items" in office.engine.queries.events(reader)
        assert "items" in office.engine.queries.exchange_events(reader)
    for nobody in (office.actor("admin"), office.actor("an.security"), client("admin", username="admin")):
        for ask in (office.engine.queries.events, office.engine.queries.exchange_events):
            with pytest.raises(errors.NotAllowed):
                ask(nobody)
