"""告知承诺: a letter stands for materials; a check follows; broken means put right or revoked, and no second one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from regimes.conftest import AGENCY, codes, rules
from tongban.engine import SYSTEM, GiveCommitment, RepairCredit, errors

BROKEN = {
    "checked_on": "2026-03-03",
    "checked_by": "谢劳安、丁核实",
    "check_problem": "人员不足",
    "rectify_by": "2026-03-18",
}


def grant(office: Office, number: str) -> None:
    office.complete(number, "accept_check", "wang.window", "accept", "受理", {"missing_materials": []})
    office.complete(number, "review", "xie.labour", "approve", "同意")
    office.complete(number, "decide", "hua.labour", "grant", "准予")
    made = {"certificate_no": "A-1", "valid_from": "2026-03-02"}
    office.complete(number, "make_certificate", "xie.labour", "made", None, made)
    given = {"delivery_method": "pickup", "recipient": "苏聘言", "received_on": "2026-03-02"}
    office.complete(number, "deliver", "wang.window", "delivered", None, given)


def break_it(office: Office, number: str) -> None:
    office.complete(number, "check_commitment", "xie.labour", "broken", "人员不足，承诺不实", BROKEN)


def state(office: Office, number: str) -> str:
    return str(office.case(number)["regimes"]["commitment"]["state"])


def test_a_letter_is_signed_and_the_case_checked_after_its_decision(
    office: Office, applied: Callable[..., str]
) -> None:
    number = applied(AGENCY, "kept", commitments=tuple(codes(AGENCY, 3, 4)))
    case = office.case(number)
    assert [one["type"] for one in case["documents"]].count("commitment_letter") == 1
    assert [one["code"] for one in case["materials"] if one["promised"]] == codes(AGENCY, 3, 4)
    assert case["regimes"]["commitment"]["signed_by"] == "苏聘言"
    grant(office, number)
    task = office.task(number, "check_commitment")
    assert task["due"] is not None and office.case(number)["state"] == "delivered"
    checked = {"checked_on": "2026-03-03", "checked_by": "谢劳安、丁核实"}
    office.complete(number, "check_commitment", "xie.labour", "kept", "属实", checked)
    assert (office.case(number)["state"], state(office, number)) == ("closed", "kept")
    assert office.engine.queries.credit_marks(SYSTEM)["items"] == []


def test_without_a_commitment_nothing_is_checked(office: Office, applied: Callable[..., str]) -> None:
    number = applied(AGENCY, "granted")
    grant(office, number)
    assert office.case(number)["state"] == "closed"


def test_put_right_in_time_clears_the_mark(office: Office, applied: Callable[..., str]) -> None:
    number = applied(AGENCY, "rectified", commitments=tuple(codes(AGENCY, 3)))
    grant(office, number)
    break_it(office, number)
    assert (state(office, number), len(_marks(office))) == ("broken", 1)
    report = {"rectification_report": "已补足", "rectified_on": "2026-03-05"}
    office.complete(number, "rectify", "su.agent", "reported", None, report)
    office.complete(number, "recheck", "xie.labour", "rectified", "复查合格")
    assert (office.case(number)["state"], state(office, number)) == ("closed", "rectified")
    assert _marks(office) == []


def test_revoked_shows_everywhere_and_bars_the_next_commitment(
    office: Office, applied: Callable[..., str]
) -> None:
    number = applied(AGENCY, "revoked", commitments=tuple(codes(AGENCY, 3, 4)))
    grant(office, number)
    certificate = next(one for one in office.case(number)["documents"] if one["type"] == "certificate")
    before, _ = office.engine.queries.document_pdf(office.actor("admin"), certificate["id"])
    assert office.engine.queries.verify_document(certificate["verification_code"])["revoked"] is None
    break_it(office, number)
    office.wait(timedelta(days=16))
    office.complete(number, "decide_revocation", "hua.labour", "revoke", "逾期未整改", {})
    case = office.case(number)
    assert (case["state"], case["result"], state(office, number)) == ("revoked", "revoked", "revoked")
    assert case["revoked"]["reason"] == "逾期未整改"
    assert [one["revoked"] for one in case["documents"] if one["type"] == "certificate"] == [True]
    told = office.engine.queries.verify_document(certificate["verification_code"])
    assert told["valid"] and told["revoked"]["no"] == case["revoked"]["no"]
    after, _ = office.engine.queries.document_pdf(office.actor("admin"), certificate["id"])
    assert after != before
    kinds = [one["type"] for one in office.engine.queries.timeline(SYSTEM, number)["items"]]
    assert {"case.revoked", "case.commitment_broken", "case.credit_marked"} <= set(kinds)
    assert office.engine.verify_audit()["broken"] in ([], 0)
    item = office.publish(CONTENT / AGENCY)
    with pytest.raises(errors.Invalid) as refused:
        office.register(item, "revoked", commitments=tuple(codes(AGENCY, 3)))
    assert rules(refused) == ["credit"]
    plain = office.register(item, "revoked")
    assert any("承诺不实" in one for one in plain["hints"])
    again = GiveCommitment(plain["case_no"], tuple(codes(AGENCY, 3)), agreed=True)
    with pytest.raises(errors.Invalid):
        office.engine.execute(again, office.actor("su.agent"))
    mark = _marks(office)[0]
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(RepairCredit(mark["id"], "已整改"), office.actor("wang.window"))
    office.engine.execute(RepairCredit(mark["id"], "已整改并公示"), office.actor("he.supervisor"))
    with pytest.raises(errors.Conflict):
        office.engine.execute(RepairCredit(mark["id"], "再次"), office.actor("he.supervisor"))
    office.engine.execute(again, office.actor("su.agent"))
    assert office.case(plain["case_no"])["regimes"]["commitment"]["state"] == "given"


def test_a_commitment_stands_only_for_what_the_item_says(office: Office, applied: Callable[..., str]) -> None:
    number = applied(AGENCY, "granted", only=(1, 2, 3))
    actor = office.actor("su.agent")

    def give(*serials: int, agreed: bool = True) -> Any:
        return office.engine.execute(GiveCommitment(number, tuple(codes(AGENCY, *serials)), agreed), actor)

    with pytest.raises(errors.Invalid) as refused:
        give(1, 3)
    assert rules(refused) == ["not-replaceable", "handed-in"]
    with pytest.raises(errors.Invalid) as refused:
        give(4, agreed=False)
    assert rules(refused) == ["agreed"]
    with pytest.raises(errors.NotFound):
        command = GiveCommitment(number, tuple(codes(AGENCY, 4)), True)
        office.engine.execute(command, office.actor("lin.applicant"))
    give(4)
    office.complete(number, "accept_check", "wang.window", "accept", "受理", {"missing_materials": []})
    with pytest.raises(errors.Conflict):
        give(3)


def _marks(office: Office) -> list[dict[str, Any]]:
    return list(office.engine.queries.credit_marks(SYSTEM, state="active")["items"])
