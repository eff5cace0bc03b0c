"""What a file of a draft was can be had back; remarks on elements are kept with the draft and never leave with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import Office

from studio.test_item_drafts import made, template
from tongban.engine import drafting, errors
from tongban.engine.use_cases import item_pasts

FORM = "form.json"


def write(
    office: Office, draft: dict[str, Any], content: bytes | None, who: str = "xu.items"
) -> dict[str, Any]:
    return office.engine.execute(
        drafting.ChangeItemDraft(draft["id"], {FORM: content}, None), office.actor(who)
    )


def pasts(office: Office, draft: dict[str, Any]) -> list[bytes]:
    xu, ask = office.actor("xu.items"), office.engine.queries
    return [
        ask.item_past(xu, draft["id"], one["path"], one["number"])
        for one in ask.item_pasts(xu, draft["id"], FORM)
    ]


def test_what_was_replaced_is_kept_once_a_minute_and_person(office: Office) -> None:
    draft = made(office)
    for text in (b"1", b"2", b"3"):
        write(office, draft, text)
        office.clock.advance(timedelta(seconds=5))
    assert pasts(office, draft) == [template()[FORM]]
    write(office, draft, b"4", "admin")
    assert pasts(office, draft) == [b"3", template()[FORM]]
    office.clock.advance(timedelta(minutes=2))
    write(office, draft, b"5", "admin")
    assert pasts(office, draft) == [b"4", b"3", template()[FORM]]
    line = office.engine.queries.item_pasts(office.actor("admin"), draft["id"])[0]
    assert (line["path"], line["size"], line["replaced_by"]) == (FORM, 1, "admin")


def test_what_was_comes_back_and_what_is_now_is_not_lost(office: Office) -> None:
    xu, draft = office.actor("xu.items"), made(office)
    write(office, draft, b"{}")
    office.clock.advance(timedelta(minutes=2))
    with pytest.raises(errors.PreconditionFailed):
        office.engine.execute(drafting.RestoreItemFile(draft["id"], FORM, 1, 1), xu)
    office.engine.execute(drafting.RestoreItemFile(draft["id"], FORM, 1, 2), xu)
    kept = office.engine.queries.item_draft(xu, draft["id"])
    assert kept["contents"][FORM] == template()[FORM]
    assert pasts(office, draft) == [b"{}", template()[FORM]]
    for gone in (7, 0):
        with pytest.raises(errors.NotFound):
            office.engine.execute(drafting.RestoreItemFile(draft["id"], FORM, gone, 3), xu)


def test_a_file_taken_away_comes_back(office: Office) -> None:
    xu, draft = office.actor("xu.items"), made(office)
    write(office, draft, None)
    assert pasts(office, draft) == [template()[FORM]]
    office.clock.advance(timedelta(minutes=2))
    office.engine.execute(drafting.RestoreItemFile(draft["id"], FORM, 1, 0), xu)
    office.clock.advance(timedelta(minutes=2))
    write(office, draft, b"later")
    assert pasts(office, draft) == [template()[FORM], template()[FORM]]


def test_only_so_many_are_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_pasts, "MOST", 3)
    draft = made(office)
    for number in range(6):
        write(office, draft, b"%d" % number)
        office.clock.advance(timedelta(minutes=2))
    assert pasts(office, draft) == [b"4", b"3", b"2"]


def test_a_remark_is_made_settled_and_opened_again(office: Office) -> None:
    xu, admin, draft = office.actor("xu.items"), office.actor("admin"), made(office)
    run, ask = office.engine.execute, office.engine.queries
    comment = run(drafting.AddDraftComment(draft["id"], "flow.bpmn", "review", " 时限太短 "), xu)
    run(drafting.AddDraftComment(draft["id"], FORM, "", "x"), admin)
    found = ask.draft_comments(admin, draft["id"], "flow.bpmn")
    assert [(one["element"], one["text"], one["author_name"]) for one in found] == [
        ("review", "时限太短", xu.name)
    ]
    settled = run(drafting.SettleDraftComment(draft["id"], comment["id"]), admin)
    assert settled["resolved_by"] == "admin"
    again = run(drafting.SettleDraftComment(draft["id"], comment["id"], settled=False), xu)
    assert (again["resolved_by"], again["resolved_at"]) == (None, None)
    assert len(ask.draft_comments(xu, draft["id"])) == 2


def test_what_is_no_remark_is_refused(office: Office) -> None:
    xu, draft, other = office.actor("xu.items"), made(office), made(office)
    run = office.engine.execute
    for text, element in ((" ", "review"), ("x" * 2001, "review"), ("x", "e" * 201)):
        with pytest.raises(errors.Invalid):
            run(drafting.AddDraftComment(draft["id"], "flow.bpmn", element, text), xu)
    comment = run(drafting.AddDraftComment(draft["id"], "flow.bpmn", "review", "x"), xu)
    with pytest.raises(errors.NotFound):
        run(drafting.SettleDraftComment(other["id"], comment["id"]), xu)
    with pytest.raises(errors.NotFound):
        run(drafting.AddDraftComment("nowhere", "flow.bpmn", "review", "x"), xu)


def test_nobody_else_reads_or_remarks_and_all_goes_with_the_draft(office: Office) -> None:
    xu, clerk, draft = office.actor("xu.items"), office.actor("wang.window"), made(office)
    run, ask = office.engine.execute, office.engine.queries
    comment = run(drafting.AddDraftComment(draft["id"], FORM, "", "x"), xu)
    write(office, draft, b"{}")
    for act in (
        drafting.AddDraftComment(draft["id"], FORM, "", "x"),
        drafting.SettleDraftComment(draft["id"], comment["id"]),
        drafting.RestoreItemFile(draft["id"], FORM, 1, 2),
    ):
        with pytest.raises(errors.NotAllowed):
            run(act, clerk)
    for query in (ask.item_pasts, ask.draft_comments):
        with pytest.raises(errors.NotAllowed):
            query(clerk, draft["id"])
    with pytest.raises(errors.NotAllowed):
        ask.item_past(clerk, draft["id"], FORM, 1)
    run(drafting.DeleteItemDraft(draft["id"], 2), xu)
    for query in (ask.item_pasts, ask.draft_comments):
        with pytest.raises(errors.NotFound):
            query(xu, draft["id"])
