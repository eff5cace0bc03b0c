"""Numbers are hidden from whoever need not know them, wherever they stand, and shown with a reason that is kept."""

from __future__ import annotations

import pytest
from office import CONTENT, Office

from tongban.engine import SYSTEM, errors
from tongban.engine.access import RevealIdentity

ID_NO, PHONE = "429900199001010013", "13900000001"


@pytest.fixture
def case_no(office: Office) -> str:
    item = office.publish(CONTENT / "sole-trader-registration")
    return str(office.register(item, by="lin.applicant", channel="online")["case_no"])


@pytest.mark.parametrize(("who", "clear"), [
    ("lin.applicant", True), ("shi.register", True), ("deng.market", False), ("he.supervisor", False), ("admin", False),
])  # fmt: skip
def test_who_sees_the_numbers(office: Office, case_no: str, who: str, clear: bool) -> None:
    actor = office.actor(who)
    shown = office.engine.queries.case(actor, case_no)
    assert shown["masked"] is not clear
    assert (ID_NO in str(shown), PHONE in str(shown)) == (clear, clear)
    assert (shown["form"]["operator_id"] == ID_NO) is clear
    if who not in ("lin.applicant", "deng.market"):
        variables = office.engine.queries.instance(actor, shown["instance_id"])["variables"]
        assert ID_NO not in str(variables) and PHONE not in str(variables)


def test_a_reveal_is_reasoned_and_recorded(office: Office, case_no: str) -> None:
    supervisor = office.actor("he.supervisor")
    for reason in ("", "  x "):
        with pytest.raises(errors.Invalid):
            office.engine.execute(RevealIdentity(case_no, reason), supervisor)
    shown = office.engine.execute(RevealIdentity(case_no, "电话回访申请人"), supervisor)
    assert (shown["applicant"]["id_no"], shown["applicant"]["contact"]["phone"]) == (ID_NO, PHONE)
    told = office.engine.queries.audit(SYSTEM, case_no)
    assert told["valid"]
    kept = [one for one in told["items"] if one["type"] == "case.revealed"]
    assert [(one["actor"], one["data"]["reason"]) for one in kept] == [("he.supervisor", "电话回访申请人")]


def test_whoever_has_nothing_to_do_with_it_learns_nothing(office: Office, case_no: str) -> None:
    for who, refusal in (
        ("mo.zone", errors.NotFound),
        ("tang.agent", errors.NotFound),
        ("deng.market", None),
    ):
        command = RevealIdentity(case_no, "电话回访申请人")
        if refusal is None:
            office.engine.execute(command, office.actor(who))
        else:
            with pytest.raises(refusal):
                office.engine.execute(command, office.actor(who))
