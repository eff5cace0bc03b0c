"""Green channel, commitments and credit over HTTP: names of the contract, who may, and what a wrong body gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from api.house import House
from office import CONTENT, Office

from regimes.conftest import AGENCY, codes
from regimes.test_commitment import break_it, grant
from tongban.api.app import create_app

GREEN = "/api/v1/green-projects"
BODY = {"code": "LJ-2026-ZD-009", "name": "临江新港", "tracker": "he.supervisor", "factor": "0.5"}


@pytest.fixture
def house(office: Office) -> Iterator[House]:
    settings = office.engine.settings
    yield House(create_app(settings, engine=office.engine, pages=False), office, settings.data_dir)


def test_a_key_project_is_entered_changed_and_ended(house: House) -> None:
    made = house.admin.post(GREEN, json=BODY)
    assert made.status_code == 201, made.json
    assert (made.json["code"], made.json["ended_at"]) == (BODY["code"], None)
    one = f"{GREEN}/{BODY['code']}"
    read = house.admin.get(one).json
    assert (read["id"], read["name"], read["tracker_name"]) == (made.json["id"], "临江新港", "何监明")
    assert house.admin.post(GREEN, json=BODY).status_code == 409

    changed = house.admin.patch(one, json={"name": "临江新港二期"})
    assert (changed.status_code, changed.json["name"], changed.json["factor"]) == (200, "临江新港二期", "0.5")
    wrong = house.admin.patch(one, json={"factor": "1.5"})
    assert (wrong.status_code, [row["field"] for row in wrong.json["errors"]]) == (422, ["factor"])
    assert house.clerk.patch(one, json={"name": "x"}).status_code == 403
    assert house.admin.get(f"{GREEN}/none").status_code == 404

    ended = house.admin.post(f"{one}/end")
    assert ended.status_code == 200 and ended.json["ended_at"]
    assert [row["code"] for row in house.admin.get(GREEN).json["items"]] == [BODY["code"]]


def test_a_promise_is_given_broken_and_its_mark_repaired(
    office: Office, applied: Callable[..., str], house: House
) -> None:
    promised = codes(AGENCY, 3, 4)
    number = applied(AGENCY, "kept")
    applicant, supervisor = house.client("su.agent"), house.client("he.supervisor")
    given = f"/api/v1/cases/{number}/commitments"
    assert applicant.post(given, json={"materials": promised, "agreed": False}).status_code == 422
    assert (
        house.client("lin.applicant").post(given, json={"materials": promised, "agreed": True}).status_code
        == 404
    )
    answer = applicant.post(given, json={"materials": promised, "agreed": True})
    assert answer.status_code == 200, answer.json
    case = applicant.get(f"/api/v1/cases/{number}").json
    assert [one["code"] for one in case["materials"] if one["promised"]] == promised

    grant(office, number)
    break_it(office, number)
    (mark,) = supervisor.get("/api/v1/credit-marks").json["items"]
    repair = f"/api/v1/credit-marks/{mark['id']}/repair"
    assert applicant.post(repair, json={"reason": "已整改"}).status_code == 403
    assert supervisor.post(repair, json={"reason": ""}).status_code == 422
    repaired = supervisor.post(repair, json={"reason": "已整改并公示"})
    assert (repaired.status_code, repaired.json["repair_reason"]) == (200, "已整改并公示"), repaired.json
    assert house.admin.post(repair, json={"reason": "再次"}).status_code == 409
    assert office.publish(CONTENT / AGENCY)
    assert office.register(office.publish(CONTENT / AGENCY), "kept", commitments=tuple(promised))["case_no"]
