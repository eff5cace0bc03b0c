"""Drafts of items: kept whole whatever is wrong, never overwritten unread, published only as they were tried."""

from __future__ import annotations

from typing import Any

import pytest
from office import CONTENT, Office

from studio.publishing.desk import played
from tongban.engine import drafting, errors, items, trial

NEW = items.NewItem("street-stall", "临街摆摊备案", "Street stall filing", "001017109012")


def template(name: str = "seal-filing") -> dict[str, bytes]:
    return items.read_folder(CONTENT / name)


def made(office: Office, files: dict[str, bytes] | None = None) -> dict[str, Any]:
    return office.engine.execute(drafting.CreateItemDraft(files or template()), office.actor("xu.items"))


def test_a_new_item_has_its_own_codes_key_and_names_everywhere() -> None:
    old = items.read_item(template())
    item = items.read_item(items.new_item(template(), NEW))
    assert item.sheet.name == items.Text("临街摆摊备案", "Street stall filing")
    assert item.sheet.code == f"{old.sheet.implementation_code[:19]}00101710901201"
    assert item.process.key == item.slug == "street-stall"
    assert item.process.name == "临街摆摊备案"
    assert {one.code[:31] for one in item.sheet.materials} == {item.sheet.implementation_code}
    whole = b"".join(item.files.values())
    assert old.sheet.implementation_code.encode() not in whole
    assert [one for one in items.check_item(item.files) if one["severity"] == "error"] == []


@pytest.mark.parametrize(
    "name",
    [
        "sole-trader-registration",
        "construction-permit",
        "bookshop-opening",
        "farm-subsidy",
        "service-complaint",
    ],
)
def test_every_template_makes_an_item_without_an_error(name: str) -> None:
    made = items.new_item(template(name), NEW)
    assert [one for one in items.check_item(made) if one["severity"] == "error"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("key", "Straße"), ("key", "a b"), ("name", " "), ("basic_code", "12"), ("suffix", "x")],
)
def test_what_does_not_hold_is_named_by_its_field(field: str, value: str) -> None:
    facts = {name: getattr(NEW, name) for name in ("key", "name", "name_en", "basic_code", "suffix")}
    with pytest.raises(errors.Invalid) as refused:
        items.new_item(template(), items.NewItem(**{**facts, field: value}))
    assert [one["field"] for one in refused.value.errors] == [field]


def test_a_diagram_from_elsewhere_takes_the_place_of_the_template_s(office: Office) -> None:
    files = items.with_diagram(template(), template("signboard-filing")["flow.bpmn"])
    assert files["flow.bpmn"] == template("signboard-filing")["flow.bpmn"]
    assert (items.sheet_data(files) or {})["process"] == "signboard-filing"
    assert not any(path.startswith("samples/") for path in files)


def test_what_is_not_finished_is_kept_and_told(office: Office) -> None:
    files = template()
    files["flow.bpmn"] = files["flow.bpmn"].replace(b'roles="handler"', b"")
    draft = made(office, files)
    assert draft["sound"] is False
    assert ("flow.bpmn", "review", "error") in {
        (one["file"], one["element"], one["severity"]) for one in draft["problems"]
    }
    kept = office.engine.queries.item_draft(office.actor("xu.items"), draft["id"])
    assert kept["contents"] == files
    assert made(office, {"item.yaml": b"name: [", "note.txt": b"x"})["sound"] is False


def test_what_could_do_harm_is_refused(office: Office) -> None:
    with pytest.raises(errors.InvalidItem):
        made(office, {"../item.yaml": b"x"})
    draft = made(office)
    with pytest.raises(errors.InvalidItem):
        office.engine.execute(
            drafting.ChangeItemDraft(draft["id"], {"forms/../../x.json": b"{}"}, {}), office.actor("xu.items")
        )


def test_two_at_once_lose_nothing(office: Office) -> None:
    xu, admin = office.actor("xu.items"), office.actor("admin")
    draft = made(office)
    run = office.engine.execute
    sheet = template()["item.yaml"]
    after = run(drafting.ChangeItemDraft(draft["id"], {"item.yaml": sheet + b"# a\n"}, {"item.yaml": 1}), xu)
    assert after["revision"] == 2
    # Another file was not touched, so whoever read the first revision may still change it.
    form = template()["form.json"] + b"\n"
    assert (
        run(drafting.ChangeItemDraft(draft["id"], {"form.json": form}, {"form.json": 1}), admin)["revision"]
        == 3
    )
    with pytest.raises(errors.PreconditionFailed) as clash:
        run(drafting.ChangeItemDraft(draft["id"], {"item.yaml": sheet + b"# b\n"}, {"item.yaml": 1}), admin)
    assert clash.value.facts["current"]["revision"] == 2
    with pytest.raises(errors.PreconditionFailed):
        run(drafting.ChangeItemDraft(draft["id"], {"form.json": None}, {"form.json": 1}), xu)
    kept = office.engine.queries.item_draft(xu, draft["id"])
    assert (kept["contents"]["item.yaml"], kept["contents"]["form.json"]) == (sheet + b"# a\n", form)
    assert kept["updated_by"] == "admin"


