"""What it means when the applicant lets the term for supplements pass."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from clocks.conftest import (
    PERMIT,
    asked_for_corrections,
    documents,
    due,
    events,
    pdf,
    sweep,
    to,
)
from lxml import etree
from office import Office

from tongban.engine import (
    SupplementCase,
    items,
)


def with_lapse(office: Office, tmp_path: Path, lapse: str, *, drawn: bool) -> items.Item:
    folder = tmp_path / "construction-permit"
    shutil.copytree(PERMIT, folder)
    sheet = folder / "item.yaml"
    text = sheet.read_text(encoding="utf-8")
    wanted = f"supplement: {{value: 30, unit: day{f', lapse: {lapse}' if lapse else ''}}}"
    sheet.write_text(
        text.replace("supplement: {value: 30, unit: day, lapse: withdraw}", wanted), encoding="utf-8"
    )
    if not drawn:
        _undraw(folder / "flow.bpmn")
    return office.publish(folder)


def _undraw(flow: Path) -> None:
    """Take the boundary timer on the wait for the supplement out of the diagram, with where it leads."""
    gone = {"supplement_lapsed", "lapsed", "supplement_lapsed_to_lapsed"}
    tree = etree.parse(flow)
    for node in list(tree.iter()):
        named = {node.get("id"), node.get("bpmnElement")} if isinstance(node.tag, str) else set()
        if named & gone or (str(node.tag).endswith("flowNodeRef") and node.text in gone):
            node.getparent().remove(node)
    tree.write(flow)


def lapsed(office: Office, item: items.Item) -> str:
    number = str(office.register(item)["case_no"])
    asked_for_corrections(office, number, item)
    # Thirty days from Monday 2026-03-02 end with Wednesday 2026-04-01.
    assert due(office, number, "supplement") == date(2026, 4, 1)
    to(office, "2026-04-01", 23)
    sweep(office)
    assert office.case(number)["state"] == "correction_requested"
    to(office, "2026-04-02", 0)
    sweep(office)
    assert len(events(office, number, "case.supplement_lapsed")) == 1
    return number


def test_what_the_diagram_draws_happens_when_the_clock_ends(office: Office, permit: items.Item) -> None:
    number = lapsed(office, permit)
    assert office.case(number)["result"] == "withdrawn"
    assert events(office, number, "case.supplement_lapsed")[0]["data"]["meaning"] == "drawn"
    assert documents(office, number)[-1] == "withdrawal_notice"


@pytest.mark.parametrize(
    ("lapse", "state", "document"),
    [("withdraw", "withdrawn", "withdrawal_notice"), ("refuse", "not_accepted", "refusal_to_accept")],
)
def test_the_item_says_what_the_lapse_means(
    office: Office, tmp_path: Path, lapse: str, state: str, document: str
) -> None:
    number = lapsed(office, with_lapse(office, tmp_path, lapse, drawn=False))
    case = office.case(number)
    assert (case["state"], case["tasks"], case["documents"][-1]["type"]) == (state, [], document)
    assert pdf(office, number, document).startswith(b"%PDF")


def test_a_lapse_that_only_reminds_leaves_the_door_open(office: Office, tmp_path: Path) -> None:
    number = lapsed(office, with_lapse(office, tmp_path, "remind", drawn=True))
    assert office.case(number)["state"] == "correction_requested"
    assert any("补正期限已过" in one for one in office.messages("song.agent"))
    office.engine.execute(SupplementCase(number, note="已补齐"), office.actor("song.agent"))
    assert office.case(number)["state"] == "received"


def test_the_drawn_duration_does_not_end_the_term_before_its_last_day(
    office: Office, permit: items.Item
) -> None:
    number = str(office.register(permit)["case_no"])
    to(office, "2026-03-05")
    asked_for_corrections(office, number, permit)
    # Thirty days from Thursday 2026-03-05 are Saturday 2026-04-04, Tomb-Sweeping; the first day worked is Tuesday.
    assert due(office, number, "supplement") == date(2026, 4, 7)
    to(office, "2026-04-07", 20)
    sweep(office)
    office.engine.execute(SupplementCase(number), office.actor("song.agent"))
    assert office.case(number)["state"] == "received"
