"""A result gives its holder a licence: born with the document, told by the day, ended by the revocation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from office import CONTENT, Office

from tongban.engine import SYSTEM, errors, items
from tongban.engine.samples import play

SHOP = "sole-trader-registration"


def granted(office: Office, folder: str = SHOP, sample: str = "granted") -> str:
    """A case played to its end."""
    item = office.publish(CONTENT / folder)
    found: items.Sample = next(one for one in item.samples.values() if one.key == sample)
    return str(play(office.engine, office.clock, item, found, lambda said: None)["case_no"])


def test_the_licence_is_born_with_the_result_and_only_with_it(office: Office) -> None:
    case_no = granted(office)
    case = office.case(case_no)
    (licence,) = office.engine.queries.licences(SYSTEM)["items"]
    document = next(one for one in case["documents"] if one["id"] == licence["document_id"])
    assert (licence["case_no"], licence["holder"]) == (case_no, case["applicant_name"])
    assert licence["state"] == "valid" and licence["certificate_no"]
    told = office.engine.queries.verify_document(document["verification_code"])["licence"]
    assert told["certificate_no"] == licence["certificate_no"]
    assert told["holder"] != licence["holder"] and "*" in told["holder"]
    others = [one for one in case["documents"] if one["id"] != licence["document_id"]]
    codes = [one["verification_code"] for one in others]
    assert [office.engine.queries.verify_document(code)["licence"] for code in codes] == [None] * len(codes)


def test_a_refusal_gives_none(office: Office) -> None:
    granted(office, sample="refused")
    assert office.engine.queries.licences(SYSTEM)["items"] == []


def test_each_sees_their_own(office: Office) -> None:
    granted(office)
    people = ("lin.applicant", "song.agent", "zhao.zaj", "he.supervisor")
    seen = {who: len(office.engine.queries.licences(office.actor(who))["items"]) for who in people}
    assert seen == {"lin.applicant": 1, "song.agent": 0, "zhao.zaj": 0, "he.supervisor": 1}


def test_it_expires_by_the_day(office: Office) -> None:
    case_no = granted(office)
    with office.engine.sql_engine.begin() as connection:
        end = date(2026, 6, 30).isoformat()
        connection.exec_driver_sql(f"UPDATE licence SET valid_to = '{end}' WHERE case_no = '{case_no}'")
    day = office.clock.now.date()
    office.clock.advance(timedelta(days=(date(2026, 6, 30) - day).days))
    assert office.engine.queries.licences(SYSTEM)["items"][0]["state"] == "valid"
    office.clock.advance(timedelta(days=1))
    assert office.engine.queries.licences(SYSTEM)["items"][0]["state"] == "expired"


def test_a_revoked_decision_takes_the_licence_with_it(office: Office) -> None:
    case_no = granted(office, "hr-service-licence", "revoked")
    assert office.case(case_no)["state"] == "revoked"
    assert [one["state"] for one in office.engine.queries.licences(SYSTEM)["items"]] == ["revoked"]
    with pytest.raises(errors.NotFound):
        office.engine.queries.verify_document("AAAA-BBBB-CCCC-DDDD")
