"""Every sample case of every item plays to the end it expects, on both databases, and its documents can be printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import ITEMS, Office

from tongban.engine import items
from tongban.engine.samples import play

SAMPLES = [(folder, path.stem) for folder in ITEMS for path in sorted((folder / "samples").glob("*.json"))]


@pytest.mark.parametrize(("folder", "sample"), SAMPLES, ids=[f"{f.name}-{s}" for f, s in SAMPLES])
def test_a_sample_ends_as_it_expects_and_its_documents_can_be_printed(
    folder: Path, sample: str, office: Office
) -> None:
    item = office.publish(folder)
    found = next(one for one in item.samples.values() if one.key == sample)
    told: list[str] = []

    case = play(office.engine, office.clock, item, found, told.append)

    assert case["state"] == found.expect.state
    assert len(told) > len(found.steps)
    # What is printed stands in the document's own data, on either database.
    printed = (
        case["documents"] if office.engine.sql_engine.dialect.name == "sqlite" else case["documents"][:1]
    )
    for document in printed:
        pdf, name = office.engine.queries.document_pdf(office.actor("admin"), document["id"])
        assert pdf.startswith(b"%PDF-")
        assert document["number"] in name


@pytest.mark.parametrize("folder", ITEMS, ids=lambda folder: folder.name)
def test_an_item_has_no_problem(folder: Path) -> None:
    assert [one for one in items.check_item(items.read_folder(folder)) if one["severity"] == "error"] == []
