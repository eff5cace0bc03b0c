"""Every sample case of every item plays to the end it expects, on both databases, with a sound record."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import ITEMS, Office

from tongban.engine import items
from tongban.engine.samples import play

SAMPLES = [(folder, path.stem) for folder in ITEMS for path in sorted((folder / "samples").glob("*.json"))]


@pytest.mark.parametrize(("folder", "sample"), SAMPLES, ids=[f"{f.name}-{s}" for f, s in SAMPLES])
def test_a_sample_ends_as_it_expects(folder: Path, sample: str, office: Office) -> None:
    item = office.publish(folder)
    found = next(one for one in item.samples.values() if one.key == sample)
    told: list[str] = []

    case = play(office.engine, office.clock, item, found, told.append)

    assert case["state"] == found.expect.state
    assert len(told) > len(found.steps)


@pytest.mark.parametrize("folder", ITEMS, ids=lambda folder: folder.name)
def test_an_item_has_no_problem(folder: Path) -> None:
    assert [one for one in items.check_item(items.read_folder(folder)) if one["severity"] == "error"] == []


@pytest.mark.parametrize("folder", ITEMS, ids=lambda folder: folder.name)
def test_every_document_of_the_samples_can_be_printed(folder: Path, office: Office) -> None:
    item = office.publish(folder)
    for sample in item.samples.values():
        case = play(office.engine, office.clock, item, sample, lambda _: None)
        for document in case["documents"]:
            pdf, name = office.engine.queries.document_pdf(office.actor("admin"), document["id"])
            assert pdf.startswith(b"%PDF-")
            assert document["number"] in name
