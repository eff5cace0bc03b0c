"""What a base list fixes stays so whichever way the sheet is changed, and nothing else is published."""

from __future__ import annotations

import pytest
from office import Office

from studio.publishing.desk import played
from studio.test_item_drafts import template
from studio.trying.test_claiming import HEAD, PERMIT, SECOND, brought, claim, entry
from tongban.engine import drafting, errors, items

SHEET = "item.yaml"


def claimed(office: Office) -> dict:
    brought(office, HEAD + PERMIT + SECOND)
    files = items.claimed_item(template(), "city", entry(), claim())
    return office.engine.execute(drafting.CreateItemDraft(files), office.actor("xu.items"))


def sheet(office: Office, draft: dict) -> bytes:
    return office.engine.queries.item_draft(office.actor("xu.items"), draft["id"])["contents"][SHEET]


def write(office: Office, draft: dict, content: bytes) -> dict:
    return office.engine.execute(
        drafting.ChangeItemDraft(draft["id"], {SHEET: content}, None), office.actor("xu.items")
    )


def test_text_cannot_change_what_the_list_fixes_and_nothing_is_kept_of_it(office: Office) -> None:
    draft = claimed(office)
    before = sheet(office, draft)
    for old, new, fields in (
        ("施工许可", "施工放行", ["name"]),
        ("第七条", "第九条", ["legal_basis"]),
        ("base_entry: city/", "base_entry: town/", ["base_entry"]),
    ):
        with pytest.raises(errors.Invalid) as refused:
            write(office, draft, before.replace(old.encode(), new.encode()))
        assert [one["field"] for one in refused.value.errors] == fields
    assert sheet(office, draft) == before
    assert write(office, draft, before + "# 可以\n".encode())["revision"] == 2


def test_a_sheet_that_cannot_be_read_is_no_way_around(office: Office) -> None:
    draft = claimed(office)
    before = sheet(office, draft)
    write(office, draft, b"a: [")
    with pytest.raises(errors.Invalid) as refused:
        write(office, draft, before.replace(b"base_entry: city/000117109003\n", b""))
    assert [one["field"] for one in refused.value.errors] == ["base_entry"]
    with pytest.raises(errors.Invalid):
        write(office, draft, before.replace("施工许可".encode(), "施工放行".encode()))
    write(office, draft, before)


def test_a_list_that_has_changed_is_a_problem_of_the_draft_and_keeps_it_from_being_published(
    office: Office,
) -> None:
    draft, xu = claimed(office), office.actor("xu.items")
    brought(office, HEAD + (PERMIT + SECOND).replace("施工许可", "施工准许"))
    found = office.engine.queries.item_draft(xu, draft["id"])
    assert [(one["element"], one["rule"]) for one in found["strayed"]] == [("name", "base_list")]
    assert not found["sound"]
    write(office, draft, found["contents"][SHEET] + b"# may stay as it is\n")
    files = office.engine.queries.item_draft(xu, draft["id"])["contents"]
    played(office, files)
    with pytest.raises(errors.InvalidItem) as refused:
        office.engine.execute(drafting.PublishItemDraft(draft["id"], 2, "x"), office.actor("admin"))
    assert [one["element"] for one in refused.value.errors] == ["name"]
    write(office, draft, files[SHEET].replace("施工许可".encode(), "施工准许".encode()))
    assert office.engine.queries.item_draft(xu, draft["id"])["strayed"] == []
