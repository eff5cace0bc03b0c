"""The shipped rules find nothing wrong with the ordinary course of the items that come with the product."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import CONTENT, Office
from supervision.watching import rows, sweep

from tongban.engine.samples import play

ORDINARY = ("construction-permit", "outdoor-advertising", "sole-trader-registration")


@pytest.mark.parametrize("folder", [CONTENT / name for name in ORDINARY], ids=lambda folder: folder.name)
def test_an_ordinary_case_raises_no_alarm(folder: Path, office: Office) -> None:
    item = office.publish(folder)
    for sample in item.samples.values():
        if sample.key in ("granted", "registered", "all-agree"):
            play(office.engine, office.clock, item, sample, lambda _: None)
    sweep(office)

    # The construction permit's sample lets a day pass at its branch leader, who has four hours.
    seen = {one.rule_id for one in rows(office, "alarm")}
    assert seen <= ({"step-late"} if folder.name == "construction-permit" else set())
    assert any(one.measure == "on_time" for one in rows(office, "figure"))
