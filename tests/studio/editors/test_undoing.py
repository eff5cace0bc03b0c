"""One's last save of a draft is taken back and done again, whichever file it was in, and never over others' work."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from office import Office

from studio.editors.drafts import begun, contents, send
from studio.test_item_drafts import made, template
from tongban.engine import Engine, drafting, errors
from tongban.engine.use_cases import item_steps

FORM, FLOW = "form.json", "flow.bpmn"


def write(
    office: Office, draft: dict[str, Any], path: str, content: bytes | None, who: str = "xu.items"
) -> None:
    office.engine.execute(drafting.ChangeItemDraft(draft["id"], {path: content}, None), office.actor(who))


def undo(office: Office, draft: dict[str, Any], who: str = "xu.items") -> dict[str, Any]:
    return office.engine.execute(drafting.UndoItemStep(draft["id"]), office.actor(who))


def redo(office: Office, draft: dict[str, Any], who: str = "xu.items") -> dict[str, Any]:
    return office.engine.execute(drafting.RedoItemStep(draft["id"]), office.actor(who))


def files(office: Office, draft: dict[str, Any]) -> dict[str, bytes]:
    return dict(office.engine.queries.item_draft(office.actor("xu.items"), draft["id"])["contents"])


def test_saves_of_several_files_are_taken_back_and_done_again_in_order(office: Office) -> None:
    draft = made(office)
    states = [files(office, draft)]
    for path, content in ((FORM, b"{}"), (FLOW, b"<x/>"), ("forms/new.json", b"{}"), (FORM, None)):
        write(office, draft, path, content)
        states.append(files(office, draft))
    for earlier in reversed(states[:-1]):
        undo(office, draft)
        assert files(office, draft) == earlier
    with pytest.raises(errors.Conflict):
        undo(office, draft)
    for later in states[1:]:
        redo(office, draft)
        assert files(office, draft) == later
    with pytest.raises(errors.Conflict):
        redo(office, draft)


def test_taking_back_is_a_new_revision_and_a_new_change_ends_what_could_be_done_again(office: Office) -> None:
    draft = made(office)
    write(office, draft, FORM, b"1")
    answer = undo(office, draft)
    assert (answer["number"], answer["paths"], answer["draft"]["revision"]) == (2, [FORM], 3)
    write(office, draft, FLOW, b"<y/>")
    with pytest.raises(errors.Conflict):
        redo(office, draft)
    steps = office.engine.queries.item_steps(office.actor("xu.items"), draft["id"])
    assert [(one["number"], one["state"], one["paths"]) for one in steps["items"]] == [(4, "done", [FLOW])]


def test_everybody_takes_back_their_own_and_never_over_anothers_work(office: Office) -> None:
    draft, ask = made(office), office.engine.queries
    write(office, draft, FORM, b"xu")
    write(office, draft, FLOW, b"<xu/>")
    write(office, draft, FORM, b"admin", "admin")
    undo(office, draft)
    assert files(office, draft)[FORM] == b"admin" and files(office, draft)[FLOW] == template()[FLOW]
    told = ask.item_steps(office.actor("xu.items"), draft["id"])
    assert told["undo"]["overtaken"] == [FORM] and told["redo"]["overtaken"] == []
    with pytest.raises(errors.Conflict, match=r"admin .*form\.json"):
        undo(office, draft)
    assert files(office, draft)[FORM] == b"admin"
    undo(office, draft, "admin")
    undo(office, draft)
    assert files(office, draft) == template()


def test_the_step_that_was_seen_is_the_one_that_is_taken_back(office: Office) -> None:
    draft, xu = made(office), office.actor("xu.items")
    write(office, draft, FORM, b"1")
    write(office, draft, FORM, b"2")
    with pytest.raises(errors.Conflict):
        office.engine.execute(drafting.UndoItemStep(draft["id"], 2), xu)
    office.engine.execute(drafting.UndoItemStep(draft["id"], 3), xu)
    assert files(office, draft)[FORM] == b"1"


def test_only_so_many_are_kept_and_all_go_with_the_draft(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_steps, "MOST", 3)
    draft, xu = made(office), office.actor("xu.items")
    for number in range(5):
        write(office, draft, FORM, b"%d" % number)
    steps = office.engine.queries.item_steps(xu, draft["id"])["items"]
    assert [one["number"] for one in steps] == [6, 5, 4]
    with pytest.raises(errors.NotAllowed):
        undo(office, draft, "wang.window")
    office.engine.execute(drafting.DeleteItemDraft(draft["id"], 6), xu)
    with pytest.raises(errors.NotFound):
        office.engine.queries.item_steps(xu, draft["id"])


def test_the_pages_show_the_next_step_and_lead_to_the_file(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio)
    before = contents(studio, draft)
    home = f"/studio/{draft}/history"
    assert 'id="all-title"' in analyst.get(home).text
    assert send(analyst, f"{home}/undo").status_code == 409
    text = before["item.yaml"].decode().replace("印章", "图章")
    send(analyst, f"/studio/{draft}/files/item.yaml", revision="1", text=text)
    page = analyst.get(home).text
    assert "图章" in page and 'name="number" value="2"' in page
    back = send(analyst, f"{home}/undo", number="2")
    assert back.headers["Location"].endswith("/sheet?undone=2")
    assert contents(studio, draft) == before
    assert 'id="turned"' in analyst.get(back.headers["Location"]).text
    assert send(analyst, f"{home}/undo", number="2").status_code == 409
    assert send(analyst, f"{home}/redo", number="2").headers["Location"].endswith("/sheet?redone=2")
    assert "图章" in contents(studio, draft)["item.yaml"].decode()