def test_the_same_bytes_again_change_nothing_and_a_new_file_is_not_overwritten(office: Office) -> None:
    xu, draft = office.actor("xu.items"), made(office)
    run = office.engine.execute
    same = run(
        drafting.ChangeItemDraft(draft["id"], {"form.json": template()["form.json"]}, {"form.json": 1}), xu
    )
    assert same["revision"] == 1
    run(drafting.ChangeItemDraft(draft["id"], {"forms/extra.json": b"{}"}, {}), xu)
    with pytest.raises(errors.PreconditionFailed):
        run(drafting.ChangeItemDraft(draft["id"], {"forms/extra.json": b"[]"}, {}), xu)


def test_only_item_administrators_come_in(office: Office) -> None:
    draft = made(office)
    for who in ("wang.window", "wu.leader", "lin.applicant", "gao.admin"):
        actor = office.actor(who)
        for act in (
            drafting.CreateItemDraft(template()),
            drafting.ChangeItemDraft(draft["id"], {"form.json": b"{}"}, None),
            drafting.DeleteItemDraft(draft["id"], 1),
            drafting.PublishItemDraft(draft["id"], 1, "note"),
        ):
            with pytest.raises(errors.NotAllowed):
                office.engine.execute(act, actor)
        with pytest.raises(errors.NotAllowed):
            office.engine.queries.item_draft(actor, draft["id"])
        with pytest.raises(errors.NotAllowed):
            office.engine.queries.item_drafts(actor)
        with pytest.raises(errors.NotAllowed):
            next(trial(office.engine, actor, template()))


def test_a_draft_is_published_as_it_was_read_with_a_note(office: Office) -> None:
    xu, admin = office.actor("xu.items"), office.actor("admin")
    files = items.new_item(template(), NEW)
    draft = made(office, files)
    played(office, files)
    run = office.engine.execute
    with pytest.raises(errors.Invalid):
        run(drafting.PublishItemDraft(draft["id"], 1, " "), admin)
    with pytest.raises(errors.PreconditionFailed):
        run(drafting.PublishItemDraft(draft["id"], 7, "first"), admin)
    version = run(drafting.PublishItemDraft(draft["id"], 1, "first"), admin)
    assert (version["state"], version["version"], version["key"]) == ("published", 1, "street-stall")
    office.register(items.read_item(items.new_item(template(), NEW)))
    line = office.engine.queries.item_drafts(xu)["items"][0]
    assert (line["version_id"], line["published_revision"]) == (version["id"], 1)
    assert run(drafting.DeleteItemDraft(draft["id"], 1), xu)["name"] == "临街摆摊备案"
    assert office.engine.queries.item(xu, "street-stall")["version"] == 1


def test_what_is_not_sound_is_not_published_and_leaves_nothing(office: Office) -> None:
    files = items.new_item(template(), NEW)
    files.pop("form.json")
    files["flow.bpmn"] = files["flow.bpmn"].replace(b'roles="handler"', b"")
    draft = made(office, files)
    with pytest.raises(errors.InvalidItem):
        office.engine.execute(drafting.PublishItemDraft(draft["id"], 1, "first"), office.actor("admin"))
    with pytest.raises(errors.NotFound):
        office.engine.queries.item(None, "street-stall")


def test_a_trial_plays_every_sample_with_this_office_s_people_and_leaves_nothing_behind(
    office: Office,
) -> None:
    xu = office.actor("xu.items")
    told = list(trial(office.engine, xu, items.new_item(template(), NEW)))
    assert told[-1].kind == "done"
    steps = [one for one in told if one.kind == "step"]
    assert [one.number for one in steps] == list(range(len(steps)))
    assert (steps[1].by, steps[1].task["name"], steps[1].outcome["name"]) == ("王晓窗", "受理审查", "受理")
    assert steps[-1].case["state"] == "closed"
    assert office.engine.queries.cases(xu)["items"] == []


def test_a_joint_item_is_tried_with_its_members_as_they_are_in_force(office: Office) -> None:
    office.publish(CONTENT / "bookshop-opening")
    made = items.new_item(template("bookshop-opening"), NEW)
    kinds = [one.kind for one in trial(office.engine, office.actor("xu.items"), made)]
    assert kinds[-1] == "done" and kinds.count("sample") == 3


def test_a_trial_says_where_it_stops(office: Office) -> None:
    xu, files = office.actor("xu.items"), template()
    files["flow.bpmn"] = files["flow.bpmn"].replace(
        b'roles="handler" unit="gaj"', b'roles="handler" unit="zjj"'
    )
    told = list(trial(office.engine, xu, files))
    assert [one.kind for one in told][-2:] == ["failed", "red"]
    assert "cao.police" in told[-2].message
    assert [one.kind for one in trial(office.engine, xu, {"item.yaml": b"x"})] == ["refused"]
