"""跨省通办: another region takes in, the owner decides, papers are signed for; the body is the ordinary item's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from office import CONTENT, Office

from regimes.conftest import ELSEWHERE
from tongban.engine import SignForPapers, errors, items

ORDINARY = "sole-trader-registration"
BODY = (
    *("receive_and_decide", "completeness", "accepted", "decision", "granted", "make_licence", "refused"),
    *(
        "deliver_refusal",
        "closed_refused",
        "correction_told",
        "supplement",
        "supplement_lapsed",
        "lapsed",
        "closed",
    ),
)
POSTED = {"carrier": "ems", "tracking_no": "EX1", "posting_note": "一套"}


def test_the_body_is_the_ordinary_items() -> None:
    here, there = (items.read_item(items.read_folder(CONTENT / one)) for one in (ORDINARY, ELSEWHERE))
    for id in BODY:
        one, other = here.process.elements[id], there.process.elements[id]
        assert (one.type, one.name, one.extensions) == (other.type, other.name, other.extensions), id
    inside = {
        (flow.source.id, flow.target.id): str(flow.condition)
        for element in here.process.elements.values()
        for flow in element.outgoing
        if flow.source.id in BODY and flow.target.id in BODY
    }
    drawn = {
        (flow.source.id, flow.target.id): str(flow.condition)
        for element in there.process.elements.values()
        for flow in element.outgoing
    }
    assert inside and inside.keys() <= drawn.keys()


def test_the_hall_takes_in_and_only_the_receiver_signs(office: Office, applied: Callable[..., str]) -> None:
    number = applied(ELSEWHERE)
    case = office.case(number)
    assert ([one["kind"] for one in case["marks"]], case["unit"]) == (["elsewhere"], "scjg")
    assert case["regimes"]["elsewhere"]["unit"] == "yh-zwzx"
    verified = {"identity_verified": True, "originals": 3}
    with pytest.raises(AssertionError):
        office.complete(number, "collect_papers", "wang.window", "verified", "核验", verified)
    office.complete(number, "collect_papers", "yun.hall", "verified", "核验", verified)
    early = SignForPapers(number)
    with pytest.raises(errors.Conflict):
        office.engine.execute(early, office.actor("shi.register"))
    office.complete(number, "post_out", "yun.hall", "posted", None, POSTED)
    assert "sign_for" in office.case(number, office.actor("shi.register"))["operations"]
    assert "sign_for" not in office.case(number, office.actor("yun.hall"))["operations"]
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(SignForPapers(number), office.actor("yun.hall"))
    with pytest.raises(errors.NotFound):
        office.engine.execute(SignForPapers(number), office.actor("feng.window"))
    office.engine.execute(SignForPapers(number, "完好"), office.actor("shi.register"))
    assert office.task(number, "receive_and_decide")
    voucher = next(one for one in office.case(number)["documents"] if one["type"] == "material_flow_voucher")
    assert office.engine.queries.document_pdf(office.actor("admin"), voucher["id"])[0].startswith(b"%PDF-")


def test_a_window_of_another_region_accepts_only_where_the_item_names_its_region(office: Office) -> None:
    ordinary, elsewhere = (office.publish(CONTENT / one) for one in (ORDINARY, ELSEWHERE))
    with pytest.raises(errors.Invalid) as refused:
        office.register(ordinary, by="yun.hall", channel="window")
    assert [one["field"] for one in refused.value.errors] == ["accepting_unit"]
    assert office.register(elsewhere, by="yun.hall")["case_no"]
    with pytest.raises(errors.Invalid):
        office.register(
            office.publish(CONTENT / "outdoor-advertising"), "all-agree", by="yun.hall", channel="window"
        )
