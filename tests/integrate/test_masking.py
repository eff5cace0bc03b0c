"""Numbers are hidden from whoever need not know them, wherever they stand, and shown with a reason that is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import CONTENT, Office
from operating.calling import service
from sqlalchemy import select, update

from tongban.engine import (
    SYSTEM,
    Actor,
    CompleteJob,
    CreateClient,
    DeployResources,
    FetchJobs,
    SetVariables,
    StartInstance,
    bpmn,
    errors,
    feel,
)
from tongban.engine.access import RevealIdentity
from tongban.engine.domain.masking import masked, masks_of, unmasked
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import process

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


def started_beside_the_case(office: Office) -> str:
    """An instance of the case with a job in it, whose variables repeat the applicant's numbers."""
    run = office.engine.execute
    run(DeployResources((("register.bpmn", service("register", "notify")),)), SYSTEM)
    party = {"name": "林小禾", "id_no": ID_NO, "contact": {"phone": PHONE}}
    started = run(StartInstance("register", variables={"applicant": party, "note": PHONE, "n": 1}), SYSTEM)
    with office.engine.sql_engine.begin() as connection:
        case = connection.execute(select(tables.approval_case.c.id)).scalar_one()
        of_it = update(process.instance).where(process.instance.c.id == started["id"])
        connection.execute(of_it.values(case_id=case))
    return str(started["id"])


def test_a_worker_gets_what_it_asks_for_and_numbers_only_by_its_scope(office: Office, case_no: str) -> None:
    """A job of the case's own instance, taken by clients with and without the scope."""
    run, system = office.engine.execute, office.actor("admin")
    started_beside_the_case(office)

    def taken(actor: Actor, **more: Any) -> dict[str, Any]:
        (job,) = run(FetchJobs("w", (("notify", timedelta(seconds=1)),), 1, **more), actor)["jobs"]
        office.clock.advance(timedelta(seconds=2))
        return dict(job["variables"])

    def client(*scopes: str) -> Actor:
        found = office.engine.actor_of_token(run(CreateClient("x", scopes), system)["token"])
        assert found is not None
        return found

    hidden = taken(client("jobs"))
    assert ID_NO not in str(hidden) and PHONE not in str(hidden)
    assert hidden["applicant"]["id_no"] == "429900********0013" and hidden["note"] == "139****0001"
    assert taken(system)["note"] == "139****0001", "an administrator's own token is no exception"
    assert taken(client("jobs", "personal"))["applicant"]["id_no"] == ID_NO
    assert taken(SYSTEM)["note"] == PHONE, "our own connectors"
    assert taken(client("jobs"), variables={"notify": ("n", "none such")}) == {"n": 1}
    assert set(taken(client("jobs"), variables={"other": ()})) == {"applicant", "note", "n"}
    assert taken(client("jobs"), variables={"notify": ()}) == {}


def test_a_number_given_back_hidden_leaves_the_true_one(office: Office, case_no: str) -> None:
    """By a worker who reports all it was given, and by whoever changes one variable of many."""
    run, admin = office.engine.execute, office.actor("admin")
    instance = started_beside_the_case(office)
    shown = office.engine.queries.instance(admin, instance)["variables"]
    assert PHONE not in str(shown)
    run(SetVariables(instance, {**shown, "n": 2}), admin)
    assert held(office, instance) == {
        "applicant": {"name": "林小禾", "id_no": ID_NO, "contact": {"phone": PHONE}},
        "note": PHONE,
        "n": 2,
    }
    (job,) = run(FetchJobs("w", (("notify", timedelta(minutes=1)),), 1), admin)["jobs"]
    told = job["variables"]
    assert told["note"] == "139****0001"
    told["applicant"] |= {"name": "林小荷"}
    reported = {**told, "called": told["note"], "numbers": [told["note"]]}
    run(CompleteJob(job["id"], "w", reported), admin)
    assert held(office, instance) == {
        "applicant": {"name": "林小荷", "id_no": ID_NO, "contact": {"phone": PHONE}},
        "note": PHONE,
        "n": 2,
        "called": "139****0001",
        "numbers": ["139****0001"],
    }


@given(st.data())
def test_what_was_shown_masked_comes_back_as_it_is_held(data: st.DataObject) -> None:
    texts = st.sampled_from((ID_NO, PHONE, f" {PHONE}", "a", ""))
    values = st.recursive(
        texts | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner),
        max_leaves=8,
    )
    masks = masks_of({"id_no": ID_NO, "contact": {"phone": PHONE}})
    value, other = data.draw(values), data.draw(values)
    assert unmasked(masked(value, masks), value, masks) == value
    assert unmasked(other, value, masks) == other, "what is no mask is taken as it is given"


def held(office: Office, instance: str) -> dict[str, Any]:
    """The variables as the state keeps them."""
    kept = select(process.instance.c.state_blob).where(process.instance.c.id == instance)
    with office.engine.sql_engine.connect() as connection:
        return dict(feel.to_json(bpmn.variables_of(connection.execute(kept).scalar_one())))
