"""The shipped items: clean, complete, and what the rest of the engine expects of them."""

from __future__ import annotations

import pytest

from items.building import ITEMS, PROCESSES, an_item, usernames
from tongban.engine import items
from tongban.engine.channels.notices import NOTICES
from tongban.engine.documents import catalogue
from tongban.engine.documents.hearing_types import HEARING_TYPES
from tongban.engine.domain.material import FileRule, check_file
from tongban.engine.items import vocabulary


@pytest.fixture(scope="module", params=ITEMS)
def item(request) -> items.Item:
    return items.read_item(items.read_folder(PROCESSES / request.param), people=usernames())


def test_there_is_nothing_to_complain_about(item):
    # The gateway after the check has no default on purpose: see docs/items.md.
    assert {one["rule"] for one in item.warnings} <= {"missing-default"}


def test_the_item_is_known_by_its_code_and_folder(item):
    assert (PROCESSES / item.slug / "item.yaml").is_file()
    assert item.process.key == item.slug
    assert item.process.extensions.item.code == item.code
    assert item.content_hash == items.content_hash(item.files)


def test_the_application_can_be_told_in_both_languages(item):
    sample = next(iter(item.samples.values()))
    chinese = item.summary(sample.form)
    english = item.summary(sample.form, "en")
    # Sections and empty fields have no line of their own; an application of six answers shows six.
    assert len(chinese) == len(english) > min(5, len(sample.form) - 1)
    assert not [label for label, _ in english if any("\u4e00" <= sign <= "\u9fff" for sign in label)]


def test_the_files_of_every_sample_keep_the_rules_of_their_material(item):
    for sample in item.samples.values():
        given = dict(sample.materials)
        for step in sample.steps:
            given.update(step.materials or {})
        for code, recipe in given.items():
            name = items.file_name(recipe, code)
            content = items.make_file(recipe, code)
            assert content == items.make_file(recipe, code)
            check_file(item.material(code).rule(name), name, content)
        needed = {one.code for one in item.sheet.materials if one.required and one.electronic}
        if item.sheet.ways.tolerant is not None:
            needed = {code for code in needed if item.material(code).core}
        assert needed - set(sample.commitments) <= set(given)


@pytest.mark.parametrize("format_", ["jpg", "png", "pdf"])
def test_a_file_of_a_wanted_size_is_still_sound(format_):
    content = items.make_file(items.FileRecipe(format_, 800, 600, 60_000))
    assert abs(len(content) - 60_000) < 5
    check_file(FileRule("x", frozenset({format_})), f"x.{format_}", content)


def test_paper_materials_are_a_hint_for_the_clerk():
    assert items.read_item(an_item()).hints == ("请收取纸质材料：施工图纸",)


def test_documents_and_notices_are_those_that_can_be_made():
    # Those of a hearing are made by what an officer does, never by a step of the chart.
    assert set(catalogue.TYPES) - {one.id for one in HEARING_TYPES} == vocabulary.DOCUMENTS
    # Some notices are the engine's own and no item may send them.
    assert vocabulary.NOTICES <= set(NOTICES)


def test_every_sample_ends_as_its_name_says():
    found = items.read_item(an_item()).samples
    assert {key: sample.expect.result for key, sample in found.items()} == {
        "granted": "granted",
        "refused": "refused",
        "corrected-twice": "granted",
        "withdrawn": "withdrawn",
    }
